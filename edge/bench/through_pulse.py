"""The same conversation through a real sound driver: PortAudio on PulseAudio's null sinks.

Where PulseAudio is not installed the rows are there with n = 0.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from edge import app
from edge.audio.level import rms
from edge.audio.wav import write_wav
from edge.bench import pulse, speech
from edge.bench.idle import UNIT, pieces
from edge.bench.rows import milliseconds, row
from edge.bench.stage import stage, stock
from edge.devices.microphone_portaudio import PortAudioMicrophone
from edge.devices.speaker_portaudio import PortAudioSpeaker
from edge.events import PlaybackFinished
from edge.settings import MicrophoneSettings, OutputSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.bench.stage import Stage
    from edge.modes.parts import Engines
    from edge.ports import Block, Render, Samples, Speaker

VOICED_SHARE = 0.05
PAUSE_SECONDS = 1.0
MOST_TURNS = 20


class TappedMicrophone:
    """A microphone, and when it handed in which level."""

    name = "bench"

    def __init__(self) -> None:
        self._card = PortAudioMicrophone(MicrophoneSettings(name=self.name))
        self.levels: list[tuple[float, float]] = []

    async def blocks(self) -> AsyncIterator[Block]:
        clock = asyncio.get_running_loop().time
        async for block in self._card.blocks():
            self.levels.append((clock(), rms(block.samples)))
            yield block

    def last_voiced(self, since: float) -> float:
        """When the last block with voice in it was handed in."""
        heard = [(at, level) for at, level in self.levels if at >= since]
        loud = VOICED_SHARE * max(level for _, level in heard)
        return max(at for at, level in heard if level > loud)


class WatchedSpeaker:
    """A loudspeaker, and when it was handed blocks with sound in them."""

    def __init__(self, ears: int = 1) -> None:
        self._card: Speaker = PortAudioSpeaker(OutputSettings(name="bench", ears=ears))
        self._clock = asyncio.get_running_loop().time
        self.name, self.rate = self._card.name, self._card.rate
        self.channels, self.blocks_caller = self._card.channels, self._card.blocks_caller
        self.sounding: list[float] = []

    def start(self, render: Render) -> None:
        def watched(count: int) -> Samples:
            samples = render(count)
            if samples.any():
                self.sounding.append(self._clock())
            return samples

        self._card.start(watched)

    def delay(self) -> float:
        return self._card.delay()

    def stop(self) -> None:
        self._card.stop()

    def first_since(self, moment: float) -> float | None:
        return next((at for at in self.sounding if at >= moment), None)


async def rows(asked: Asked) -> list[Row]:
    """Spoken commands with our own engines, and what the driver costs with nobody listening."""
    if absent := pulse.missing():
        print(f"not measured through PulseAudio; missing: {absent}", file=sys.stderr)
        return [row("first_sound_pulse", "ms", []), row("idle_driver", UNIT, [])]
    sounds = [await asyncio.to_thread(speech.spoken, text) for text in speech.COMMANDS]
    engines = await app.load_engines(stock(), hears=True)
    with ExitStack() as opened:
        await asyncio.to_thread(opened.enter_context, pulse.server())
        firsts = await _first_sounds(engines, sounds, min(asked.turns, MOST_TURNS))
        driver = await _driver(min(10.0, asked.turns / 2))
    return [
        row("first_sound_pulse", "ms", milliseconds(firsts)),
        row("idle_driver", UNIT, driver, 4),
    ]


async def _first_sounds(engines: Engines, sounds: list[Samples], turns: int) -> list[float]:
    speaker, microphone = WatchedSpeaker(), TappedMicrophone()
    found: list[float] = []
    async with stage(stock(), engines, speaker, microphone) as world:
        await asyncio.sleep(PAUSE_SECONDS)
        for turn in range(turns):
            began = asyncio.get_running_loop().time()
            await _say(sounds[turn % len(sounds)])
            if await world.until(lambda: speaker.first_since(microphone.last_voiced(began))):  # noqa: B023 - called before the next turn
                ended = microphone.last_voiced(began)
                found += [at - ended for at in [speaker.first_since(ended)] if at is not None]
            await _quiet(world, began)
    return found


async def _quiet(world: Stage, since: float) -> None:
    await world.until(lambda: world.happened(PlaybackFinished, since), 20.0)
    await asyncio.sleep(PAUSE_SECONDS)


async def _say(sound: Samples) -> None:
    """Play into the room; returns when the player has ended."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        await asyncio.to_thread(write_wav, path, sound)
        player = await asyncio.to_thread(pulse.play, path)
        await asyncio.to_thread(player.wait)


async def _driver(seconds: float) -> list[float]:
    """PortAudio in and out with nothing behind it."""

    async def take() -> None:
        async for _ in PortAudioMicrophone(MicrophoneSettings()).blocks():
            pass

    speaker = PortAudioSpeaker(OutputSettings())
    await asyncio.to_thread(speaker.start, lambda count: np.zeros(count, np.int16))
    taking = asyncio.create_task(take())
    await asyncio.sleep(PAUSE_SECONDS)
    found = await pieces(seconds / 4)
    taking.cancel()
    await asyncio.gather(taking, return_exceptions=True)
    await asyncio.to_thread(speaker.stop)
    return found
