"""A recording at a low rate gets a faint hiss where its tones are missing, and only there."""

from __future__ import annotations

import numpy as np
import pytest

from edge.audio.narrow_band import HISS_DB, with_hiss_above
from edge.ports import LISTENING_RATE

TIME = np.arange(LISTENING_RATE) / LISTENING_RATE
TONE = (10_000 * np.sin(2 * np.pi * 440 * TIME)).astype(np.int16)


def test_the_hiss_lies_above_the_tones_and_well_below_their_level() -> None:
    added = with_hiss_above(TONE, 4_000).astype(float) - TONE
    spectrum = np.abs(np.fft.rfft(added)) ** 2
    assert spectrum[:3_950].sum() < 0.01 * spectrum.sum()
    level = np.sqrt(np.mean(added**2) / np.mean(TONE.astype(float) ** 2))
    assert 20 * np.log10(level) == pytest.approx(HISS_DB, abs=1)


def test_the_hiss_is_the_same_every_time() -> None:
    assert np.array_equal(with_hiss_above(TONE, 4_000), with_hiss_above(TONE, 4_000))


@pytest.mark.parametrize("samples", [np.zeros(0, np.int16), np.zeros(8_000, np.int16)])
def test_silence_stays_silent(samples: np.ndarray) -> None:
    assert np.array_equal(with_hiss_above(samples, 4_000), samples)
