"""Voices: adapters of the port, and what stands between them and a sentence."""
