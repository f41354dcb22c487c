"""What stands in the way: when to warn of it, once for every step that it comes nearer. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.seeing.agreement import NOTHING, Agreement, Motion
from edge.seeing.zones import NOWHERE, REACH_METRES, REPEAT_SECONDS, Hazard, zone_of

if TYPE_CHECKING:
    from collections.abc import Sequence

WALKING = 1.4
"""Metres a second that the zones are made for; what comes faster counts as nearer."""
NEARER_METRES = 0.25
"""It has to come so much nearer to be told again: standing before a wall is quiet."""
GONE_SECONDS = 0.5
SAME_THING_METRES = 0.3


@dataclass(frozen=True, slots=True)
class Point:
    """Where a beam met something that stands over the ground."""

    metres: float
    """Ahead, along the ground."""
    degrees: float


@dataclass(slots=True)
class _Thing:
    """The nearest thing while it stays in sight."""

    zone: int = NOWHERE
    farthest: float = 0.0
    """Metres it has been away since it was told."""
    seen_at: float = float("-inf")
    told_at: float = float("-inf")

    def came_nearer(self, at: float, metres: float) -> bool:
        return (
            self.zone != NOWHERE
            and at - self.told_at >= REPEAT_SECONDS[self.zone]
            and self.farthest - metres >= NEARER_METRES
        )


class ObstacleTrack:
    """What one sensor sees."""

    def __init__(self) -> None:
        self._agreement = Agreement()
        self._motion = Motion()
        self._thing = _Thing()

    def on_points(self, at: float, points: Sequence[Point], spacing: float) -> Hazard | None:
        """What has to be told at `at` (seconds), if anything; beams are `spacing` degrees apart."""
        near = nearest(points, spacing)
        agreed = self._agreement.confirms(at, near.metres if near else NOTHING)
        if near is not None and agreed:
            self._motion.add(at, near.metres)
            if near.metres <= REACH_METRES:
                return self._seen(at, near)
        if at - self._thing.seen_at > GONE_SECONDS:
            self._thing = _Thing()
        return None

    def _seen(self, at: float, near: Point) -> Hazard | None:
        thing, speed, metres = self._thing, self._motion.speed, self._motion.metres
        thing.seen_at = at
        zone = zone_of(near.metres * min(1.0, WALKING / max(speed, WALKING)), thing.zone)
        entered, thing.zone = zone > thing.zone, zone
        thing.farthest = max(thing.farthest, metres)
        if not (entered or thing.came_nearer(at, metres)):
            return None
        thing.told_at, thing.farthest = at, metres
        return Hazard("obstacle", zone, near.degrees, near.metres, speed)


def nearest(points: Sequence[Point], spacing: float) -> Point | None:
    """The nearest thing; of a grid, two beams side by side must meet it. `spacing` 0: one beam."""
    ordered = sorted(points, key=lambda point: point.metres)
    for index, point in enumerate(ordered):
        if spacing == 0 or _has_neighbour(point, ordered[index + 1 :], 1.5 * spacing):
            return point
    return None


def _has_neighbour(point: Point, farther: Sequence[Point], degrees: float) -> bool:
    for other in farther:
        if other.metres - point.metres > SAME_THING_METRES:
            return False
        if abs(other.degrees - point.degrees) <= degrees:
            return True
    return False
