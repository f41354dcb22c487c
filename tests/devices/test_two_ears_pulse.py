"""Warnings for two ears, and for one on a card that has two, as a PulseAudio sink hears them."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.output import Output
from edge.audio.placing import far_ear_gain, interaural_seconds
from edge.devices.speaker_portaudio import PortAudioSpeaker
from edge.devices.speaker_pulse import PulseSpeaker
from edge.ports import HazardCue
from edge.settings import OutputSettings
from tests.pulse import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.pulse import PulseBench

pytestmark = pytest.mark.pulse
LEFT, RIGHT = 2, 3
"""The channels of the sink `ear` in the lab."""
SPEAKERS = [PortAudioSpeaker, PulseSpeaker]


async def heard(
    pulse: PulseBench, kind: type[PortAudioSpeaker | PulseSpeaker], ears: int
) -> NDArray[np.float64]:
    """A warning from 45 degrees to the right: shape (n, 2), left and right."""
    settings = OutputSettings(name="ear", device="pulse:ear", ears=ears)
    output = Output(kind(settings), settings, time.monotonic)
    await output.opened()
    with pulse.recording() as recording:
        await asyncio.sleep(0.5)
        output.signals.warn(HazardCue(kind="obstacle", zone=3, degrees=45.0))
        await asyncio.sleep(0.8)
    await output.closed()
    sound = recording.sound[:, [LEFT, RIGHT]].astype(float)
    assert np.abs(sound).max() > 5000
    return sound


@pytest.mark.parametrize("kind", SPEAKERS)
async def test_two_ears_hear_from_the_side(
    pulse: PulseBench, kind: type[PortAudioSpeaker | PulseSpeaker]
) -> None:
    left, right = (await heard(pulse, kind, 2)).T
    share = np.abs(left).max() / np.abs(right).max()
    assert share == pytest.approx(far_ear_gain(45), abs=0.03)
    late = int(np.correlate(left, right, "same").argmax()) - len(left) // 2
    assert late / RATE == pytest.approx(interaural_seconds(45), abs=2 / RATE)


@pytest.mark.parametrize("kind", SPEAKERS)
async def test_one_ear_gets_the_same_on_both_sides_of_a_card(
    pulse: PulseBench, kind: type[PortAudioSpeaker | PulseSpeaker]
) -> None:
    left, right = (await heard(pulse, kind, 1)).T
    assert np.abs(left - right).max() <= 1
