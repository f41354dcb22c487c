"""The contract of echo cancellers, over the fake and WebRTC's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.level import rms
from edge.engines.aec_webrtc import WebRtcEchoCanceller
from edge.fakes.sound import FakeEchoCanceller
from edge.ports import BLOCK_SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.ports import EchoCanceller, Samples


def webrtc() -> WebRtcEchoCanceller:
    """Without gain control, which makes what is left louder again."""
    return WebRtcEchoCanceller(gain_control=False)


CANCELLERS = pytest.mark.parametrize(
    "make",
    [FakeEchoCanceller, pytest.param(webrtc, marks=pytest.mark.engines)],
)
SECONDS = 6


def own_voice() -> Samples:
    """Noise that comes and goes as speech does."""
    chance = np.random.default_rng(5)
    loudness = np.repeat(chance.uniform(0, 1, SECONDS * 5) ** 2, 3_200)
    return (chance.normal(0, 3_000, len(loudness)) * loudness).astype(np.int16)


def run(canceller: EchoCanceller, heard: Samples, played: Samples) -> Samples:
    starts = range(0, len(heard), BLOCK_SAMPLES)
    ends = [start + BLOCK_SAMPLES for start in starts]
    return np.concatenate(
        [canceller.cancel(heard[a:b], played[a:b]) for a, b in zip(starts, ends, strict=True)]
    )


@CANCELLERS
def test_a_block_stays_a_block_and_the_callers_sound_is_untouched(
    make: Callable[[], EchoCanceller],
) -> None:
    heard, played = own_voice()[:BLOCK_SAMPLES], own_voice()[:BLOCK_SAMPLES]
    before = heard.copy(), played.copy()
    cleaned = make().cancel(heard, played)
    assert cleaned.shape == (BLOCK_SAMPLES,)
    assert cleaned.dtype == np.int16
    assert np.array_equal(heard, before[0])
    assert np.array_equal(played, before[1])


@CANCELLERS
def test_what_was_played_is_removed(make: Callable[[], EchoCanceller]) -> None:
    voice = own_voice()
    left = run(make(), voice, voice)
    assert rms(left[-32_000:]) < rms(voice[-32_000:]) / 10


@CANCELLERS
def test_blocks_that_were_returned_do_not_change_later(make: Callable[[], EchoCanceller]) -> None:
    canceller, voice = make(), own_voice()
    silence = np.zeros(BLOCK_SAMPLES, np.int16)
    first = canceller.cancel(voice[:BLOCK_SAMPLES], silence)
    kept = first.copy()
    canceller.cancel(voice[BLOCK_SAMPLES : 2 * BLOCK_SAMPLES], silence)
    assert np.array_equal(first, kept)
