"""People and vehicles that come nearer, as one camera sees it: warnings that may come late. Pure.

Nearness is the time to contact, from how a thing grows in the picture (Lee 1976, "tau"): one camera
knows no distance. Each warning carries how old its picture was. What is not warned of may still be
there: this never stands in for a distance sensor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.angles import clock_hour
from edge.seeing.describing import VEHICLES
from edge.seeing.directions import degrees_of
from edge.seeing.scene import FRONT_DEGREES, PERSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.seeing.tracking import Track

ZONE_SECONDS = (5.0, 3.0, 1.8)
"""To contact, from which on a thing is in zone 0, 1 and 2. A walker needs 1.6 to 2.5 s to perceive
and react (AASHTO's 2.5 s is for drivers), and words take one."""
HYSTERESIS = 1.3
"""A zone is left again at so many times its seconds."""
LEAST_GROWTH = 0.05
"""A second; less is the noise of boxes."""
LEAST_HEIGHT = 0.15
"""Of the picture: what is smaller is far away, and its box too coarse to tell growth from."""


@dataclass(frozen=True, slots=True)
class Approach:
    """Somebody or something comes nearer."""

    track: int
    """The number by which it is followed: a key for what was said already."""
    label: str
    degrees: float
    hour: int
    zone: int
    """0 is far, 2 is about to touch."""
    seconds: float
    """To contact, if both go on as they do."""
    latency: float
    """Seconds from the picture to this warning."""


class ApproachWatch:
    """Told the tracks of each picture; tells what has come into a nearer zone."""

    def __init__(self, field_of_view: float) -> None:
        self._field_of_view = field_of_view
        self._zones: dict[int, int] = {}
        """By track; what is in none is not in it."""

    def see(
        self, tracks: Sequence[Track], size: tuple[int, int], at: float, now: float
    ) -> tuple[Approach, ...]:
        """`at`: when the picture was taken. The nearest first."""
        found = [one for track in tracks if (one := self._approach(track, size, now - at))]
        here = {track.number for track in tracks}
        self._zones = {number: zone for number, zone in self._zones.items() if number in here}
        return tuple(sorted(found, key=lambda one: one.seconds))

    def _approach(self, track: Track, size: tuple[int, int], latency: float) -> Approach | None:
        """Only where its zone is a nearer one than before."""
        before = self._zones.get(track.number, -1)
        seconds = self._seconds(track, size)
        zone = _zone(seconds, before)
        if zone < 0:
            self._zones.pop(track.number, None)
            return None
        self._zones[track.number] = zone
        if zone <= before:
            return None
        degrees = degrees_of(track.box.centre[0], size[0], self._field_of_view)
        return Approach(
            track.number, track.label, degrees, clock_hour(degrees), zone, seconds, latency
        )

    def _seconds(self, track: Track, size: tuple[int, int]) -> float:
        """Infinite for what does not come at us, or is nothing that moves."""
        left, right = (
            degrees_of(column, size[0], self._field_of_view)
            for column in (track.box.left, track.box.right)
        )
        comes = (
            (track.label == PERSON or track.label in VEHICLES)
            and left <= FRONT_DEGREES
            and right >= -FRONT_DEGREES
            and track.box.height >= LEAST_HEIGHT * size[1]
            and track.growth >= LEAST_GROWTH
        )
        return 1 / track.growth if comes else float("inf")


def _zone(seconds: float, before: int) -> int:
    """-1 for none."""
    limits = (
        limit * (HYSTERESIS if zone <= before else 1.0) for zone, limit in enumerate(ZONE_SECONDS)
    )
    return sum(seconds <= limit for limit in limits) - 1
