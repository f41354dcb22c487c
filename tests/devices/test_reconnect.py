"""Pulled plugs: told once, and on again when the device is back."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.output import Output
from edge.devices.microphone_portaudio import PortAudioMicrophone
from edge.devices.reconnect import keep_open, persistent
from edge.devices.speaker_portaudio import PortAudioSpeaker
from edge.devices.speaker_pulse import PulseSpeaker
from edge.fakes.sound import FakeMicrophone, FakeSpeaker
from edge.settings import MicrophoneSettings, OutputSettings
from tests.pulse import IDLE_SECONDS, PulseBench, running_pulse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Microphone


class Story:
    """What was told, in order."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.blocks = 0

    def lost(self, reason: str) -> None:
        self.lines.append(f"lost: {reason}")

    def found(self) -> None:
        self.lines.append("found")

    async def listen(self, microphone: Microphone) -> None:
        async for _ in persistent(microphone.blocks, self.lost, self.found):
            self.blocks += 1

    async def until(self, lines: int) -> None:
        async with asyncio.timeout(8):
            while len(self.lines) < lines:  # noqa: ASYNC110 - callbacks tell, nobody wakes
                await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def running(*tasks: asyncio.Task[None]) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def opened_output(speaker: FakeSpeaker) -> Output:
    return Output(speaker, OutputSettings(name="room"), asyncio.get_running_loop().time)


async def test_a_microphone_is_heard_again_after_it_was_unplugged() -> None:
    microphone, story = FakeMicrophone(), Story()
    listening = asyncio.create_task(story.listen(microphone))
    async with running(listening):
        await asyncio.sleep(1.0)
        microphone.unplug()
        await asyncio.sleep(5.0)
        assert story.lines == ['lost: the microphone "fake microphone" was unplugged']
        heard = story.blocks
        microphone.plug_in()
        await asyncio.sleep(2.0)
        assert story.lines[1:] == ["found"]
        assert story.blocks > heard + 90


async def test_a_microphone_that_ends_is_not_opened_again() -> None:
    microphone, story = FakeMicrophone(), Story()
    asyncio.get_running_loop().call_later(1.0, microphone.end)
    await asyncio.wait_for(story.listen(microphone), 2.0)
    assert story.lines == []


async def test_a_speaker_that_stalls_is_opened_again_and_speech_goes_on() -> None:
    speaker, story = FakeSpeaker(), Story()
    output = opened_output(speaker)
    keeping = asyncio.create_task(keep_open(output, story.lost, story.found))
    async with running(keeping):
        await asyncio.sleep(1.0)
        output.begin()
        await output.write(np.full(16_000, 1000, np.int16))
        output.finish()
        await asyncio.sleep(0.2)
        speaker.stall()
        await asyncio.sleep(8.0)
        assert story.lines == ['lost: the output "room" takes no sound any more']
        speaker.stall(False)
        await asyncio.wait_for(output.drained(), 10.0)
        assert story.lines[1:] == ["found"]
        assert output.heard() == 16_000


async def test_a_speaker_that_is_missing_from_the_start_is_found_later() -> None:
    speaker, story = FakeSpeaker(), Story()
    speaker.unplug()
    keeping = asyncio.create_task(keep_open(opened_output(speaker), story.lost, story.found))
    async with running(keeping):
        await asyncio.sleep(3.0)
        assert story.lines == ['lost: the output "fake speaker" is not plugged in']
        speaker.plug_in()
        await asyncio.sleep(2.0)
        assert story.lines[1:] == ["found"]


def plug_in(bench: PulseBench) -> None:
    bench.load("usb", "module-null-sink", "sink_name=usb", "rate=48000")
    bench.keep_awake("usb")


@pytest.mark.pulse
@pytest.mark.parametrize(
    ("accident", "kind"),
    [
        ("unplugged", PulseSpeaker),
        ("server crashed", PulseSpeaker),
        ("server crashed", PortAudioSpeaker),
    ],
)
async def test_real_devices_are_lost_and_found_in_mid_play(
    accident: str, kind: type[PulseSpeaker | PortAudioSpeaker]
) -> None:
    with running_pulse() as bench:
        plug_in(bench)
        await asyncio.sleep(IDLE_SECONDS)
        ears, mouth = Story(), Story()
        settings = OutputSettings(name="usb", device="pulse:usb")
        output = Output(kind(settings), settings, asyncio.get_running_loop().time)
        microphone = PortAudioMicrophone(MicrophoneSettings(device="pulse:usb.monitor"))
        keeping = asyncio.create_task(keep_open(output, mouth.lost, mouth.found))
        listening = asyncio.create_task(ears.listen(microphone))
        async with running(keeping, listening):
            await asyncio.sleep(0.5)
            output.begin()
            await output.write(np.full(48_000, 1000, np.int16))
            await asyncio.sleep(0.3)
            if accident == "unplugged":
                bench.unload("usb")
            else:
                bench.crash()
            await ears.until(1)
            await mouth.until(1)
            if accident == "server crashed":
                bench.start()
            plug_in(bench)
            await ears.until(2)
            await mouth.until(2)
            assert ears.lines[1:] == mouth.lines[1:] == ["found"]
            output.finish()
            await asyncio.wait_for(output.drained(), 10)
            assert output.heard() == 48_000
