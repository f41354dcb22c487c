"""Colour names under many lights; the shares are published in docs and may not fall."""

from __future__ import annotations

import numpy as np
import pytest

from edge.seeing.colours import ColourName, Tone, colour_of
from tests.quality.colours import LIGHTS, rates

WITH_SURROUNDINGS = {
    "daylight": 0.97,
    "shade": 0.96,
    "cold tube": 0.97,
    "warm lamp": 0.96,
    "bulb": 0.92,
}
ALONE = {"daylight": 0.89, "shade": 0.87, "cold tube": 0.89, "warm lamp": 0.69, "bulb": 0.49}

CSS = {
    "red": "ff0000 dc143c b22222 8b0000 cd5c5c",
    "orange": "ffa500 ff8c00 ff7f50",
    "yellow": "ffff00 ffd700 f0e68c",
    "green": "008000 006400 90ee90 2e8b57 228b22 6b8e23 00ff7f 9acd32 8fbc8f",
    "blue": "0000ff add8e6 87ceeb 4682b4 000080 4169e1 6495ed 1e90ff",
    "purple": "800080 9370db 663399 4b0082 8a2be2 9932cc",
    "pink": "ff69b4 ff1493 ffb6c1 ffc0cb db7093",
    "brown": "8b4513 a0522d a52a2a d2691e",
    "grey": "808080 a9a9a9 d3d3d3 696969 778899",
    "white": "ffffff f5f5f5 fffafa",
    "black": "000000 111111",
}
"""Colours of the Web's list whose names say what they are; none of them fixed a sample of ours."""


def plain(code: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    colour = [int(code[at : at + 2], 16) for at in (0, 2, 4)]
    return np.full((60, 80, 3), colour, np.uint8)


def test_colours_of_the_web_are_called_what_their_names_say() -> None:
    found = [
        (name, colour_of(plain(code)).name.value, colour_of(plain(code)).second)
        for name, codes in CSS.items()
        for code in codes.split()
    ]
    wrong = [one for one in found if one[0] != one[1]]
    assert len(wrong) <= 0.1 * len(found), wrong


@pytest.mark.parametrize(("fills", "floors"), [(False, WITH_SURROUNDINGS), (True, ALONE)])
def test_charts_under_lights_of_all_colours_are_named(
    fills: bool, floors: dict[str, float]
) -> None:
    found = rates(fills)
    assert set(found) == set(LIGHTS)
    assert {light: first for light, (first, _) in found.items() if first < floors[light]} == {}


@pytest.mark.parametrize(
    ("code", "tone"),
    [
        ("ff0000", Tone.VIVID),
        ("000080", Tone.DARK),
        ("add8e6", Tone.PALE),
        ("d3d3d3", Tone.LIGHT),
        ("ffffff", Tone.PLAIN),
        ("469449", Tone.PLAIN),
    ],
)
def test_tones_go_with_the_name(code: str, tone: Tone) -> None:
    assert colour_of(plain(code)).tone is tone


def test_between_two_names_both_are_told() -> None:
    path = [colour_of(plain(f"{96 - n:02x}{200 - n:02x}{160 + 2 * n:02x}")) for n in range(24)]
    both = [reading for reading in path if reading.second is not None]
    assert path[0].name is ColourName.GREEN
    assert path[-1].name is ColourName.BLUE
    assert 0 < len(both) < len(path)
    assert {name for one in both for name in (one.name, one.second)} == {
        ColourName.GREEN,
        ColourName.BLUE,
    }


def test_the_middle_counts_and_not_what_is_around_it() -> None:
    picture = plain("2040c0")
    picture[20:40, 30:50] = (200, 20, 20)
    assert colour_of(picture, balance=False).name is ColourName.RED


def test_a_pattern_says_that_it_is_one() -> None:
    picture = plain("ffffff")
    picture[::2] = (200, 20, 20)
    assert colour_of(picture, balance=False).is_mixed
    assert not colour_of(plain("c81414")).is_mixed


def test_darkness_has_no_colour() -> None:
    assert colour_of(plain("050308")).is_dark
    assert not colour_of(plain("505050")).is_dark


def test_the_smallest_picture_has_a_colour() -> None:
    assert colour_of(np.full((1, 1, 3), 255, np.uint8)).name is ColourName.WHITE
