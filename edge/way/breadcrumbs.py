"""The way that somebody came, kept as crumbs, and the way back along them. Needs no map. Pure."""

from __future__ import annotations

import itertools
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.way.geodesy import Point, distance, nearest_on_line, simplified
from edge.way.whereabouts import point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports.sight import Fix

WORST_ACCURACY = 30.0
"""Metres; a worse position would lead astray."""
APART = 5.0
"""Metres between two crumbs at least, and never less than the accuracy of the position."""
MOST = 2000
"""Crumbs of one walk: at a crumb every 5 m that is 10 km before any are thinned out."""
REACHED = 6.0
"""Metres within which a crumb is reached, or the accuracy where that is worse: nobody is to be sent
round a corner long before it."""
WORST_REACHED = 20.0
"""However bad the position is: two crumbs are no farther apart in a narrow street."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One point of a walk."""

    point: Point
    accuracy: float
    """Metres."""


class Trail:
    """Drops a crumb where somebody has moved; keeps a bounded number of them."""

    def __init__(self, crumbs: Sequence[Crumb] = ()) -> None:
        self.crumbs = list(crumbs)

    def take(self, fix: Fix) -> Crumb | None:
        """The crumb that is dropped here, if any."""
        crumb = Crumb(point(fix), fix.accuracy)
        if crumb.accuracy > WORST_ACCURACY or not self._is_apart(crumb):
            return None
        self.crumbs.append(crumb)
        if len(self.crumbs) > MOST:
            self.crumbs = thinned(self.crumbs, MOST // 2)
        return crumb

    def _is_apart(self, crumb: Crumb) -> bool:
        if not self.crumbs:
            return True
        apart = max(APART, crumb.accuracy)
        return distance(self.crumbs[-1].point, crumb.point) >= apart


def thinned(crumbs: Sequence[Crumb], most: int) -> list[Crumb]:
    """At most so many of them, with the shape of the walk kept as well as that allows."""
    tolerance = tolerance_of(crumbs)
    kept = list(crumbs)
    while len(kept) > most:
        kept = _simplified(kept, tolerance)
        tolerance *= 2
    return kept


def tolerance_of(crumbs: Sequence[Crumb]) -> float:
    """Metres by which a simpler way may differ: what the positions are not sure of anyway."""
    return max(APART, statistics.median(one.accuracy for one in crumbs)) if crumbs else APART


def _simplified(crumbs: Sequence[Crumb], tolerance: float) -> list[Crumb]:
    by_point = {one.point: one for one in crumbs}
    return [by_point[one] for one in simplified([one.point for one in crumbs], tolerance)]


def without_loops(points: Sequence[Point], tolerance: float) -> list[Point]:
    """The same way, but that whatever leads back to a point of it is left out."""
    kept: list[Point] = []
    number = 0
    while number < len(points):
        kept.append(points[number])
        later = range(len(points) - 1, number, -1)
        again = (i for i in later if distance(points[number], points[i]) <= tolerance)
        number = next(again, number) + 1
    return kept


@dataclass(frozen=True, slots=True)
class Leg:
    """What is to be walked now."""

    target: Point
    """Where the beacon stands: the next crumb."""
    remaining: float
    """Metres to the end, along the way."""
    is_last: bool
    arrived: bool = False


class WayBack:
    """Leads along points to the last of them."""

    def __init__(self, points: Sequence[Point]) -> None:
        """`points` in the order in which they are to be walked; one at least."""
        self._points = list(points)
        self._next = 0

    @classmethod
    def along(cls, crumbs: Sequence[Crumb]) -> WayBack:
        """Back to where a trail began, without its detours; one crumb at least."""
        tolerance = tolerance_of(crumbs)
        simpler = simplified([one.point for one in crumbs], tolerance)
        return cls(without_loops(simpler[::-1], tolerance))

    def update(self, fix: Fix) -> Leg:
        """Go on to the next point where one was reached, or where the way beyond it was joined."""
        here = point(fix)
        reached = min(max(REACHED, fix.accuracy), WORST_REACHED)
        last = len(self._points) - 1
        while self._next < last and self._has_reached(here, reached):
            self._next += 1
        away = distance(here, self._points[self._next])
        is_last = self._next == last
        target = self._points[self._next]
        return Leg(target, away + self._rest(), is_last, is_last and away <= reached)

    def _has_reached(self, here: Point, reached: float) -> bool:
        """Near the point itself, or already beside the way behind it: corners may be cut."""
        following = self._points[self._next : self._next + 2]
        if distance(here, following[0]) <= reached:
            return True
        beyond = nearest_on_line(here, following)
        return beyond.distance <= reached and distance(beyond.point, following[0]) > reached

    def _rest(self) -> float:
        ahead = self._points[self._next :]
        return sum(distance(a, b) for a, b in itertools.pairwise(ahead))
