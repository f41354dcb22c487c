"""Directions in degrees, clockwise; pure numbers that seeing, hearing and finding the way share."""

from __future__ import annotations

DEGREES_AN_HOUR = 30.0


def turned(degrees: float) -> float:
    """The same direction by the shorter way round, above -180 to 180; positive to the right."""
    return 180 - (180 - degrees) % 360


def clock_hour(degrees: float) -> int:
    """1 to 12, for degrees from straight ahead: 12 is ahead, 3 to the right."""
    return round(degrees / DEGREES_AN_HOUR) % 12 or 12
