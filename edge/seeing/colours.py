"""The colour of what is in the middle of a picture, by name; pure arithmetic, no network.

Light has a colour of its own. It is estimated from the whole picture (shades of grey: Finlayson and
Trezzi, Color Imaging Conference 2004, between the grey world and the white patch) and taken out as
far as it is plausible, and still a name holds under this light only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from edge.seeing.cielab import Lab, difference, lab, linear
from edge.seeing.sharpness import reduced

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.ports import Picture
    from edge.seeing.cielab import Linear


class ColourName(Enum):
    """The basic terms that most languages share (Berlin and Kay, 1969)."""

    BLACK = "black"
    WHITE = "white"
    GREY = "grey"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"
    PINK = "pink"
    BROWN = "brown"


class Tone(Enum):
    """What goes before a name."""

    PLAIN = "plain"
    LIGHT = "light"
    DARK = "dark"
    PALE = "pale"
    VIVID = "vivid"


_SAMPLES: dict[ColourName, tuple[int, ...]] = {
    ColourName.BLACK: (0x000000, 0x1C1C1C, 0x2E2E2E),
    ColourName.WHITE: (0xFFFFFF, 0xEEEEEA, 0xF6F0E4),
    ColourName.GREY: (0x505050, 0x808080, 0xA8A8A8, 0xCACACA),
    ColourName.RED: (0xD01010, 0xB02830, 0x8A1020, 0xE83A30, 0xC25058),
    ColourName.ORANGE: (0xF08018, 0xE06818, 0xF8A030, 0xD88838, 0xF09860),
    ColourName.YELLOW: (0xF8E010, 0xE8C828, 0xF4E878, 0xD8C010, 0xF0D850),
    ColourName.GREEN: (
        0x10A020,
        0x489848,
        0x10582C,
        0x98C048,
        0x60C8A0,
        0x586C42,
        0x80D880,
        0xB0DCB0,
    ),
    ColourName.BLUE: (
        0x1020D0,
        0x3858B0,
        0x102868,
        0x4898E0,
        0x6C88B0,
        0x108CA8,
        0xA0C8F0,
        0x383C98,
    ),
    ColourName.PURPLE: (0x802090, 0x603070, 0x8860C0, 0x8078B0, 0xB898D8, 0x503088, 0xA040A0),
    ColourName.PINK: (0xF890B0, 0xF060A8, 0xE8B8C0, 0xBC5898, 0xE87890, 0xF8C8D8),
    ColourName.BROWN: (0x784818, 0x60402C, 0x906840, 0x503018, 0xA07850, 0x745244),
}
"""Clear examples of each, as sRGB; chosen by eye, not measured on people."""
_PROTOTYPES = {
    name: tuple(
        lab(linear(np.array([code >> 16, code >> 8 & 255, code & 255], np.float64)))
        for code in codes
    )
    for name, codes in _SAMPLES.items()
}
_WITHOUT_TONE = frozenset({ColourName.BLACK, ColourName.WHITE})

PATCH = 0.1
"""Share of width and height in the middle whose colour is told."""
CLOSE = 4.0
"""CIEDE2000 by which the second name may be farther away and is told too."""
MIXED = 12.0
"""CIEDE2000 from the patch's middle colour to its pixels, at the third quarter: a pattern."""
MINKOWSKI = 6
GAINS = (0.55, 1.8)
"""No light that people live in is farther from daylight: beyond it, the thing is coloured."""
ONE_COLOUR = 0.6
"""Share of the picture."""
FEWEST = 50
CELLS = 60
"""Along the longer side of the picture; noise is gone in their means."""
WHITE, BRIGHTEN = 0.85, 2.0
"""The lightest thing is taken for white, unless it is less than half as light."""
DARKEST = 0.004
"""Share of full light in the patch, before balancing, below which all colours are black."""


@dataclass(frozen=True, slots=True)
class ColourReading:
    """What is said of a colour; always "under this light"."""

    name: ColourName
    tone: Tone
    second: ColourName | None
    """Where it might as well be called so."""
    is_mixed: bool
    """The patch has several colours, and this is the middle one."""
    is_dark: bool
    """Too dark to tell."""
    lab: Lab


def colour_of(picture: Picture, balance: bool = True) -> ColourReading:
    """Of the patch in the middle."""
    patch = linear(_middle(picture))
    found = np.median(patch, axis=0)
    gains = light_gains(picture, found) if balance else np.ones(3)
    seen = lab(found * gains)
    name, second = named(seen)
    return ColourReading(
        name, tone_of(seen, name), second,
        is_mixed=_is_mixed(patch * gains, seen),
        is_dark=float(found.max()) < DARKEST,
        lab=seen,
    )  # fmt: skip


def light_gains(picture: Picture, thing: Linear) -> NDArray[np.float64]:
    """By which red, green and blue are multiplied to take out the light's colour and dimness.

    All 1 where nearly everything has the colour of the `thing`: it would be taken for the light.
    """
    pixels = reduced(picture, CELLS).reshape(-1, 3)
    light = linear(pixels[(pixels.max(axis=1) < 250) & (pixels.max(axis=1) > 10)])
    if len(light) < FEWEST or _share_like(light, thing) > ONE_COLOUR:
        return np.ones(3)
    mean = (light**MINKOWSKI).mean(axis=0) ** (1 / MINKOWSKI)
    gains: NDArray[np.float64] = np.clip(mean[1] / np.maximum(mean, 1e-6), *GAINS)
    lightest = float(np.quantile((light * gains).max(axis=1), 0.98))
    return gains * float(np.clip(WHITE / lightest, 1.0, BRIGHTEN))


def _share_like(light: Linear, thing: Linear) -> float:
    """Of pixels whose shares of red and green are about the thing's."""
    shares = light / light.sum(axis=1, keepdims=True)
    wanted = thing / max(float(thing.sum()), 1e-6)
    return float((np.abs(shares - wanted).max(axis=1) < 0.05).mean())


def named(colour: Lab) -> tuple[ColourName, ColourName | None]:
    """The nearest name, and the second one where it is about as near."""
    away = sorted(
        (min(difference(colour, one) for one in samples), name.value, name)
        for name, samples in _PROTOTYPES.items()
    )
    second = away[1][2] if away[1][0] - away[0][0] < CLOSE else None
    return away[0][2], second


def tone_of(colour: Lab, name: ColourName) -> Tone:
    """Pale and vivid are told by chroma, light and dark by lightness."""
    if name in _WITHOUT_TONE:
        return Tone.PLAIN
    if name is not ColourName.GREY:
        if colour.lightness > 70 and colour.chroma < 30:
            return Tone.PALE
        if colour.chroma > 65 and colour.lightness > 40:
            return Tone.VIVID
    if colour.lightness > 72:
        return Tone.LIGHT
    return Tone.DARK if colour.lightness < 36 else Tone.PLAIN


def _middle(picture: Picture) -> NDArray[np.uint8]:
    """The pixels of the patch."""
    parts = []
    for length in picture.shape[:2]:
        half = max(1, round(length * PATCH / 2))
        parts.append(slice(max(0, length // 2 - half), length // 2 + half))
    pixels: NDArray[np.uint8] = picture[parts[0], parts[1]].reshape(-1, 3)
    return pixels


def _is_mixed(patch: Linear, middle: Lab) -> bool:
    some = patch[:: max(1, len(patch) // 64)]
    return float(np.quantile([difference(lab(one), middle) for one in some], 0.75)) > MIXED
