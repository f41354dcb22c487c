"""Tones that point somewhere, on every output at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge.audio.beacon_sound import Aim
    from edge.audio.signals import Signals


class Pointing:
    """What all outputs can point with; see audio/signals.py."""

    def __init__(self, signals: Iterable[Signals]) -> None:
        self._signals = list(signals)

    def tick(self, degrees: float) -> None:
        """The tick of something that lies there."""
        for signals in self._signals:
            signals.tick(degrees)

    def note(self, hertz: float, degrees: float = 0.0) -> None:
        """A short note of that pitch."""
        for signals in self._signals:
            signals.note(hertz, degrees)

    def guide(self, aim: Aim | None) -> None:
        """Let the beacon sound from there from now on; None: quiet."""
        for signals in self._signals:
            signals.guide(aim)
