"""Where engines work."""
