"""What a camera warns somebody of who walks: people, vehicles and things in their way. Pure.

A guess that comes late: it adds to what a distance sensor measures, and never stands in for it.
Nearness is told by where a thing stands in the picture and by how fast it grows, not in metres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.angles import clock_hour
from edge.seeing.describing import VEHICLES
from edge.seeing.directions import degrees_of
from edge.seeing.scene import FRONT_DEGREES, PERSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.seeing.tracking import Track

NEAR_FOOT = 0.75
"""Of the picture's height: a camera at the breast, 41 degrees high and held level, sees the ground
7 m away there."""
LEAST_HEIGHT = 0.08
"""Of the picture's; what is lower lies flat or is no obstacle."""
LEAST_SCORE = 0.5
COMING_SECONDS = 4.0
"""Until it would be here: a vehicle that comes is told from any side, and however far it is."""
AGAIN_SECONDS = 15.0
"""The same thing is told again after so long at the soonest, and only if it came nearer."""
NEARER = 1.5
"""Times as large in the picture."""
ALIKE_SECONDS = 8.0
"""Another thing of the same kind in the same direction is not told within this time."""


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Something to be told now."""

    number: int
    """Of its track."""
    label: str
    degrees: float
    """Of its middle, from straight ahead, positive to the right."""
    is_coming: bool


@dataclass(frozen=True, slots=True)
class _Told:
    at: float
    size: float


class AheadWatch:
    """Remembers what was told."""

    def __init__(self, field_of_view: float) -> None:
        """The camera's, horizontally, in degrees."""
        self._field_of_view = field_of_view
        self._told: dict[int, _Told] = {}
        self._alike: dict[tuple[str, int], float] = {}

    def look(self, tracks: Sequence[Track], size: tuple[int, int], at: float) -> InTheWay | None:
        """The most urgent thing that is due; it counts as told. `size`: width and height."""
        self._forget(tracks, at)
        due = [
            (track, found)
            for track in tracks
            if (found := self._in_the_way(track, size)) and self._is_due(track, found, at)
        ]
        if not due:
            return None
        track, found = max(due, key=lambda pair: _urgency(*pair))
        self._told[track.number] = _Told(at, _size(track))
        self._alike[found.label, clock_hour(found.degrees)] = at
        return found

    def _in_the_way(self, track: Track, size: tuple[int, int]) -> InTheWay | None:
        width, height = size
        left, middle, right = (
            degrees_of(column, width, self._field_of_view)
            for column in (track.box.left, track.box.centre[0], track.box.right)
        )
        is_coming = track.label in VEHICLES and track.growth >= 1 / COMING_SECONDS
        in_front = left <= FRONT_DEGREES and right >= -FRONT_DEGREES
        is_near = track.box.bottom >= NEAR_FOOT * height and (
            track.box.height >= LEAST_HEIGHT * height
        )
        if track.score < LEAST_SCORE or not (is_coming or (in_front and is_near)):
            return None
        return InTheWay(track.number, track.label, middle, is_coming)

    def _is_due(self, track: Track, found: InTheWay, at: float) -> bool:
        told = self._told.get(track.number)
        if told is not None:
            return at - told.at >= AGAIN_SECONDS and _size(track) >= NEARER * told.size
        alike = self._alike.get((found.label, clock_hour(found.degrees)), -math.inf)
        return at - alike >= ALIKE_SECONDS

    def _forget(self, tracks: Sequence[Track], at: float) -> None:
        """What has gone: a track that comes back has a new number."""
        there = {track.number for track in tracks}
        self._told = {number: one for number, one in self._told.items() if number in there}
        self._alike = {key: then for key, then in self._alike.items() if at - then < ALIKE_SECONDS}


def _urgency(track: Track, found: InTheWay) -> tuple[bool, bool, float]:
    """What comes, then people, then what stands nearest."""
    return found.is_coming, found.label == PERSON, track.box.bottom


def _size(track: Track) -> float:
    return math.sqrt(track.box.area)
