"""What a range sensor's readings warn of: obstacles that come nearer, ground that falls away.

Pure: the time is that of the reading. A hazard waits for one reading more than its first, never
for two, unless the sensor loses some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.seeing.floor import FloorTrack
from edge.seeing.mounting import Mounting
from edge.seeing.obstacles import ObstacleTrack, Point

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edge.ports import RangeReading
    from edge.seeing.mounting import Beam
    from edge.seeing.zones import Hazard

LOWEST_METRES, HIGHEST_METRES = 0.3, 2.1
"""Over the ground: below, it is the ground to a body that sways; above, one walks under it."""


class HazardRule:
    """Follows one sensor."""

    def __init__(self, mounting: Mounting | None = None) -> None:
        self._mounting = mounting or Mounting()
        self._floor = FloorTrack(self._mounting.height_metres)
        self._obstacles = ObstacleTrack()
        self._beams: tuple[tuple[Beam, ...], ...] = ()

    def on_reading(self, reading: RangeReading) -> list[Hazard]:
        """What has to be told now; the ground before what stands on it."""
        beams = list(self._measured(reading))
        ground = [(beam, metres) for beam, metres in beams if self._floor.looks_at_ground(beam)]
        found = (
            self._floor.on_beams(reading.at, ground),
            self._obstacles.on_points(reading.at, self._standing(beams), self._spacing),
        )
        return [hazard for hazard in found if hazard is not None]

    def _measured(self, reading: RangeReading) -> Iterator[tuple[Beam, float | None]]:
        shape = len(reading.metres), len(reading.metres[0])
        if (len(self._beams), len(self._beams[0]) if self._beams else 0) != shape:
            self._beams = self._mounting.beams(*shape)
        for beams, row in zip(self._beams, reading.metres, strict=True):
            yield from zip(beams, row, strict=True)

    @property
    def _spacing(self) -> float:
        """Degrees between two columns; 0 for a single beam."""
        columns = len(self._beams[0])
        return self._mounting.field_of_view_degrees / columns if columns > 1 else 0.0

    def _standing(self, beams: Sequence[tuple[Beam, float | None]]) -> list[Point]:
        """Where beams met something over the ground and below the head."""
        return [
            Point(metres * beam.forward, beam.degrees)
            for beam, metres in beams
            if metres is not None
            and LOWEST_METRES <= self._floor.height - metres * beam.down <= HIGHEST_METRES
        ]
