"""Transcript to reply: router, skills, conversation, memory."""
