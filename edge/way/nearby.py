"""What lies around somebody: around me, ahead of me, the next intersection, the nearest of a kind.

All of it answers from the map at once; what is said of it is the language's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.way.geodesy import bearing, turn
from edge.way.street_map import Intersection, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from edge.way.geodesy import NearestOnLine, Point
    from edge.way.street_map import StreetMap

SEARCH = 50.0
"""Metres, as in Soundscape."""
AHEAD = 60.0
"""Degrees to either side that count as ahead; 30 for somebody who points."""
AT_HAND = 10.0
"""Metres: who is so near to an intersection stands at it, and asks for the one after it."""
INTERSECTION_SEARCH = 400.0
ADDRESS_SEARCH = 100.0
RADII = (250.0, 1000.0, 4000.0)
"""Tried one after the other for the nearest of a kind."""
RANK = {"safety": 0, "mobility": 1, "landmark": 2, "place": 3, "information": 4, "object": 5}
"""The order of classes in which things are told; addresses are asked for."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """Something on the map, as somebody at some place has it around them."""

    thing: Place | Intersection
    point: Point
    """Its nearest one."""
    distance: float
    """Metres."""
    bearing: float
    """Degrees from true north."""
    ahead: float | None
    """Degrees from straight ahead, positive to the right; None where nobody knows the facing."""

    @property
    def name(self) -> str:
        """What tells it from others: two of the same name are told once."""
        if isinstance(self.thing, Intersection):
            return " / ".join(self.thing.streets)
        return self.thing.name or self.thing.kind


def around_me(
    streets: StreetMap, here: Point, facing: float | None, radius: float = SEARCH
) -> list[Nearby]:
    """By class, then by distance; one of each name."""
    found = _seen(here, facing, streets.places(here, radius, categories=RANK))
    return sorted(once_each(found), key=lambda one: (_rank(one), one.distance))


def ahead_of_me(
    streets: StreetMap, here: Point, facing: float, radius: float = SEARCH, window: float = AHEAD
) -> list[Nearby]:
    """Places and intersections within `window` degrees of straight ahead, the nearest first."""
    found = everything(streets, here, facing, radius)
    ahead = (one for one in found if one.ahead is not None and abs(one.ahead) <= window)
    return once_each(sorted(ahead, key=lambda one: one.distance))


def everything(
    streets: StreetMap, here: Point, facing: float | None, radius: float
) -> list[Nearby]:
    """Places and intersections in no order; what call-outs are chosen from."""
    return [
        *_seen(here, facing, streets.places(here, radius, categories=RANK)),
        *_seen(here, facing, streets.intersections(here, radius)),
    ]


def next_intersection(streets: StreetMap, here: Point, travelling: float) -> Nearby | None:
    """The one ahead, but for the one that somebody stands at."""
    found = _seen(here, travelling, streets.intersections(here, INTERSECTION_SEARCH))
    ahead = (one for one in found if one.ahead is not None and abs(one.ahead) <= AHEAD)
    return next((one for one in ahead if one.distance > AT_HAND), None)


def nearest_address(streets: StreetMap, here: Point, facing: float | None) -> Nearby | None:
    """Whatever has a house number: a shop's is as good as a house's."""
    found = _seen(here, facing, streets.places(here, ADDRESS_SEARCH))
    return next((one for one in found if isinstance(one.thing, Place) and one.thing.house_number),
                None)  # fmt: skip


def nearest_of(
    streets: StreetMap,
    here: Point,
    facing: float | None,
    *,
    kinds: Collection[str] = (),
    name: str = "",
    most: int = 3,
) -> list[Nearby]:
    """The nearest few of some kinds ("pharmacy"), or of a name, within RADII's last."""
    found: list[Nearby] = []
    for radius in RADII:
        places = streets.places(here, radius, kinds=kinds, name=name)
        found = _seen(here, facing, places)[:most]
        if len(found) == most:
            break
    return found


def seen(
    here: Point, facing: float | None, thing: Place | Intersection, foot: NearestOnLine
) -> Nearby:
    """`foot`: its point that is nearest to `here`."""
    towards = bearing(here, foot.point)
    ahead = None if facing is None else turn(facing, towards)
    return Nearby(thing, foot.point, foot.distance, towards, ahead)


def once_each(found: Iterable[Nearby]) -> list[Nearby]:
    """The first of each name."""
    first: dict[str, Nearby] = {}
    for one in found:
        first.setdefault(one.name, one)
    return list(first.values())


def _seen(
    here: Point,
    facing: float | None,
    found: Iterable[tuple[Place | Intersection, NearestOnLine]],
) -> list[Nearby]:
    return [seen(here, facing, thing, foot) for thing, foot in found]


def _rank(one: Nearby) -> int:
    return RANK[one.thing.category] if isinstance(one.thing, Place) else -1
