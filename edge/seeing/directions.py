"""Where in a picture something is, as degrees, as a clock face, and as a side. Pure."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

Side: TypeAlias = Literal["left", "ahead", "right"]

AHEAD_DEGREES = 7.5
"""To each side: a fifth of the width of a picture of 66 degrees."""


def degrees_of(column: float, width: float, field_of_view: float) -> float:
    """From straight ahead, positive to the right, of a pixel column (pinhole model).

    `field_of_view` is the whole horizontal one, in degrees below 180.
    """
    half = math.tan(math.radians(field_of_view / 2))
    return math.degrees(math.atan((2 * column / width - 1) * half))


def column_of(degrees: float, width: float, field_of_view: float) -> float:
    """The pixel column of a direction; outside the picture where it is not in view."""
    half = math.tan(math.radians(field_of_view / 2))
    return width / 2 * (1 + math.tan(math.radians(degrees)) / half)


def side_of(degrees: float) -> Side:
    if abs(degrees) <= AHEAD_DEGREES:
        return "ahead"
    return "right" if degrees > 0 else "left"
