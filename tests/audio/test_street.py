"""How loud a warning is over the street, and when no tone is loud enough."""

from __future__ import annotations

import math

import numpy as np
import pytest

from edge.audio.cue_track import URGENT_GAIN
from edge.audio.street import MASKED_DBFS, StreetLevel
from edge.audio.tones import LOUDEST
from edge.ports import BLOCK_SAMPLES


def after(level: float, seconds: float, street: StreetLevel | None = None) -> StreetLevel:
    """A street of so many dBFS for so long."""
    street = street or StreetLevel()
    noise = np.random.default_rng(3).normal(0, 32768 * math.pow(10, level / 20), BLOCK_SAMPLES)
    for _ in range(round(seconds / 0.01)):
        street.hear(np.clip(noise, -32768, 32767).astype(np.int16))
    return street


def test_a_quiet_street_leaves_warnings_as_they_are() -> None:
    for level in (-90, -60, -50):
        street = after(level, 5)
        assert street.urgent_gain == URGENT_GAIN
        assert not street.is_masked


def test_warnings_follow_a_loud_street_up_to_full_scale() -> None:
    gains = [after(level, 5).urgent_gain for level in (-44, -40, -37, -30, -20)]
    assert gains == sorted(gains)
    assert gains[0] > URGENT_GAIN
    assert gains[-1] * LOUDEST == pytest.approx(1.0, abs=0.01)


def test_beyond_the_cap_vibration_has_to_do() -> None:
    assert not after(MASKED_DBFS - 2, 5).is_masked
    assert after(MASKED_DBFS + 2, 5).is_masked


def test_a_lorry_is_followed_within_half_a_second_and_left_slowly() -> None:
    street = after(-30, 0.5, after(-70, 5))
    assert street.is_masked
    after(-70, 0.5, street)
    assert street.level > -35
    after(-70, 10, street)
    assert street.urgent_gain == URGENT_GAIN


def test_silence_is_a_level_too() -> None:
    street = StreetLevel()
    street.hear(np.zeros(BLOCK_SAMPLES, np.int16))
    assert street.level == -120
    assert street.urgent_gain == URGENT_GAIN
