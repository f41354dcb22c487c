"""The ready tones of one output: ordered from any thread, mixed in the sound card's own."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from edge.audio.cues import Cue

    Wave = NDArray[np.float32]

MOST_CUES = 4
LATE_SECONDS = 1.0
"""A tone that no sound card asked for in time is not played when one comes back."""
URGENT_GAIN = 0.5
"""Of urgent cues, where nobody says how loud the street is; see street.py."""


class CueTrack:
    """No lock: orders arrive through a deque's atomic append, the rest belongs to the callback."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.urgent_gain = URGENT_GAIN
        """An urgent cue is never quieter than this, whatever the volume."""
        self._clock = clock
        self._ordered: deque[tuple[Cue, float]] = deque(maxlen=MOST_CUES)
        self._sounding: dict[str, tuple[Cue, int]] = {}

    def play(self, cue: Cue) -> None:
        """Order a tone; not begun while it, or a more important one of its group, sounds."""
        self._ordered.append((cue, self._clock()))

    @property
    def is_urgent(self) -> bool:
        return any(cue.urgent for cue, _ in self._sounding.values())

    def mix(self, mixed: Wave, volume: float, now: float) -> None:
        """Add what sounds now to a block of shape (n,) or (n, 2)."""
        while self._ordered:
            cue, ordered = self._ordered.popleft()
            if now - ordered <= LATE_SECONDS:
                self._begin(cue, mixed, volume)
        for group, (cue, start) in list(self._sounding.items()):
            part = cue.wave[start : start + len(mixed)]
            _add(mixed, part, self._gain(cue, volume))
            self._sounding[group] = (cue, start + len(part))
            if start + len(part) >= len(cue.wave):
                del self._sounding[group]

    def _begin(self, cue: Cue, mixed: Wave, volume: float) -> None:
        group = cue.group or cue.name
        before, start = self._sounding.get(group, (None, 0))
        if before is not None:
            if before is cue or before.rank > cue.rank:
                return
            part = before.wave[start : start + len(mixed)]
            fading = np.linspace(1, 0, len(mixed), dtype=np.float32)[: len(part)]
            _add(mixed, (part.T * fading).T, self._gain(before, volume))
        self._sounding[group] = (cue, 0)

    def _gain(self, cue: Cue, volume: float) -> float:
        return max(volume, self.urgent_gain) if cue.urgent else volume


def _add(mixed: Wave, part: Wave, gain: float) -> None:
    """A tone for one ear sounds in both."""
    for_each = part[:, np.newaxis] if mixed.ndim > part.ndim else part
    mixed[: len(part)] += for_each * np.float32(gain)
