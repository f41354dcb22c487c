"""The tone of light: rising, smooth, and within what one likes to hear."""

from __future__ import annotations

import numpy as np
import pytest

from edge.seeing.light import Light, LightTone, in_words, level, pitch


def room(grey: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((120, 160, 3), grey, np.uint8)


def test_more_light_sounds_higher() -> None:
    pitches = [pitch(level(room(grey))) for grey in range(0, 256, 15)]
    assert pitches == sorted(pitches)
    assert pitches[0] == pytest.approx(150)
    assert pitches[-1] == pytest.approx(1500)


def test_each_doubling_of_light_is_the_same_step() -> None:
    ratios = [pitch(2 * light) / pitch(light) for light in (0.01, 0.05, 0.2)]
    assert ratios == pytest.approx([ratios[0]] * 3)


def test_a_long_exposure_does_not_make_a_dark_room_light() -> None:
    assert level(room(120), exposure=8.0) == pytest.approx(level(room(120)) / 8)


@pytest.mark.parametrize(
    ("grey", "word"),
    [(5, Light.DARK), (60, Light.DIM), (130, Light.LIGHT), (250, Light.BRIGHT)],
)
def test_light_has_words(grey: int, word: Light) -> None:
    assert in_words(level(room(grey))) is word


def test_the_tone_glides() -> None:
    tone = LightTone()
    first = tone.step(0.01, 0.0)
    path = [tone.step(1.0, 0.05 * n) for n in range(1, 40)]
    assert path == sorted(path)
    assert path[0] < 1.6 * first * 2
    assert path[0] < 0.6 * path[-1]
    assert path[-1] == pytest.approx(pitch(1.0), rel=0.01)


def test_time_that_stands_still_changes_nothing() -> None:
    tone = LightTone()
    first = tone.step(0.1, 5.0)
    assert tone.step(1.0, 5.0) == pytest.approx(first)
