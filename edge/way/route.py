"""Being led somewhere: straight to a place, or along the crumbs back to where a walk began."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edge.way.beacon import MUTED_WITHIN, ON_AXIS, Beacon, Distances
from edge.way.breadcrumbs import WayBack
from edge.way.whereabouts import point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports.sight import Fix
    from edge.way.beacon import Guidance
    from edge.way.breadcrumbs import Crumb
    from edge.way.geodesy import Point


class Route:
    """A beacon that goes on to the next point of a way; with one point, it just stands there."""

    def __init__(
        self, way: WayBack, *, muted_within: float = MUTED_WITHIN, on_axis: float = ON_AXIS
    ) -> None:
        self._way = way
        self._muted_within = muted_within
        self._on_axis = on_axis
        self._beacon: Beacon | None = None
        self._distances = Distances()
        self._has_arrived = False

    @classmethod
    def straight_to(cls, target: Point, *, muted_within: float = MUTED_WITHIN) -> Route:
        return cls(WayBack([target]), muted_within=muted_within)

    @classmethod
    def back_along(cls, crumbs: Sequence[Crumb], *, muted_within: float = MUTED_WITHIN) -> Route:
        """One crumb at least."""
        return cls(WayBack.along(crumbs), muted_within=muted_within)

    def update(self, now: float, fix: Fix, facing: float | None) -> Guidance:
        """`distance` is that of the whole way that is left; bearing, degrees and zone are those of
        the next point; `arrived` comes once, at the end."""
        leg = self._way.update(fix)
        if self._beacon is None or self._beacon.target != leg.target:
            # Only the last point falls quiet before it is reached.
            muted_within = self._muted_within if leg.is_last else 0.0
            self._beacon = Beacon(leg.target, muted_within=muted_within, on_axis=self._on_axis)
        guidance = self._beacon.update(now, point(fix), facing)
        there = leg.arrived or guidance.arrived
        arrived, self._has_arrived = there and not self._has_arrived, self._has_arrived or there
        told = not self._has_arrived and self._distances.is_due(now, leg.remaining)
        return replace(guidance, distance=leg.remaining, arrived=arrived, told=told)
