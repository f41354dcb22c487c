"""What is told unasked on the way: when, of what, and until when it is still worth saying.

The numbers are Soundscape's (Microsoft, MIT), settled with blind users over years. Pure: time and
what the map answered are arguments, values come out.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.way.geodesy import Point, distance, turn
from edge.way.nearby import once_each
from edge.way.street_map import Intersection, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge.way.nearby import Nearby

BETWEEN_METRES, BETWEEN_SECONDS = 5.0, 5.0
"""Both must have passed since the last call-out."""
INTERSECTION_METRES, INTERSECTION_WINDOW = 25.0, 60.0
"""How near, and within how many degrees of the walk."""
INTERSECTION_AGAIN_SECONDS = 30.0
"""Before the same one is told again."""
INTERSECTIONS_APART = {"brief": 30.0, "normal": 30.0, "full": 0.0}
"""Seconds between any two, by verbosity: more often was what users complained of."""
PASSED_METRES = 35.0
"""Where an intersection is no longer worth a word: the distance at which it was told, and the
error of a usual position."""
DRIVING = 5.0
"""Metres a second; nobody walks so fast."""
DRIVING_FACTOR = 6.0
DRIVING_KINDS = frozenset(("bus_stop", "tram_stop", "platform", "subway_entrance"))
"""Told from a vehicle beside landmarks: where it stops."""
TRIGGER = {
    "safety": 10.0, "object": 10.0, "place": 20.0, "information": 20.0, "mobility": 20.0,
    "landmark": 50.0,
}  # fmt: skip
"""Metres at which something of a class is told."""
STILL_NEAR = {
    "safety": 20.0, "object": 20.0, "place": 30.0, "information": 30.0, "mobility": 30.0,
    "landmark": 100.0,
}  # fmt: skip
"""Metres beyond which it may be told again: a position that trembles at the edge tells once."""
TOLD = {
    "brief": frozenset(("safety", "mobility", "landmark")),
    "normal": frozenset(("safety", "mobility", "landmark", "place", "information")),
    "full": frozenset(TRIGGER),
}
"""Which classes are told unasked, by verbosity; intersections always."""
MOST_AT_ONCE = {"brief": 1, "normal": 2, "full": 4}


@dataclass(frozen=True, slots=True)
class CallOut:
    """Something to be told now."""

    nearby: Nearby
    key: str
    """Two with the same key say the same: what has no name goes by its kind, so that four benches
    in a row are one call-out."""
    reach: float
    """Metres from it within which it is still worth saying."""

    def is_worth(self, here: Point) -> bool:
        """Asked again when its turn to be said comes: whoever went on is not told."""
        return distance(here, self.nearby.point) <= self.reach


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody on the way, at one moment."""

    at: float
    """Loop seconds."""
    here: Point
    travelling: float | None
    """Degrees from true north; None where nothing tells."""
    speed: float | None = None
    """Metres a second."""

    @property
    def is_driving(self) -> bool:
        return (self.speed or 0.0) > DRIVING


def search_radius(walker: Walker) -> float:
    """How far around them the map is to be asked for `CallOuts.take`."""
    return max(STILL_NEAR.values()) * (DRIVING_FACTOR if walker.is_driving else 1.0)


class CallOuts:
    """Remembers what was told, and decides what is told next."""

    def __init__(self, verbosity: str = "brief") -> None:
        """`verbosity`: a key of TOLD."""
        self.verbosity = verbosity
        self._last: tuple[float, Point] | None = None
        self._moved_on = True
        """Since then."""
        self._near: dict[str, tuple[Point, float]] = {}
        """What was told and is still near: where, and how far it reaches."""
        self._intersections: dict[str, float] = {}
        """When each was told."""

    def take(self, walker: Walker, found: Iterable[Nearby]) -> tuple[CallOut, ...]:
        """What is due, the most urgent first; `found` holds everything within `search_radius`.

        What is returned counts as told.
        """
        nearest_first = sorted(found, key=lambda one: one.distance)
        self._leave_behind(walker, nearest_first)
        if not self._is_due(walker):
            return ()
        told = self._choose(walker, nearest_first)
        if told:
            self._last, self._moved_on = (walker.at, walker.here), False
        for one in told:
            self._remember(walker, one)
        return told

    def forget(self) -> None:
        """Everything may be told again: somebody asked for it, or another map came."""
        self._last = None
        self._near.clear()
        self._intersections.clear()

    def _is_due(self, walker: Walker) -> bool:
        if self._last is None:
            return True
        at, there = self._last
        self._moved_on = self._moved_on or distance(there, walker.here) >= BETWEEN_METRES
        return self._moved_on and walker.at - at >= BETWEEN_SECONDS

    def _choose(self, walker: Walker, found: list[Nearby]) -> tuple[CallOut, ...]:
        wanted = (one for one in found if self._is_wanted(walker, one))
        distinct = once_each(sorted(wanted, key=_urgency))
        told = (CallOut(one, one.name, _reach(one, walker)) for one in distinct)
        return tuple(itertools.islice(told, MOST_AT_ONCE[self.verbosity]))

    def _is_wanted(self, walker: Walker, one: Nearby) -> bool:
        if isinstance(one.thing, Intersection):
            return self._is_intersection_ahead(walker, one)
        if one.thing.category not in TOLD[self.verbosity] or one.name in self._near:
            return False
        if walker.is_driving and not _told_driving(one.thing):
            return False
        factor = DRIVING_FACTOR if walker.is_driving else 1.0
        return one.distance <= TRIGGER[one.thing.category] * factor

    def _is_intersection_ahead(self, walker: Walker, one: Nearby) -> bool:
        if walker.is_driving or walker.travelling is None or one.distance > INTERSECTION_METRES:
            return False
        if abs(turn(walker.travelling, one.bearing)) > INTERSECTION_WINDOW:
            return False
        last = max(self._intersections.values(), default=-math.inf)
        if walker.at - last < INTERSECTIONS_APART[self.verbosity]:
            return False
        told = self._intersections.get(one.name, -math.inf)
        return walker.at - told >= INTERSECTION_AGAIN_SECONDS

    def _remember(self, walker: Walker, one: CallOut) -> None:
        if isinstance(one.nearby.thing, Intersection):
            self._intersections[one.key] = walker.at
        else:
            self._near[one.key] = one.nearby.point, one.reach

    def _leave_behind(self, walker: Walker, nearest_first: list[Nearby]) -> None:
        """What somebody has left behind may be told when they come back."""
        away: dict[str, float] = {}
        for one in nearest_first:
            away.setdefault(one.name, one.distance)
        self._near = {
            key: (there, reach)
            for key, (there, reach) in self._near.items()
            if away.get(key, distance(there, walker.here)) <= reach
        }
        old = walker.at - INTERSECTION_AGAIN_SECONDS
        self._intersections = {key: at for key, at in self._intersections.items() if at > old}


def _urgency(one: Nearby) -> tuple[int, float]:
    """What one may fall over first, then where the way may turn, then the rest by distance."""
    if isinstance(one.thing, Intersection):
        return 1, one.distance
    return (0 if one.thing.category == "safety" else 2), one.distance


def _reach(one: Nearby, walker: Walker) -> float:
    if isinstance(one.thing, Intersection):
        return PASSED_METRES
    return STILL_NEAR[one.thing.category] * (DRIVING_FACTOR if walker.is_driving else 1.0)


def _told_driving(thing: Place) -> bool:
    return thing.category == "landmark" or thing.kind in DRIVING_KINDS
