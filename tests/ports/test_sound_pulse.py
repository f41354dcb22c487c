"""The contract of microphones and loudspeakers, over PortAudio and PulseAudio's null sinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.devices.microphone_portaudio import PortAudioMicrophone
from edge.devices.speaker_portaudio import PortAudioSpeaker
from edge.devices.speaker_pulse import PulseSpeaker
from edge.settings import MicrophoneSettings, OutputSettings
from tests.ports.sound import keeps_to_the_microphone_port, keeps_to_the_speaker_port

if TYPE_CHECKING:
    from tests.pulse import PulseBench

pytestmark = pytest.mark.pulse

FIRST_CALLBACK_SECONDS = 0.3


@pytest.mark.parametrize("device", ["pulse:room.monitor", "pulse", ""])
async def test_a_sound_card_keeps_to_the_microphone_port(pulse: PulseBench, device: str) -> None:
    await keeps_to_the_microphone_port(PortAudioMicrophone(MicrophoneSettings(device=device)))


async def test_a_microphone_at_its_own_rate_keeps_to_the_port(pulse: PulseBench) -> None:
    settings = MicrophoneSettings(device="pulse:room.monitor")
    await keeps_to_the_microphone_port(PortAudioMicrophone(settings, rates=(44_100,)))


@pytest.mark.parametrize(("rate", "ears"), [(48_000, 1), (44_100, 1), (48_000, 2), (44_100, 2)])
async def test_a_sound_card_keeps_to_the_speaker_port(
    pulse: PulseBench, rate: int, ears: int
) -> None:
    speaker = PortAudioSpeaker(OutputSettings(device="pulse:room", ears=ears), rates=(rate,))
    await keeps_to_the_speaker_port(speaker, wait=FIRST_CALLBACK_SECONDS)


@pytest.mark.parametrize("ears", [1, 2])
async def test_a_named_sink_keeps_to_the_speaker_port(pulse: PulseBench, ears: int) -> None:
    speaker = PulseSpeaker(OutputSettings(device="pulse:room", ears=ears))
    await keeps_to_the_speaker_port(speaker, wait=FIRST_CALLBACK_SECONDS)
