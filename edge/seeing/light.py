"""How light it is, as a tone that rises with it: for finding a window or a lamp; pure."""

from __future__ import annotations

from enum import Enum
from math import exp, log
from typing import TYPE_CHECKING

from edge.seeing.sharpness import grey

if TYPE_CHECKING:
    from edge.ports import Picture

LOW_HZ, HIGH_HZ = 150.0, 1500.0
DARKEST = 0.001
"""Share of full light that sounds lowest; each doubling of light is the same step in pitch."""
SMOOTH_SECONDS = 0.15
_GAMMA = 2.2
_SIDE = 64


class Light(Enum):
    """In words."""

    DARK = 0.01
    DIM = 0.08
    LIGHT = 0.45
    BRIGHT = 1.0


def level(picture: Picture, exposure: float = 1.0) -> float:
    """Mean share of full light, 0 to 1.

    `exposure` is shutter time by gain, against what the camera uses in room light, where it tells
    that; without it a camera that adapts makes a dark room look lit.
    """
    shares = grey(picture, _SIDE) / 255
    return min(1.0, float((shares**_GAMMA).mean()) / exposure)


def in_words(light: float) -> Light:
    """The first that is not exceeded."""
    return next(one for one in Light if light <= one.value)


def pitch(light: float) -> float:
    """Hertz."""
    share = log(max(light, DARKEST) / DARKEST) / log(1 / DARKEST)
    return LOW_HZ * exp(share * log(HIGH_HZ / LOW_HZ))


class LightTone:
    """Follows the light without jumping: a low pass on the pitch, in octaves."""

    def __init__(self) -> None:
        self._hertz: float | None = None
        self._at = 0.0

    def step(self, light: float, at: float) -> float:
        """Hertz at this moment."""
        wanted = pitch(light)
        if self._hertz is not None:
            part = 1 - exp(-max(0.0, at - self._at) / SMOOTH_SECONDS)
            wanted = self._hertz * exp(part * log(wanted / self._hertz))
        self._hertz, self._at = wanted, at
        return wanted
