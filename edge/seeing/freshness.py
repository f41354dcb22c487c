"""Whether a sensor still measures; its silence is told in time, and told again. Pure."""

from __future__ import annotations

STALE_SECONDS = 0.4
"""Without a reading for so long it counts as gone; 0.5 s after the last one that has been told."""
AGAIN_SECONDS = 10.0
"""Told again so often while it is gone: silence never means that the way is clear."""


class Freshness:
    """Told of readings by one thread and asked by another; every step is atomic."""

    def __init__(self, now: float) -> None:
        self._last = now
        self._told_at: float | None = None

    @property
    def is_stale(self) -> bool:
        """It was told to be gone, and is not back."""
        return self._told_at is not None

    def on_reading(self, now: float) -> bool:
        """True when it is back."""
        self._last = now
        was_stale, self._told_at = self._told_at is not None, None
        return was_stale

    def is_due(self, now: float) -> bool:
        """True when its silence has to be told now."""
        quiet = now - self._last >= STALE_SECONDS
        due = quiet and (self._told_at is None or now - self._told_at >= AGAIN_SECONDS)
        if due:
            self._told_at = now
        return due
