"""A sink that goes in mid-speech: nothing sounds elsewhere, and the rest when it is back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.output import Output
from edge.devices import pulse as libpulse
from edge.devices.reconnect import keep_open
from edge.devices.speaker_pulse import PulseSpeaker
from edge.errors import DeviceError
from edge.settings import OutputSettings
from tests.devices.test_reconnect import Story, running
from tests.pulse import LAB, RATE, PulseBench

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.pulse

ROOM, EAR = 0, 2
"""Channels of the bench's recording."""
SAID_SECONDS = 4.0
AUDIBLE = 60
MOVED_SECONDS = 0.3
"""Until a server's word that it moved a stream is heard, and the stream ended."""


def private_output() -> Output:
    settings = OutputSettings(name="ear", device="pulse:ear", audience="owner")
    return Output(PulseSpeaker(settings), settings, asyncio.get_running_loop().time)


def tone() -> np.ndarray:
    time = np.arange(round(RATE * SAID_SECONDS)) / RATE
    return (10_000 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not reached():  # noqa: ASYNC110 - the other side wakes nobody
            await asyncio.sleep(0.02)


async def test_what_is_said_in_the_ear_does_not_sound_in_the_room_when_the_ear_goes(
    pulse: PulseBench,
) -> None:
    output, story = private_output(), Story()
    with pulse.recording() as recording:
        keeping = asyncio.create_task(keep_open(output, story.lost, story.found))
        async with running(keeping):
            await until(lambda: output.callbacks > 350)  # the watchdog's first seconds are over
            output.begin()
            saying = asyncio.create_task(output.write(tone()))
            await until(lambda: output.heard() > RATE)
            await asyncio.to_thread(pulse.unload, "ear")
            gone = recording.frames
            await story.until(1)
            await asyncio.sleep(0.5)
            back = recording.frames
            pulse.add_sink("ear", LAB[2:])
            await story.until(2)
            await saying
            output.finish()
            await asyncio.wait_for(output.drained(), 10)
            await asyncio.sleep(0.3)
    sound = np.abs(recording.sound.astype(int))
    assert story.lines == ['lost: the output "ear" takes no sound any more', "found"]
    assert sound[:, ROOM].max() == 0, "not one sample of it"
    assert sound[:gone, EAR].max() > sound[gone + RATE // 10 : back].max() == 0
    played = np.count_nonzero(sound[:, EAR] > AUDIBLE) / RATE
    assert SAID_SECONDS - 0.2 < played <= SAID_SECONDS, "the rest of it, when the ear is back"


async def test_nobody_moves_what_is_said_in_the_ear(pulse: PulseBench) -> None:
    output = private_output()
    await output.opened()
    try:
        assert not await asyncio.to_thread(pulse.move, "ear", "room")
    finally:
        await output.closed()


async def test_a_server_that_moves_it_all_the_same_hears_no_more_of_it(
    pulse: PulseBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libpulse, "DONT_MOVE", 0)
    output = private_output()
    with pulse.recording() as recording:
        await output.opened()
        try:
            output.begin()
            saying = asyncio.create_task(output.write(tone()))
            await until(lambda: output.heard() > RATE // 4)
            assert await asyncio.to_thread(pulse.move, "ear", "room")
            await asyncio.sleep(1.0)
            output.drop()
            await saying
        finally:
            await output.closed()
    audible = np.abs(recording.sound[:, ROOM].astype(int)) > AUDIBLE
    assert np.count_nonzero(audible) / RATE < MOVED_SECONDS


async def test_a_sink_that_does_not_exist_is_one_sentence(pulse: PulseBench) -> None:
    speaker = PulseSpeaker(OutputSettings(device="pulse:nowhere"))
    complaint = 'cannot open the loudspeaker "pulse:nowhere": No such entity'
    with pytest.raises(DeviceError, match=complaint):
        await asyncio.to_thread(speaker.start, lambda count: np.zeros(count, np.int16))


async def test_no_sound_server_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    speaker = PulseSpeaker(OutputSettings(device="pulse:ear"))
    with pytest.raises(DeviceError, match='"pulse:ear": Connection refused'):
        await asyncio.to_thread(speaker.start, lambda count: np.zeros(count, np.int16))
