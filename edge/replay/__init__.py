"""Keeping a conversation so that it runs again exactly: see docs/replay.md."""
