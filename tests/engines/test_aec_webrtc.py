"""WebRTC's echo canceller on speech that comes back through a real room."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.level import dbfs, rms
from edge.audio.wav import read_wav
from edge.engines.aec_webrtc import WebRtcEchoCanceller
from edge.errors import EngineError
from edge.ports import BLOCK_SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Samples

pytestmark = pytest.mark.engines

log = logging.getLogger(__name__)

CONVERGED_SECONDS = 3
RATE = 16_000


def in_room(sound: Samples, response: Samples, late: int, level: float) -> Samples:
    """`sound` as a microphone hears it: through the room, later, at an RMS level."""
    size = 1 << (len(sound) + len(response)).bit_length()
    wave = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response.astype(float), size))
    heard = np.concatenate([np.zeros(late), wave[: len(sound)]])[: len(sound)]
    echo: Samples = np.clip(heard * level / heard.std(), -32768, 32767).astype(np.int16)
    return echo


def cancelled(canceller: WebRtcEchoCanceller, heard: Samples, played: Samples) -> Samples:
    size = BLOCK_SAMPLES
    blocks = [
        canceller.cancel(heard[at : at + size], played[at : at + size])
        for at in range(0, min(len(heard), len(played)) - size + 1, size)
    ]
    return np.concatenate(blocks)


def own_speech(shared: Path) -> Samples:
    files = ("LJ001-0004", "LJ001-0006", "librispeech-1995-1837-0001", "jfk")
    return np.concatenate([read_wav(shared / f"data/speech/en/{name}.wav") for name in files])


@pytest.mark.parametrize("room", ["rir1", "rir2", "rir4"])
@pytest.mark.parametrize("late", [960, 3200])
def test_speech_that_comes_back_through_a_room_is_removed(
    shared: Path, room: str, late: int
) -> None:
    played = own_speech(shared)
    echo = in_room(played, read_wav(shared / f"data/speech/rir/{room}.wav"), late, 1500.0)
    left = cancelled(WebRtcEchoCanceller(gain_control=False), echo, played)
    start = CONVERGED_SECONDS * RATE
    removed = dbfs(echo[start:]) - dbfs(left[start:])
    log.info("%s, %d ms late: %.1f dB removed", room, late // 16, removed)
    assert removed >= 25


def test_the_near_speaker_is_kept_where_there_is_no_echo(shared: Path) -> None:
    heard = own_speech(shared)[: 10 * RATE]
    left = cancelled(WebRtcEchoCanceller(gain_control=False), heard, np.zeros_like(heard))
    assert abs(dbfs(left) - dbfs(heard)) < 3


@pytest.mark.parametrize("name", ["9mkQhVtzTEy2hDk-6u2Sww_farend_singletalk"])
def test_a_real_recording_of_an_echo_is_removed(shared: Path, name: str) -> None:
    folder = shared / "data/speech/aec"
    heard, played = (read_wav(folder / f"{name}_{kind}.wav") for kind in ("mic", "lpb"))
    left = cancelled(WebRtcEchoCanceller(gain_control=False), heard, played)
    start = CONVERGED_SECONDS * RATE
    removed = dbfs(heard[start : len(left)]) - dbfs(left[start:])
    log.info("%s: %.1f dB removed", name, removed)
    assert removed >= 10


def test_noise_suppression_can_be_switched() -> None:
    noise = np.random.default_rng(1).normal(0, 400, 6 * RATE).astype(np.int16)
    silence = np.zeros_like(noise)
    kept, suppressed = (
        cancelled(WebRtcEchoCanceller(noise_suppression=on, gain_control=False), noise, silence)
        for on in (False, True)
    )
    assert rms(suppressed[-RATE:]) < rms(kept[-RATE:]) / 2


def test_a_quiet_room_costs_nothing_and_the_first_sound_is_processed_again() -> None:
    canceller = WebRtcEchoCanceller(gain_control=False)
    quiet = np.random.default_rng(1).normal(0, 10, 4 * RATE).astype(np.int16)
    left = cancelled(canceller, quiet, np.zeros_like(quiet))
    assert np.array_equal(left[-RATE:], quiet[-RATE:])
    loud = np.random.default_rng(1).normal(0, 4000, 160).astype(np.int16)
    assert not np.array_equal(canceller.cancel(loud, np.zeros_like(loud)), loud)


def test_a_block_of_another_size_is_refused() -> None:
    with pytest.raises(EngineError, match="a block has 160 samples"):
        WebRtcEchoCanceller().cancel(np.zeros(80, np.int16), np.zeros(160, np.int16))
