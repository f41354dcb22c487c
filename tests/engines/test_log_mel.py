"""The picture of sound for Whisper-like models, against a second, plain computation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from edge.engines.log_mel import BANDS, HOP, WINDOW, hertz_of, log_mel, normalised

RATE = 16_000


def tone(hertz: float, samples: int = 4000) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.sin(2 * np.pi * hertz * np.arange(samples) / RATE).astype(np.float32)


def mel_of(hertz: float) -> float:
    return hertz * 3 / 200 if hertz < 1000 else 15 + 27 * math.log(hertz / 1000) / math.log(6.4)


def plain_power(sound: list[float], start: int, bin_number: int) -> float:
    """One frequency of one window, by the definition."""
    real = imaginary = 0.0
    for n in range(WINDOW):
        place = start + n - WINDOW // 2
        place = -place if place < 0 else place
        place = 2 * (len(sound) - 1) - place if place >= len(sound) else place
        weighed = sound[place] * (0.5 - 0.5 * math.cos(2 * math.pi * n / WINDOW))
        angle = 2 * math.pi * bin_number * n / WINDOW
        real += weighed * math.cos(angle)
        imaginary -= weighed * math.sin(angle)
    return real * real + imaginary * imaginary


def plain_band(powers: list[float], band: int) -> float:
    """The energy in one triangle."""
    step = mel_of(8000.0) / (BANDS + 1)
    low, middle, high = map(float, hertz_of(step * np.arange(band, band + 3, dtype=np.float32)))
    total = 0.0
    for number, power in enumerate(powers):
        hertz = number * RATE / WINDOW
        share = min((hertz - low) / (middle - low), (high - hertz) / (high - middle))
        total += max(0.0, share) * power * 2 / (high - low)
    return total


@pytest.mark.parametrize("frame", [0, 7, 24])
def test_a_frame_is_what_the_definition_gives(frame: int) -> None:
    sound = tone(440.0) + 0.3 * tone(3000.0)
    picture = log_mel(sound)
    values = [float(value) for value in sound]
    powers = [plain_power(values, frame * HOP, number) for number in range(WINDOW // 2 + 1)]
    loudest = 4 * float(picture.max()) - 4
    for band in range(0, BANDS, 9):
        decades = math.log10(max(plain_band(powers, band), 1e-10))
        assert picture[band, frame] == pytest.approx((max(decades, loudest - 8) + 4) / 4, abs=2e-4)


def test_hertz_are_those_of_slaneys_scale() -> None:
    for hertz in (100.0, 999.0, 1000.0, 2500.0, 8000.0):
        assert hertz_of(np.array([mel_of(hertz)], np.float32))[0] == pytest.approx(hertz, rel=1e-6)


def test_a_higher_tone_stands_in_a_higher_band() -> None:
    loudest = [int(log_mel(tone(hertz))[:, 10].argmax()) for hertz in (200, 500, 1000, 2000, 6000)]
    assert loudest == sorted(set(loudest))


def test_silence_is_flat() -> None:
    picture = log_mel(np.zeros(1600, np.float32))
    assert picture.shape == (BANDS, 10)
    assert np.ptp(picture) == 0


def test_normalised_sound_has_no_offset_and_unit_power() -> None:
    scaled = normalised(5 + 0.01 * tone(300.0))
    assert abs(float(scaled.mean())) < 1e-3
    assert float(scaled.std()) == pytest.approx(1, abs=1e-3)
