"""A sound that stands at a place: where it lies, which of four timbres it has, when it is quiet.

The numbers are Soundscape's (Microsoft, MIT). What sounds is made by audio/beacon_sound.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.way.geodesy import offset, turn

if TYPE_CHECKING:
    from edge.way.geodesy import Point

ON_AXIS = 15.0
ZONES = (55.0, 125.0)
"""Degrees to either side up to which zones 1 and 2 reach; 0 is on the axis, 3 is behind."""
MUTED_WITHIN = 15.0
"""Metres: so near a usual position no longer tells a direction."""
SOUNDS_AGAIN = 15.0
"""Metres farther away than that it sounds again: 30 in all."""
TOLD_METRES, TOLD_SECONDS = 50.0, 5.0
"""Both must have passed before the distance is told again."""
NEAR, NEAR_TOLD_METRES = 100.0, 25.0
"""Within so much it is told twice as often."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the beacon does now."""

    distance: float
    """Metres."""
    bearing: float
    """Degrees from true north."""
    degrees: float | None
    """From straight ahead, positive to the right; None where nobody knows the facing."""
    zone: int | None
    """0 on the axis, 1 aside, 2 far aside, 3 behind; None: quiet."""
    arrived: bool = False
    """Once, when it falls quiet because they are there."""
    told: bool = False
    """Now the distance is due to be said."""


class Distances:
    """When the distance to something is to be told again."""

    def __init__(self) -> None:
        self._told_at = -math.inf
        self._told = math.inf

    def is_due(self, now: float, metres: float) -> bool:
        """Whether it has changed enough since it was told; then it counts as told."""
        step = NEAR_TOLD_METRES if metres <= NEAR else TOLD_METRES
        if abs(metres - self._told) < step or now - self._told_at < TOLD_SECONDS:
            return False
        self._told_at, self._told = now, metres
        return True


class Beacon:
    """One target; time and position are arguments."""

    def __init__(
        self, target: Point, *, muted_within: float = MUTED_WITHIN, on_axis: float = ON_AXIS
    ) -> None:
        """`muted_within`: metres, 0 to 50; with 0 it sounds to the end."""
        self.target = target
        self._muted_within = muted_within
        self._on_axis = on_axis
        self._muted = False
        self._distances = Distances()

    def update(self, now: float, here: Point, facing: float | None) -> Guidance:
        seen = offset(here, self.target)
        was_muted, self._muted = self._muted, self._is_muted(seen.distance)
        degrees = None if facing is None else turn(facing, seen.bearing)
        quiet = self._muted or degrees is None
        return Guidance(
            distance=seen.distance,
            bearing=seen.bearing,
            degrees=degrees,
            zone=None if quiet or degrees is None else zone_of(degrees, self._on_axis),
            arrived=self._muted and not was_muted,
            told=not self._muted and self._distances.is_due(now, seen.distance),
        )

    def _is_muted(self, metres: float) -> bool:
        limit = self._muted_within + (SOUNDS_AGAIN if self._muted else 0.0)
        return self._muted_within > 0 and metres <= limit


def zone_of(degrees: float, on_axis: float = ON_AXIS) -> int:
    """0 to 3, for degrees from straight ahead."""
    off = abs(turn(0.0, degrees))
    return sum(off > limit for limit in (on_axis, *ZONES))
