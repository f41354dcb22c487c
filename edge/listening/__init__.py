"""Microphone to transcript: wake word, voice activity, endpointing, barge-in."""
