"""Notices that a sound card has stopped calling, from its callback counter alone. Pure."""

from __future__ import annotations

STALLED_SECONDS = 0.5
STARTING_SECONDS = 3.0
"""An idle PulseAudio null sink takes 2 s to its first callback."""


class Watchdog:
    """Told a counter and the time; says when the counter has stood still for too long."""

    def __init__(
        self, stalled: float = STALLED_SECONDS, starting: float = STARTING_SECONDS
    ) -> None:
        self._stalled = stalled
        self._starting = starting
        self._count = 0
        self._opened_at: float | None = None
        self._moved_at = 0.0

    def restart(self, count: int, now: float) -> None:
        """The device was opened just now, with its counter at `count`."""
        self._count, self._moved_at, self._opened_at = count, now, now

    def stop(self) -> None:
        """The device was closed: nothing is expected."""
        self._opened_at = None

    def is_stalled(self, count: int, now: float) -> bool:
        """True while no callback came for too long; never in the first seconds.

        A driver may take a few blocks at once, to fill its buffer, and begin in earnest later.
        """
        if self._opened_at is None:
            return False
        if count != self._count:
            self._count, self._moved_at = count, now
        return now - self._moved_at > self._stalled and now - self._opened_at > self._starting
