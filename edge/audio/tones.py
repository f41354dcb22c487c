"""Tones that point somewhere, as notes: hazards by kind and nearness, and the tick of a search."""

from __future__ import annotations

from edge.angles import turned
from edge.audio.cues import Note

LEFT, AHEAD, RIGHT = -1, 0, 1
LOUDEST = 0.6
"""0 to 1: the level of the nearest hazard's notes."""
STEP_DEGREES = 15.0
WIDEST_HAZARD, WIDEST_TICK = 45.0, 90.0
"""Degrees; what is farther round sounds from there. A range sensor looks no wider."""
AHEAD_DEGREES = 10.0
"""Within so much a tone for one ear says straight ahead."""
MIDDLE_HERTZ = 1568.0
"""ISO 7731 asks for 500 to 2500 Hz, and traffic is loudest below 1000."""
SIDE_RATIO = 4 / 3
"""A fourth below is to the left, a fourth above to the right."""


def side(degrees: float) -> int:
    """LEFT, AHEAD or RIGHT."""
    return AHEAD if abs(degrees) <= AHEAD_DEGREES else RIGHT if degrees > 0 else LEFT


def directed(notes: tuple[Note, ...], towards: int) -> tuple[Note, ...]:
    """For one ear: a short note of the usual pitch, and the rest lower (left) or higher (right)."""
    if towards == AHEAD:
        return notes
    ratio = SIDE_RATIO**towards
    first = next(note for note in notes if note.hertz)
    moved = tuple(Note(note.hertz * ratio, note.seconds, note.level) for note in notes)
    return (Note(first.hertz, 0.02, first.level), Note(0, 0.01), *moved)


def _pulses(count: int, seconds: float, rest: float, level: float) -> tuple[Note, ...]:
    return (Note(MIDDLE_HERTZ, seconds, level), Note(0, rest)) * count


_FALL = tuple(Note(hertz, 0.05, LOUDEST) for hertz in (1046.5, 698.5, 466.2))

HAZARDS: dict[tuple[str, int], tuple[Note, ...]] = {
    ("obstacle", 0): _pulses(1, 0.06, 0.0, 0.3),
    ("obstacle", 1): _pulses(2, 0.05, 0.045, 0.4),
    ("obstacle", 2): _pulses(3, 0.04, 0.025, 0.5),
    ("obstacle", 3): _pulses(4, 0.035, 0.012, LOUDEST),
    ("drop-off", 0): _FALL,
    ("drop-off", 1): _FALL,
    ("drop-off", 2): (*_FALL, Note(0, 0.03), *_FALL),
    ("drop-off", 3): (*_FALL, Note(0, 0.03), *_FALL),
    ("sensor", 0): (Note(466.2, 0.09, 0.4), Note(0, 0.03), Note(311.1, 0.2, 0.4)),
}
"""By kind and zone: nearer is more, quicker and louder; each is over before it may come again."""

TICKS: tuple[tuple[float, float], ...] = ((7.5, 1318.5), (30.0, 1046.5), (60.0, 784.0))
"""(degrees off the axis at most, hertz): the higher, the nearer to the axis."""
OFF_AXIS_HERTZ = 587.3
TICK_SECONDS = 0.03
NOTE_SECONDS = 0.09
_ON_AXIS_SECONDS, _OFF_AXIS_SECONDS = 0.15, 0.9


def tick(degrees: float) -> tuple[Note, ...]:
    """The tick of something that lies there, for two ears."""
    off = abs(degrees)
    hertz = next((hertz for most, hertz in TICKS if off <= most), OFF_AXIS_HERTZ)
    return (Note(hertz, TICK_SECONDS, 0.35),)


def directed_tick(degrees: float) -> tuple[Note, ...]:
    """For one ear: it falls to its pitch from the left, and rises to it from the right."""
    (note,) = tick(degrees)
    if side(degrees) == AHEAD:
        return (note,)
    return (Note(note.hertz / SIDE_RATIO ** side(degrees), 0.02, note.level), note)


def short_note(hertz: float) -> Note:
    """Of a pitch that says something by itself: how light it is, how high a code is held."""
    return Note(hertz, NOTE_SECONDS, 0.25)


def tick_interval(degrees: float) -> float:
    """Seconds from one tick to the next: the quicker, the nearer to the axis."""
    share = min(1.0, abs(turned(degrees)) / WIDEST_TICK)
    return _ON_AXIS_SECONDS + share * (_OFF_AXIS_SECONDS - _ON_AXIS_SECONDS)
