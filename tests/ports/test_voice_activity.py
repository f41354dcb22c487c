"""What every detector of voice keeps to, the fake and the real ones alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.vad_silero import SileroVoiceActivity
from edge.engines.vad_webrtc import WebRtcOnset
from edge.errors import InputError
from edge.fakes.engines import FakeVoiceActivityDetector, FakeVoiceOnsetDetector
from edge.ports import BLOCK_SAMPLES, VAD_SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.ports import VoiceActivityDetector, VoiceOnsetDetector

DETECTORS = [
    FakeVoiceActivityDetector,
    pytest.param(SileroVoiceActivity, marks=pytest.mark.engines),
]
ONSETS = [FakeVoiceOnsetDetector, pytest.param(WebRtcOnset, marks=pytest.mark.engines)]


@pytest.mark.parametrize("make", DETECTORS)
def test_silence_is_no_speech_and_odd_lengths_are_refused(
    make: Callable[[], VoiceActivityDetector],
) -> None:
    detector = make()
    quiet = np.zeros(VAD_SAMPLES, dtype=np.int16)
    assert all(0.0 <= detector.speech_probability(quiet) < 0.2 for _ in range(20))
    detector.reset()
    with pytest.raises(InputError, match=str(VAD_SAMPLES)):
        detector.speech_probability(quiet[:-1])


@pytest.mark.parametrize("make", ONSETS)
def test_silence_is_no_voice_and_odd_blocks_are_refused(
    make: Callable[[], VoiceOnsetDetector],
) -> None:
    onset = make()
    quiet = np.zeros(BLOCK_SAMPLES, dtype=np.int16)
    assert not any(onset.voiced(quiet) for _ in range(20))
    with pytest.raises(InputError, match=str(BLOCK_SAMPLES)):
        onset.voiced(quiet[:-1])
