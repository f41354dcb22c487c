"""Distances and bearings on the earth, near enough for walking: pure numbers.

Near a point the WGS 84 ellipsoid is a plane whose metres a degree are known (its two radii of
curvature there). Against exact geodesics that is wrong by less than 1 in 10,000 up to 20 km and
below the polar circles; a walk needs no more.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.angles import turned

if TYPE_CHECKING:
    from collections.abc import Sequence

EQUATOR_RADIUS = 6378137.0
"""Metres, WGS 84."""
ECCENTRICITY_SQUARED = 0.00669437999014
"""WGS 84."""
COMPASS_POINTS = ("north", "northeast", "east", "southeast",
                  "south", "southwest", "west", "northwest")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth."""

    latitude: float
    longitude: float
    """Degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Offset:
    """A place seen from another one, in metres."""

    east: float
    north: float

    @property
    def distance(self) -> float:
        return math.hypot(self.east, self.north)

    @property
    def bearing(self) -> float:
        """Degrees from true north, clockwise, 0 to below 360."""
        return math.degrees(math.atan2(self.east, self.north)) % 360


def metres_a_degree(latitude: float) -> tuple[float, float]:
    """Metres (to the north, to the east) of one degree there."""
    sine = math.sin(math.radians(latitude))
    bent = 1 - ECCENTRICITY_SQUARED * sine * sine
    across = EQUATOR_RADIUS / math.sqrt(bent)
    along = across * (1 - ECCENTRICITY_SQUARED) / bent
    return math.radians(along), math.radians(across * math.cos(math.radians(latitude)))


def offset(origin: Point, target: Point) -> Offset:
    """Where `target` lies as seen from `origin`."""
    to_north, to_east = metres_a_degree((origin.latitude + target.latitude) / 2)
    around = (target.longitude - origin.longitude + 180) % 360 - 180
    return Offset(around * to_east, (target.latitude - origin.latitude) * to_north)


def distance(one: Point, other: Point) -> float:
    """Metres."""
    return offset(one, other).distance


def bearing(origin: Point, target: Point) -> float:
    """Degrees from true north, clockwise."""
    return offset(origin, target).bearing


def beyond(origin: Point, degrees: float, metres: float) -> Point:
    """The place that lies so far from `origin` in that direction."""
    radians = math.radians(degrees)
    latitude = origin.latitude + metres * math.cos(radians) / metres_a_degree(origin.latitude)[0]
    to_east = metres_a_degree((origin.latitude + latitude) / 2)[1]
    longitude = origin.longitude + metres * math.sin(radians) / to_east
    return Point(latitude, (longitude + 180) % 360 - 180)


def turn(facing: float, towards: float) -> float:
    """By how many degrees to turn, above -180 to 180; positive to the right."""
    return turned(towards - facing)


def compass_point(degrees: float) -> str:
    """The nearest of COMPASS_POINTS."""
    return COMPASS_POINTS[round(degrees / 45) % 8]


@dataclass(frozen=True, slots=True)
class NearestOnLine:
    """The point of a line that is nearest to somebody."""

    point: Point
    distance: float
    """Metres."""
    bearing: float
    """Degrees, the line's own direction there."""
    side: float
    """Degrees by which the line's direction must turn to point at them: above 0 they are to the
    right of the line, below 0 to the left."""


def nearest_on_line(here: Point, line: Sequence[Point]) -> NearestOnLine:
    """Of a line of one point or more."""
    places = [offset(here, point) for point in line]
    if len(places) == 1:
        return NearestOnLine(line[0], places[0].distance, 0.0, 0.0)
    found = min(
        (_nearest_on_segment(a, b) for a, b in itertools.pairwise(places)),
        key=lambda piece: piece[0].distance,
    )
    foot, direction = found
    side = turn(direction, Offset(-foot.east, -foot.north).bearing)
    point = beyond(here, foot.bearing, foot.distance)
    return NearestOnLine(point, foot.distance, direction, side)


def _nearest_on_segment(a: Offset, b: Offset) -> tuple[Offset, float]:
    """The foot of the perpendicular from the origin, kept between a and b; a to b's bearing."""
    east, north = b.east - a.east, b.north - a.north
    length = east * east + north * north
    share = -(a.east * east + a.north * north) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return Offset(a.east + share * east, a.north + share * north), Offset(east, north).bearing


def simplified(line: Sequence[Point], tolerance: float) -> list[Point]:
    """Fewer points, none of the left out ones farther than `tolerance` metres from the new line.

    Douglas and Peucker, "Algorithms for the reduction of the number of points required to
    represent a digitized line", 1973; without recursion, since a day's walk has many points.
    """
    if len(line) < 3:
        return list(line)
    kept = {0, len(line) - 1}
    open_pieces = [(0, len(line) - 1)]
    while open_pieces:
        first, last = open_pieces.pop()
        if last - first < 2:
            continue
        chord = (line[first], line[last])
        far, at = max((nearest_on_line(line[i], chord).distance, i) for i in range(first + 1, last))
        if far > tolerance:
            kept.add(at)
            open_pieces += [(first, at), (at, last)]
    return [line[i] for i in sorted(kept)]
