"""What a detected wake word means: once a call, not ten times a second. Pure."""

from __future__ import annotations

WORD_ENDS_WITHIN = 0.2
"""Seconds before the detection in which the word ended (measured: 0 to 0.19)."""


class Refractory:
    """After one call the same word is ignored for some seconds; other words are not."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._called: dict[str, float] = {}

    def allows(self, word: str, now: float) -> bool:
        """Whether this detection is a call of its own; remembers it if so."""
        if now - self._called.get(word, float("-inf")) < self._seconds:
            return False
        self._called[word] = now
        return True
