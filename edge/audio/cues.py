"""Short tones that say a state without words, made when an output opens and mixed over speech."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Wave = NDArray[np.float32]

EDGE_SECONDS = 0.005
"""Every note swells and fades over so long: no click."""


@dataclass(frozen=True)
class Cue:
    """A ready tone at one rate."""

    name: str
    wave: Wave
    """float32 in int16 units; shape (n,), or (n, 2) for two ears."""
    urgent: bool = False
    """Speech is ducked while it sounds, and the volume setting cannot make it inaudible."""
    group: str = ""
    """Of cues of one group only one sounds, the latest; empty = by name."""
    rank: int = 0
    """One of a lower rank than what sounds in its group is not begun."""


@dataclass(frozen=True)
class Note:
    """One tone of a cue; 0 Hz is a rest."""

    hertz: float
    seconds: float
    level: float = 0.2
    """0 to 1 of full scale."""


NOTES: dict[str, tuple[Note, ...]] = {
    "listening": (Note(587.3, 0.07), Note(880.0, 0.09)),
    "done": (Note(880.0, 0.07), Note(587.3, 0.09)),
    "thinking": (Note(523.3, 0.06, 0.12), Note(0, 0.09), Note(523.3, 0.06, 0.12)),
    "error": (Note(311.1, 0.12), Note(0, 0.04), Note(233.1, 0.2)),
    "muted": (Note(440.0, 0.06), Note(293.7, 0.12)),
    "reminder": tuple(
        note
        for _ in range(3)
        for note in (Note(784.0, 0.12, 0.3), Note(1046.5, 0.16, 0.3), Note(0, 0.2))
    ),
    "hazard": tuple(note for _ in range(3) for note in (Note(1568.0, 0.07, 0.6), Note(0, 0.05))),
}
"""Rising = begin, falling = end, low = trouble, high and quick = danger."""
URGENT = {"hazard"}


def render_cues(rate: int) -> dict[str, Cue]:
    """Every cue at an output's rate."""
    return {name: Cue(name, rendered(notes, rate), name in URGENT) for name, notes in NOTES.items()}


def rendered(notes: Sequence[Note], rate: int) -> Wave:
    """One after the other, for one ear."""
    return np.concatenate([_tone(note, rate) for note in notes])


def _tone(note: Note, rate: int) -> Wave:
    """A sine with a soft octave above it, swelling and fading in a half cosine."""
    count = round(note.seconds * rate)
    if note.hertz == 0:
        return np.zeros(count, np.float32)
    phase = 2 * np.pi * note.hertz * np.arange(count) / rate
    wave = (np.sin(phase) + 0.25 * np.sin(2 * phase)) / 1.25
    edge = max(2, round(EDGE_SECONDS * rate))
    swell = 0.5 - 0.5 * np.cos(np.pi * np.arange(edge) / (edge - 1))
    wave[:edge] *= swell
    wave[-edge:] *= swell[::-1]
    return (wave * note.level * 32767).astype(np.float32)
