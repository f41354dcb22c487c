"""Colours as numbers that are as far apart as they look: CIELAB, and the CIEDE2000 difference.

sRGB: IEC 61966-2-1; CIELAB: CIE 15:2004, for daylight (D65); CIEDE2000: Sharma, Wu and Dalal,
Color Research and Application 30 (2005).
"""

from __future__ import annotations

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Linear = NDArray[np.float64]
    """Red, green and blue in proportion to light, 0 to 1."""


class Lab(NamedTuple):
    """Lightness from 0 to 100; from green to red; from blue to yellow."""

    lightness: float
    a: float
    b: float

    @property
    def chroma(self) -> float:
        """0 for grey, some 100 for the most colourful."""
        return hypot(self.a, self.b)


_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = _TO_XYZ.sum(axis=1)
_LINEAR_BELOW = (6 / 29) ** 3


def linear(srgb: NDArray[np.uint8] | NDArray[np.floating]) -> Linear:
    """From values of 0 to 255."""
    share = np.asarray(srgb, np.float64) / 255
    light: Linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return light


def lab(light: Linear) -> Lab:
    """Of one colour."""
    ratios = (_TO_XYZ @ np.clip(light, 0, 1)) / _WHITE
    roots = np.where(ratios > _LINEAR_BELOW, np.cbrt(ratios), ratios * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = (float(root) for root in roots)
    return Lab(116 * y - 16, 500 * (x - y), 200 * (y - z))


def difference(one: Lab, other: Lab) -> float:
    """CIEDE2000: 1 is just seen side by side, 10 at a glance."""
    mean_chroma = (one.chroma + other.chroma) / 2
    stretch = 1.5 - 0.5 * _near_grey(mean_chroma)
    chromas = [hypot(colour.a * stretch, colour.b) for colour in (one, other)]
    hues = [degrees(atan2(colour.b, colour.a * stretch)) % 360 for colour in (one, other)]
    turn = (hues[1] - hues[0] + 180) % 360 - 180 if all(chromas) else 0.0
    if abs(turn) == 180.0:
        turn = hues[1] - hues[0]
    lightness = other.lightness - one.lightness
    chroma = chromas[1] - chromas[0]
    hue = 2 * sqrt(chromas[0] * chromas[1]) * sin(radians(turn / 2))
    mean_hue = _mean_hue(hues, chromas)
    mean_chroma = sum(chromas) / 2
    parts = _weighed(lightness, chroma, hue, mean_hue, mean_chroma, one, other)
    twist = -sin(radians(60 * exp(-(((mean_hue - 275) / 25) ** 2)))) * 2 * _near_grey(mean_chroma)
    return sqrt(sum(part**2 for part in parts) + twist * parts[1] * parts[2])


def _weighed(
    lightness: float, chroma: float, hue: float, mean_hue: float, mean_chroma: float,
    one: Lab, other: Lab,
) -> tuple[float, float, float]:  # fmt: skip
    """The three differences, each by how much of it the eye sees there."""
    middle = ((one.lightness + other.lightness) / 2 - 50) ** 2
    tint = (
        1
        - 0.17 * cos(radians(mean_hue - 30))
        + 0.24 * cos(radians(2 * mean_hue))
        + 0.32 * cos(radians(3 * mean_hue + 6))
        - 0.20 * cos(radians(4 * mean_hue - 63))
    )
    return (
        lightness / (1 + 0.015 * middle / sqrt(20 + middle)),
        chroma / (1 + 0.045 * mean_chroma),
        hue / (1 + 0.015 * mean_chroma * tint),
    )


def _near_grey(chroma: float) -> float:
    return sqrt(chroma**7 / (chroma**7 + 25.0**7))


def _mean_hue(hues: list[float], chromas: list[float]) -> float:
    total = sum(hues)
    if not all(chromas):
        return total
    if abs(hues[0] - hues[1]) <= 180:
        return total / 2
    return (total + 360) / 2 if total < 360 else (total - 360) / 2
