"""Where am I: the street, how sure that is, and what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.way.geodesy import bearing, compass_point
from edge.way.nearby import nearest_address, seen
from edge.way.whereabouts import point

if TYPE_CHECKING:
    from edge.ports.sight import Fix
    from edge.way.geodesy import NearestOnLine, Point
    from edge.way.nearby import Nearby
    from edge.way.street_map import Street, StreetMap
    from edge.way.whereabouts import Facing

STREET_SEARCH = 50.0
"""Metres beyond the accuracy."""
AT_INTERSECTION = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What can be told of a position; what is unknown is empty or None."""

    accuracy: float
    """Metres."""
    street: str = ""
    """The nearest one that has a name."""
    street_distance: float = 0.0
    also: tuple[str, ...] = ()
    """Other streets that the accuracy does not tell from it, the nearest first."""
    side: str = ""
    """On which side of the street, one of geodesy.COMPASS_POINTS; empty where the accuracy does
    not tell."""
    intersection: Nearby | None = None
    """Where somebody is at one."""
    address: Nearby | None = None
    facing: Facing | None = None

    @property
    def facing_point(self) -> str:
        """One of geodesy.COMPASS_POINTS, or empty."""
        return compass_point(self.facing.degrees) if self.facing else ""


def where_am_i(streets: StreetMap, fix: Fix, facing: Facing | None) -> Where:
    here = point(fix)
    degrees = facing.degrees if facing else None
    found = streets.streets(here, STREET_SEARCH + fix.accuracy)
    crossing = next(iter(streets.intersections(here, max(AT_INTERSECTION, fix.accuracy))), None)
    street, foot = found[0] if found else (None, None)
    return Where(
        accuracy=fix.accuracy,
        street=street.name if street else "",
        street_distance=foot.distance if foot else 0.0,
        also=_also(found, fix.accuracy),
        side=_side(here, foot, fix.accuracy),
        intersection=seen(here, degrees, *crossing) if crossing else None,
        address=nearest_address(streets, here, degrees),
        facing=facing,
    )


def _also(found: list[tuple[Street, NearestOnLine]], accuracy: float) -> tuple[str, ...]:
    if not found:
        return ()
    nearest, foot = found[0]
    within = foot.distance + accuracy
    names = dict.fromkeys(street.name for street, other in found if other.distance <= within)
    return tuple(name for name in names if name != nearest.name)


def _side(here: Point, foot: NearestOnLine | None, accuracy: float) -> str:
    if foot is None or foot.distance <= accuracy:
        return ""
    return compass_point(bearing(foot.point, here))
