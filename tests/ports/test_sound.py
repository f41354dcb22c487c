"""The contract of microphones and loudspeakers, over fakes and over what needs no sound card."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.wav import write_wav
from edge.devices.microphone_stdin import StdinMicrophone
from edge.devices.microphone_wav import WavMicrophone
from edge.devices.speaker_null import NullSpeaker
from edge.devices.speaker_stdout import StdoutSpeaker
from edge.devices.speaker_wav import WavSpeaker
from edge.fakes.sound import FakeMicrophone, FakeSpeaker
from tests.ports.sound import keeps_to_the_microphone_port, keeps_to_the_speaker_port

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def second(tmp_path: Path) -> Path:
    write_wav(tmp_path / "second.wav", np.arange(16_000, dtype=np.int16))
    return tmp_path / "second.wav"


@pytest.fixture
def file_at_real_speed(second: Path) -> WavMicrophone:
    return WavMicrophone(second)


@pytest.fixture
def file_at_once(second: Path) -> WavMicrophone:
    return WavMicrophone(second, "fast")


@pytest.fixture
def wav_speaker(tmp_path: Path) -> WavSpeaker:
    return WavSpeaker(tmp_path / "played.wav")


async def test_the_fake_microphone_keeps_to_the_port() -> None:
    await keeps_to_the_microphone_port(FakeMicrophone())


async def test_a_file_keeps_to_the_microphone_port(file_at_real_speed: WavMicrophone) -> None:
    await keeps_to_the_microphone_port(file_at_real_speed)


async def test_a_fast_file_keeps_to_it_with_times_that_follow_the_sound(
    file_at_once: WavMicrophone,
) -> None:
    await keeps_to_the_microphone_port(file_at_once, real_time=False)


@pytest.mark.engines
async def test_standard_input_keeps_to_the_microphone_port() -> None:
    sound = io.BytesIO(np.arange(16_000, dtype=np.int16).tobytes())
    await keeps_to_the_microphone_port(StdinMicrophone(sound), real_time=False, times_opened=1)


EARS = pytest.mark.parametrize("channels", [1, 2])


@EARS
@pytest.mark.parametrize("rate", [16_000, 48_000])
async def test_the_fake_speaker_keeps_to_the_port(rate: int, channels: int) -> None:
    await keeps_to_the_speaker_port(FakeSpeaker(rate=rate, channels=channels))


@EARS
async def test_the_null_speaker_keeps_to_the_port(channels: int) -> None:
    await keeps_to_the_speaker_port(NullSpeaker(channels=channels))


@EARS
@pytest.mark.engines
async def test_the_stdout_speaker_keeps_to_the_port(channels: int) -> None:
    await keeps_to_the_speaker_port(StdoutSpeaker(io.BytesIO(), channels=channels))


@pytest.mark.engines
async def test_the_null_speaker_keeps_true_time() -> None:
    await keeps_to_the_speaker_port(NullSpeaker())
