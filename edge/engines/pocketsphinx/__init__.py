"""The embedded recogniser: PocketSphinx through ctypes."""
