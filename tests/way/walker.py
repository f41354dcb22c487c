"""What tests of the way have in common: positions of somebody in the town."""

from __future__ import annotations

from edge.ports.sight import Fix
from tests.way.town import at


def fix_at(
    east: float,
    north: float,
    *,
    now: float = 0.0,
    accuracy: float = 5.0,
    speed: float | None = None,
    course: float | None = None,
) -> Fix:
    """So many metres from the town's origin."""
    place = at(east, north)
    return Fix(
        at=now,
        latitude=place.latitude,
        longitude=place.longitude,
        accuracy=accuracy,
        speed=speed,
        course=course,
    )
