"""The loop delay, found in noise, through fakes and through a real sound server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.output import Output
from edge.devices.loop_delay import chirp, find, measure_loop_delay
from edge.devices.microphone_portaudio import PortAudioMicrophone
from edge.devices.speaker_portaudio import PortAudioSpeaker
from edge.fakes.sound import FakeMicrophone, FakeSpeaker
from edge.settings import MicrophoneSettings, OutputSettings

if TYPE_CHECKING:
    from tests.pulse import PulseBench


@pytest.mark.parametrize("noise", [0, 300, 1500])
def test_a_quiet_chirp_is_found_in_noise(noise: int) -> None:
    sound = np.random.default_rng(3).normal(0, noise, 24_000)
    sound[7_777 : 7_777 + 1_600] += chirp(16_000) / 4
    place, confidence = find(sound.astype(np.int16), chirp(16_000))
    assert place == pytest.approx(7_777, abs=2)
    assert confidence > 0.4


@pytest.mark.parametrize("noise", [0, 300])
def test_no_chirp_has_no_confidence(noise: int) -> None:
    sound = np.random.default_rng(3).normal(0, noise, 24_000).astype(np.int16)
    assert find(sound, chirp(16_000))[1] < 0.3
    assert find(np.zeros(100, np.int16), chirp(16_000)) == (0, 0.0)


class _Air(FakeSpeaker):
    """A loudspeaker whose sound reaches a microphone later."""

    def __init__(self, microphone: FakeMicrophone, seconds: float) -> None:
        super().__init__()
        self._microphone = microphone
        self._seconds = seconds

    def _pull(self) -> None:
        super()._pull()
        at, samples = self.played[-1]
        self._microphone.hear((samples * 0.2).astype(np.int16), at + self._seconds)


async def test_the_delay_of_the_air_is_measured() -> None:
    microphone = FakeMicrophone()
    output = Output(_Air(microphone, 0.1234), OutputSettings(), asyncio.get_running_loop().time)
    await output.opened()
    found = await measure_loop_delay(output, microphone)
    await output.closed()
    assert found.was_heard
    assert found.seconds == pytest.approx(0.1234, abs=0.0005)


async def test_a_microphone_that_hears_nothing_is_told_apart() -> None:
    output = Output(FakeSpeaker(), OutputSettings(), asyncio.get_running_loop().time)
    await output.opened()
    found = await measure_loop_delay(output, FakeMicrophone())
    await output.closed()
    assert not found.was_heard


@pytest.mark.pulse
async def test_the_loop_through_a_sound_server_is_what_its_driver_says(pulse: PulseBench) -> None:
    settings = OutputSettings(device="pulse:room", latency_seconds=0.06)
    output = Output(PortAudioSpeaker(settings), settings, asyncio.get_running_loop().time)
    microphone = PortAudioMicrophone(MicrophoneSettings(device="pulse:room.monitor"))
    await output.opened()
    found = await measure_loop_delay(output, microphone)
    again = await measure_loop_delay(output, microphone)
    await output.closed()
    assert found.was_heard
    assert found.seconds == pytest.approx(output.speaker.delay(), abs=0.03)
    assert again.seconds == pytest.approx(found.seconds, abs=0.015)
