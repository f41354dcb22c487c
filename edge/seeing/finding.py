"""Guiding somebody to a thing: where it is from one moment to the next. Pure.

How a direction sounds is told by edge/audio/tones.py: ticks speed up and rise towards the axis.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from edge.angles import clock_hour, turned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.seeing.scene import Placed

Progress: TypeAlias = Literal["searching", "seen", "ahead", "behind view"]
"""searching: it was not seen yet, or is lost; behind view: it was seen, and they have turned away
from it (told by its last direction)."""

ON_AXIS_DEGREES = 6.0
LEFT_AXIS_DEGREES = 10.0
"""It is not ahead any more from here on."""
SMOOTHING_SECONDS = 0.15
KEPT_SECONDS = 1.5
"""A thing that is not seen for so long is lost, where nothing tells how they turned."""
REMEMBERED_SECONDS = 20.0
"""With a compass its direction is known for longer."""


@dataclass(frozen=True, slots=True)
class Direction:
    """What to tell at this moment."""

    progress: Progress
    degrees: float | None = None
    """From straight ahead, positive to the right; None while searching."""
    hour: int | None = None


class Finder:
    """Follows one thing among those that answer to what was asked for."""

    def __init__(self) -> None:
        self._bearing = 0.0
        """Of the thing; from straight ahead at the time, or from north with a compass."""
        self._seen_at: float | None = None
        self._is_ahead = False

    def see(self, found: Sequence[Placed], at: float, heading: float | None = None) -> Direction:
        """`found`: what in the picture taken `at` answers to it; `heading` by the compass."""
        if found:
            self._follow(_likeliest(found, self._expected(at, heading)), at, heading)
        degrees = self._expected(at, heading)
        if degrees is None:
            self._seen_at, self._is_ahead = None, False
            return Direction("searching")
        return self._guidance(degrees, is_seen=bool(found))

    def _follow(self, degrees: float, at: float, heading: float | None) -> None:
        """Towards what was measured; all the way where it was not known."""
        measured = degrees + (heading or 0.0)
        weight = 1.0
        if self._seen_at is not None and self._expected(at, heading) is not None:
            weight = 1 - math.exp(-(at - self._seen_at) / SMOOTHING_SECONDS)
        self._bearing += max(weight, 0.2) * turned(measured - self._bearing)
        self._seen_at = at

    def _expected(self, at: float, heading: float | None) -> float | None:
        """Degrees from straight ahead, as far as that can be known."""
        kept = KEPT_SECONDS if heading is None else REMEMBERED_SECONDS
        if self._seen_at is None or at - self._seen_at > kept:
            return None
        return turned(self._bearing - (heading or 0.0))

    def _guidance(self, degrees: float, *, is_seen: bool) -> Direction:
        limit = LEFT_AXIS_DEGREES if self._is_ahead else ON_AXIS_DEGREES
        self._is_ahead = is_seen and abs(degrees) <= limit
        progress: Progress = "ahead" if self._is_ahead else "seen" if is_seen else "behind view"
        return Direction(progress, degrees, clock_hour(degrees))


def _likeliest(found: Sequence[Placed], expected: float | None) -> float:
    """The direction of the surest, or of the one that is where it was last."""
    if expected is None:
        return max(found, key=lambda one: one.thing.score).degrees
    return min(found, key=lambda one: abs(turned(one.degrees - expected))).degrees
