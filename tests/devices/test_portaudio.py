"""Real streams through PulseAudio: what is recorded is what was played, and plugs are pulled."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.output import Output
from edge.devices.microphone_portaudio import PortAudioMicrophone
from edge.devices.native_stderr import native_stderr_to_log
from edge.devices.portaudio import list_devices
from edge.devices.speaker_portaudio import PortAudioSpeaker
from edge.errors import DeviceError
from edge.settings import MicrophoneSettings, OutputSettings
from tests.ports.sound import first_blocks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from numpy.typing import NDArray

    from edge.ports import Samples
    from tests.pulse import PulseBench

pytestmark = pytest.mark.pulse

ROOM, EAR = 0, 2
"""Channels of the bench's recording."""


@contextlib.asynccontextmanager
async def opened(sink: str, latency: float = 0.06) -> AsyncIterator[Output]:
    settings = OutputSettings(name=sink, device=f"pulse:{sink}", latency_seconds=latency)
    output = Output(PortAudioSpeaker(settings), settings, asyncio.get_running_loop().time)
    await output.opened()
    try:
        while output.callbacks < 20:  # noqa: ASYNC110 - the callback wakes nobody
            await asyncio.sleep(0.01)
        yield output
    finally:
        await output.closed()


def tone(hertz: float, seconds: float) -> Samples:
    time = np.arange(round(48_000 * seconds)) / 48_000
    return (10_000 * np.sin(2 * np.pi * hertz * time)).astype(np.int16)


def loudest(sound: Samples) -> float:
    """The frequency with most power, in Hz."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * 48_000 / len(sound))


async def test_the_server_is_listed(pulse: PulseBench) -> None:
    cards = await asyncio.to_thread(list_devices)
    assert "pulse" in [card.name for card in cards]


DROPOUT_SAMPLES = 100
"""A tone is never silent for 2 ms; PulseAudio, when it was not given time to run, is."""
ATTEMPTS = 5


async def _paused_tone(pulse: PulseBench) -> tuple[int, NDArray[np.int_]]:
    """One second of a tone, paused after 0.4 s for 0.5 s: where, and the loud samples recorded."""
    with pulse.recording() as recording:
        async with opened("room") as output:
            output.begin()
            await output.write(tone(440, 1.0))
            output.finish()
            await asyncio.sleep(0.4)
            output.pause()
            await asyncio.sleep(0.5)
            position = output.rendered()
            assert output.heard() == position
            output.resume()
            await output.drained()
            await asyncio.sleep(0.2)
    sound = recording.sound[:, ROOM].astype(int)
    return position, np.flatnonzero(np.abs(sound) > 300)


async def test_a_pause_is_silence_in_the_recording_and_resumes_at_the_same_sample(
    pulse: PulseBench,
) -> None:
    for _ in range(ATTEMPTS):
        position, loud = await _paused_tone(pulse)
        gaps = np.diff(loud)
        if np.count_nonzero(gaps > DROPOUT_SAMPLES) == 1:
            break
    else:
        pytest.skip(f"too busy here: PulseAudio dropped sound in {ATTEMPTS} recordings")
    gap = int(gaps.argmax())
    assert gaps[gap] / 48_000 == pytest.approx(0.5, abs=0.15)
    assert loud[gap] - loud[0] == pytest.approx(position, abs=200)
    assert loud[-1] - loud[0] - gaps[gap] == pytest.approx(48_000, abs=300)


async def test_two_outputs_play_two_things_at_once(pulse: PulseBench) -> None:
    with pulse.recording() as recording:
        async with opened("room") as room, opened("ear") as ear:
            for output, hertz in ((room, 440), (ear, 1000)):
                output.begin()
                await output.write(tone(hertz, 0.6))
                output.finish()
            await asyncio.gather(room.drained(), ear.drained())
            await asyncio.sleep(0.2)
    for channel, hertz in ((ROOM, 440), (EAR, 1000)):
        start = int(recording.onset(channel) * 48_000)
        assert loudest(recording.sound[start : start + 24_000, channel]) == pytest.approx(
            hertz, abs=4
        )


async def test_what_is_said_to_be_heard_is_what_the_monitor_heard(pulse: PulseBench) -> None:
    microphone = PortAudioMicrophone(MicrophoneSettings(device="pulse:room.monitor"))
    async with opened("room") as output:
        source = microphone.blocks()
        await anext(aiter(source))
        output.begin()
        await output.write(tone(440, 0.5))
        output.finish()
        onset = 0.0
        async for block in source:
            if np.abs(block.samples).max() > 300:
                onset = block.at - 0.01 + int(np.argmax(np.abs(block.samples) > 300)) / 16_000
                break
        await source.aclose()  # type: ignore[attr-defined]  # it is a generator
        assert output.first_handed is not None
        assert onset - output.first_handed == pytest.approx(output.speaker.delay(), abs=0.03)


async def test_what_does_not_exist_is_one_sentence(pulse: PulseBench) -> None:
    for device, complaint in (
        ("Blue Yeti", r'no microphone is named like "Blue Yeti" \(known: .*pulse'),
        ("pulse:nowhere", 'cannot open the microphone "pulse:nowhere"'),
    ):
        with pytest.raises(DeviceError, match=complaint):
            await first_blocks(PortAudioMicrophone(MicrophoneSettings(device=device)), 1)
    speaker = PortAudioSpeaker(OutputSettings(device="Bose"))
    with pytest.raises(DeviceError, match='no loudspeaker is named like "Bose"'):
        await asyncio.to_thread(speaker.start, lambda count: np.zeros(count, np.int16))


def test_what_c_libraries_write_goes_to_the_log(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG), native_stderr_to_log():
        os.write(2, b"ALSA lib pcm.c: cannot find card\n")
        with native_stderr_to_log():
            os.write(2, b"nested\n")
    os.write(2, b"after\n")
    assert [record.message for record in caplog.records] == [
        "ALSA lib pcm.c: cannot find card",
        "nested",
    ]
    assert capfd.readouterr().err == "after\n"


async def test_an_opening_that_is_cancelled_leaves_no_stream_behind(pulse: PulseBench) -> None:
    settings = OutputSettings(name="room", device="pulse:room")
    output = Output(PortAudioSpeaker(settings), settings, asyncio.get_running_loop().time)
    opening = asyncio.create_task(output.opened())
    await asyncio.sleep(0.005)
    opening.cancel()
    await output.closed()
    await asyncio.sleep(0.2)
    callbacks = output.callbacks
    await asyncio.sleep(0.3)
    assert output.callbacks == callbacks
