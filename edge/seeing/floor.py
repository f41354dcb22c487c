"""The ground before the feet: a step, a kerb or a platform's edge makes it jump away. Pure."""

from __future__ import annotations

from statistics import fmean, median
from typing import TYPE_CHECKING

from edge.seeing.agreement import NOTHING, Agreement
from edge.seeing.zones import Hazard, zone_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.seeing.mounting import Beam

    Measured = tuple[Beam, float | None]

FARTHEST_METRES = 1.6
"""Ahead; beyond, a body that sways by 3 degrees moves a beam by more than a step is deep."""
DROP_METRES = 0.15
"""A step of a stair is 0.17 to 0.2 m deep (ISO 21542: 0.18 at most)."""
UNSEEN_SECONDS = 0.25
"""No ground for so long is no ground: a deep hole sends nothing back."""
FIRST_READINGS = 10
"""They tell how high the sensor is really worn."""
WORN_SHARE = 0.35
"""Of the height that was set, by which it may really differ."""
SLOPE_METRES = 0.12
"""The ground may lie so much higher or lower than at first: a ramp, a bent back."""
FOLLOWING_SECONDS = 1.0
OFTEN_SECONDS, OFTEN_FOR_SECONDS, SELDOM_SECONDS = 0.5, 2.0, 2.0
"""Told so often at first, and so seldom after a while: an edge is never told just once."""
OVER_SECONDS = 0.5


class FloorTrack:
    """Compares the ground with where it was."""

    def __init__(self, height_metres: float) -> None:
        self._agreement = Agreement()
        self._set = self._worn = self.height = height_metres
        """Of the sensor over the ground, in metres: as set, as worn, and now."""
        self._first: list[float] = []
        self._at: float | None = None
        self._seen_at = 0.0
        self._dropped_at = self._began = self._told_at = float("-inf")

    def looks_at_ground(self, beam: Beam) -> bool:
        """The beam meets level ground near enough to notice a step there."""
        return beam.down > 0 and self._set * beam.forward <= FARTHEST_METRES * beam.down

    def on_beams(self, at: float, beams: Sequence[Measured]) -> Hazard | None:
        """What has to be told at `at` (seconds), if anything, of beams that look at the ground."""
        if not beams:
            return None
        passed, self._at = at - (at if self._at is None else self._at), at
        below = [(beam, metres * beam.down) for beam, metres in beams if metres is not None]
        if below or passed == 0:
            self._seen_at = at
        fallen = self._fallen(at, passed, below, least=min(2, len(beams)))
        if at - self._seen_at >= UNSEEN_SECONDS:
            fallen = [beam for beam, _ in beams]
        return self._told(at, fallen) if fallen else None

    def _fallen(
        self, at: float, passed: float, below: Sequence[tuple[Beam, float]], least: int
    ) -> list[Beam]:
        """The beams under which the ground fell away, as one of the last readings said too."""
        if len(self._first) < FIRST_READINGS:
            self._learn([depth for _, depth in below])
            return []
        lower = [one for one in below if one[1] - self.height >= DROP_METRES]
        dropping = len(lower) >= least
        agreed = self._agreement.confirms(
            at, fmean(depth for _, depth in lower) if dropping else NOTHING
        )
        if below and not dropping:
            self._follow(fmean(depth for _, depth in below), passed)
        return [beam for beam, _ in lower] if agreed else []

    def _learn(self, depths: Sequence[float]) -> None:
        """How high the sensor is worn, unless that is hard to believe."""
        self._first += [median(depths)] if depths else []
        if len(self._first) == FIRST_READINGS:
            worn = median(self._first)
            if abs(worn - self._set) <= WORN_SHARE * self._set:
                self._worn = self.height = worn

    def _follow(self, depth: float, passed: float) -> None:
        if abs(depth - self.height) < DROP_METRES:
            followed = self.height + (depth - self.height) * min(1.0, passed / FOLLOWING_SECONDS)
            self.height = min(self._worn + SLOPE_METRES, max(self._worn - SLOPE_METRES, followed))

    def _told(self, at: float, beams: Sequence[Beam]) -> Hazard | None:
        if at - self._dropped_at > OVER_SECONDS:
            self._began, self._told_at = at, float("-inf")
        self._dropped_at = at
        often = at - self._began < OFTEN_FOR_SECONDS
        if at - self._told_at < (OFTEN_SECONDS if often else SELDOM_SECONDS):
            return None
        self._told_at = at
        metres = fmean(self.height * beam.forward / beam.down for beam in beams)
        degrees = fmean(beam.degrees for beam in beams)
        return Hazard("drop-off", max(0, zone_of(metres)), degrees, metres)
