"""How exactly a distance may be said, given how exactly the place is known: pure numbers.

The limits and the rounding are those of Soundscape (Microsoft, MIT), a street guide for blind
people whose users settled them over years.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Precision = Literal["close by", "exact", "about", "around"]
CLOSE_BY = 15.0
"""Metres within which a number would pretend more than a position knows."""
EXACT_WITHIN, ABOUT_WITHIN = 10.0, 20.0
"""Metres of accuracy up to which a distance is said plainly, or with "about"."""
NEAR_ROUNDING, FAR_ROUNDING, FAR = 5, 50, 1000.0
STEPS_UP_TO = 50.0
"""Metres; farther ones nobody counts."""
STEPS_ROUNDING = 5


@dataclass(frozen=True, slots=True)
class SpokenDistance:
    """What may be said of a distance."""

    precision: Precision
    metres: int
    """Rounded as it is said."""
    steps: int | None = None
    """Rounded as it is said; None where steps would say nothing."""


def spoken_distance(
    metres: float, accuracy: float, step_metres: float | None = None
) -> SpokenDistance:
    """`accuracy` of the positions it rests on, in metres; `step_metres`: the person's step."""
    return SpokenDistance(
        _precision(metres, accuracy), rounded_metres(metres), _steps(metres, accuracy, step_metres)
    )


def rounded_metres(metres: float) -> int:
    unit = NEAR_ROUNDING if metres < FAR else FAR_ROUNDING
    return round(metres / unit) * unit


def _precision(metres: float, accuracy: float) -> Precision:
    if metres <= CLOSE_BY:
        return "close by"
    if accuracy <= EXACT_WITHIN:
        return "exact"
    return "about" if accuracy <= ABOUT_WITHIN else "around"


def _steps(metres: float, accuracy: float, step_metres: float | None) -> int | None:
    if not step_metres or metres > STEPS_UP_TO or accuracy > EXACT_WITHIN:
        return None
    return max(1, round(metres / step_metres / STEPS_ROUNDING)) * STEPS_ROUNDING
