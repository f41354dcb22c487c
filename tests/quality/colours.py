"""How often a colour is called by its name: `python -m tests.quality.colours`.

The 24 patches of a ColorChecker (sRGB of X-Rite's data, 2005) under lights of several colours, in
bright and in dim light, with noise. Each patch is shown in the middle of the chart, and filling
the picture, where nothing tells the colour of the light. A name is right if people use it.
"""

from __future__ import annotations

import sys
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from edge.seeing.colours import ColourName, colour_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from edge.ports import Picture

N = ColourName
PATCHES: tuple[tuple[str, int, frozenset[ColourName]], ...] = (
    ("dark skin", 0x735244, frozenset({N.BROWN})),
    ("light skin", 0xC29682, frozenset({N.PINK, N.ORANGE, N.BROWN})),
    ("blue sky", 0x627A9D, frozenset({N.BLUE})),
    ("foliage", 0x576C43, frozenset({N.GREEN})),
    ("blue flower", 0x8580B1, frozenset({N.PURPLE, N.BLUE})),
    ("bluish green", 0x67BDAA, frozenset({N.GREEN, N.BLUE})),
    ("orange", 0xD67E2C, frozenset({N.ORANGE})),
    ("purplish blue", 0x505BA6, frozenset({N.BLUE, N.PURPLE})),
    ("moderate red", 0xC15A63, frozenset({N.RED, N.PINK})),
    ("purple", 0x5E3C6C, frozenset({N.PURPLE})),
    ("yellow green", 0x9DBC40, frozenset({N.GREEN, N.YELLOW})),
    ("orange yellow", 0xE0A32E, frozenset({N.ORANGE, N.YELLOW})),
    ("blue", 0x383D96, frozenset({N.BLUE})),
    ("green", 0x469449, frozenset({N.GREEN})),
    ("red", 0xAF363C, frozenset({N.RED})),
    ("yellow", 0xE7C71F, frozenset({N.YELLOW})),
    ("magenta", 0xBB5695, frozenset({N.PINK, N.PURPLE})),
    ("cyan", 0x0885A1, frozenset({N.BLUE, N.GREEN})),
    ("white", 0xF3F3F2, frozenset({N.WHITE})),
    ("neutral 8", 0xC8C8C8, frozenset({N.GREY, N.WHITE})),
    ("neutral 6.5", 0xA0A0A0, frozenset({N.GREY})),
    ("neutral 5", 0x7A7A79, frozenset({N.GREY})),
    ("neutral 3.5", 0x555555, frozenset({N.GREY})),
    ("black", 0x343434, frozenset({N.BLACK, N.GREY})),
)
LIGHTS = {
    "daylight": (1.0, 1.0, 1.0),
    "shade": (0.87, 1.0, 1.2),
    "cold tube": (0.95, 1.1, 0.95),
    "warm lamp": (1.3, 1.0, 0.6),
    "bulb": (1.5, 1.0, 0.42),
}
"""Gains of red, green and blue, as a camera without a white balance of its own would see them."""
BRIGHTNESS = (0.9, 0.5)
NOISE = (0.0, 4.0, 10.0)
"""Of 255, standard deviation."""


def shown(number: int, fills: bool) -> NDArray[np.float64]:
    """Linear light: a patch in the middle of the other 23, or alone."""
    codes = [code for _, code, _ in PATCHES]
    if fills:
        cells = np.full((4, 6), codes[number])
    else:
        order = codes[:number] + codes[number + 1 :]
        cells = np.array([*order[:12], codes[number], *order[12:], codes[number]]).reshape(5, 5)
    colours = np.stack([cells >> 16, cells >> 8 & 255, cells & 255], axis=-1) / 255
    light: NDArray[np.float64] = np.where(
        colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4
    )
    return light.repeat(40, axis=0).repeat(40, axis=1)


def photographed(
    light: NDArray[np.float64], gains: Iterable[float], brightness: float, noise: float
) -> Picture:
    """As sRGB, clipped where the light is too much for it."""
    lit = np.clip(light * np.array(tuple(gains)) * brightness, 0, 1)
    signal = np.where(lit <= 0.0031308, 12.92 * lit, 1.055 * lit ** (1 / 2.4) - 0.055) * 255
    noisy = signal + np.random.default_rng(5).normal(0, noise, lit.shape)
    picture: Picture = np.clip(np.rint(noisy), 0, 255).astype(np.uint8)
    return picture


def rates(fills: bool, balance: bool = True) -> dict[str, tuple[float, float]]:
    """For each light, the share called rightly, and that where the second name counts too."""
    found = {}
    for light, gains in LIGHTS.items():
        right = first = total = 0
        for number, brightness, noise in product(range(len(PATCHES)), BRIGHTNESS, NOISE):
            picture = photographed(shown(number, fills), gains, brightness, noise)
            reading = colour_of(picture, balance)
            accepted = PATCHES[number][2]
            first += reading.name in accepted
            right += reading.name in accepted or reading.second in accepted
            total += 1
        found[light] = first / total, right / total
    return found


def main() -> None:
    for title, fills, balance in (
        ("among other colours", False, True),
        ("among other colours, light not taken out", False, False),
        ("alone", True, True),
        ("alone, light not taken out", True, False),
    ):
        for light, (first, right) in rates(fills, balance).items():
            shares = f"{100 * first:.0f} %, with the second {100 * right:.0f} %"
            sys.stdout.write(f"{title}, {light}: {shares}\n")


if __name__ == "__main__":
    main()
