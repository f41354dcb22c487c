"""Where a range sensor sits on the body, and so what each of its beams looks at."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beam:
    """One direction; a distance along it times `forward` is metres ahead, times `down` below."""

    degrees: float
    """From straight ahead, positive to the right."""
    forward: float
    down: float


@dataclass(frozen=True, kw_only=True)
class Mounting:
    """How a sensor is worn."""

    height_metres: float = 1.1
    """Over the ground; 1.1 is the breast bone of somebody of average height."""
    pitch_degrees: float = 0.0
    """Below the horizontal: 0 looks straight ahead, 45 at the ground a step and a half away."""
    yaw_degrees: float = 0.0
    """From straight ahead, positive to the right."""
    field_of_view_degrees: float = 45.0
    """Of a grid, from edge to edge: an ST VL53L5CX sees 45 degrees (its data sheet, DS13754)."""

    def beams(self, rows: int, columns: int) -> tuple[tuple[Beam, ...], ...]:
        """A beam for each place of a reading; one place looks where the sensor does."""
        return tuple(
            tuple(
                _beam(self.pitch_degrees + low, self.yaw_degrees + right)
                for right in _offsets(columns, self.field_of_view_degrees)
            )
            for low in _offsets(rows, self.field_of_view_degrees)
        )


def _beam(below: float, degrees: float) -> Beam:
    angle = math.radians(below)
    return Beam(degrees, math.cos(angle), math.sin(angle))


def _offsets(count: int, field: float) -> list[float]:
    """The middles of `count` equal parts of the field, around 0."""
    return [field * ((index + 0.5) / count - 0.5) for index in range(count)]
