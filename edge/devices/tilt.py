"""Where a direction of a device points on the ground, however the device is held: pure numbers.

A magnetometer alone is right only while it lies flat. With the direction of gravity the field's
flat part is found for any posture: east is what stands upright on both "up" and the field.
"""

from __future__ import annotations

import math

Vector = tuple[float, float, float]
"""Along the sensor's own axes."""
AXES: dict[str, Vector] = {
    "x": (1.0, 0.0, 0.0), "-x": (-1.0, 0.0, 0.0),
    "y": (0.0, 1.0, 0.0), "-y": (0.0, -1.0, 0.0),
    "z": (0.0, 0.0, 1.0), "-z": (0.0, 0.0, -1.0),
}  # fmt: skip
"""Which of the sensor's axes looks forward, by its name in the settings."""
LEAST_FLAT = 0.2
"""Sine of the angle below which a field that falls straight in, or a direction that looks straight
up, points nowhere."""

TURNED_MICROTESLA = 15.0
"""What both flat axes must have swept: the field's flat part is 10 to 40 microtesla where people
live, and who turns around sweeps twice that."""


def heading(field: Vector, up: Vector, forward: Vector) -> float | None:
    """Degrees from magnetic north, clockwise, of `forward`; None where it cannot be told.

    `field` is the magnetometer's vector and `up` what an accelerometer at rest measures (it points
    up); only their directions count.
    """
    east = _cross(field, up)
    if _length(east) < LEAST_FLAT * _length(field) * _length(up) or not _length(east):
        return None
    north = _cross(up, east)
    along_east = _dot(forward, east) / _length(east)
    along_north = _dot(forward, north) / _length(north)
    if math.hypot(along_east, along_north) < LEAST_FLAT * _length(forward):
        return None
    return math.degrees(math.atan2(along_east, along_north)) % 360


def from_true_north(magnetic: float, declination: float) -> float:
    """`declination`: degrees by which the needle points east of true north."""
    return (magnetic + declination) % 360


class HardIron:
    """Learns what magnetised iron beside a sensor adds to the field, from the extremes that it
    shows while somebody turns around: their middle is what does not turn with them."""

    def __init__(self) -> None:
        self._least = [math.inf] * 3
        self._most = [-math.inf] * 3

    def take(self, field: Vector) -> tuple[Vector, bool]:
        """The field without it, and whether enough was seen to know; before, as it is."""
        self._least = [min(pair) for pair in zip(self._least, field, strict=True)]
        self._most = [max(pair) for pair in zip(self._most, field, strict=True)]
        spans = [most - least for most, least in zip(self._most, self._least, strict=True)]
        if min(spans[:2]) < TURNED_MICROTESLA:
            return field, False
        middle = [(most + least) / 2 for most, least in zip(self._most, self._least, strict=True)]
        return (field[0] - middle[0], field[1] - middle[1], field[2]), True


class Steady:
    """Takes the tremble out of headings: a mean that older ones leave with a time constant."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._east = self._north = 0.0
        self._at: float | None = None

    def take(self, degrees: float, now: float) -> float:
        """The steadied heading at `now`."""
        passed = self._seconds if self._at is None else now - self._at
        share = 1.0 if self._at is None else 1 - math.exp(-max(0.0, passed) / self._seconds)
        self._at = now
        self._east += share * (math.sin(math.radians(degrees)) - self._east)
        self._north += share * (math.cos(math.radians(degrees)) - self._north)
        return math.degrees(math.atan2(self._east, self._north)) % 360


def _cross(a: Vector, b: Vector) -> Vector:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _dot(a: Vector, b: Vector) -> float:
    return sum(one * other for one, other in zip(a, b, strict=True))


def _length(a: Vector) -> float:
    return math.sqrt(_dot(a, a))
