"""What listening costs while nobody calls: CPU seconds of the process for each second of sound."""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from typing import TYPE_CHECKING

import numpy as np

from edge import app
from edge.bench import speech
from edge.bench.rows import row
from edge.bench.stage import FedMicrophone, stage, stock
from edge.devices.speaker_null import NullSpeaker

if TYPE_CHECKING:
    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.ports import Render

SECONDS = 10.0
"""Of each piece."""
PIECES = 4
WARM_SECONDS = 3.0
UNIT = "CPU s per s"


class ClosedSpeaker(NullSpeaker):
    """An output that never asks for sound: that is the driver's share."""

    def start(self, render: Render) -> None:
        """Nothing calls."""


async def rows(asked: Asked) -> list[Row]:
    """In wake-word mode, in real time; fewer turns: shorter pieces.

    `idle_pace` is what handing in 100 blocks a second costs by itself, in the driver's stead; it
    is not part of the two rows before it.
    """
    seconds = min(SECONDS, asked.turns * SECONDS / 20)
    voice = await asyncio.to_thread(speech.spoken, speech.STATEMENT)
    talk = np.tile(voice, 1 + int(seconds * PIECES))
    pace = await _pace(seconds)
    bare = statistics.median(pace)
    engines = await app.load_engines(stock("wake word"), hears=True)
    async with stage(stock("wake word"), engines, ClosedSpeaker()) as world:
        await asyncio.sleep(WARM_SECONDS)
        quiet = await pieces(seconds)
        world.microphone.say(talk)
        await asyncio.sleep(WARM_SECONDS)
        spoken = await pieces(seconds)
    return [
        row("idle_quiet", UNIT, [value - bare for value in quiet], 4),
        row("idle_speech", UNIT, [value - bare for value in spoken], 4),
        row("idle_pace", UNIT, pace, 4),
    ]


async def _pace(seconds: float) -> list[float]:
    """The same microphone with nobody who listens."""

    async def hand_in() -> None:
        async for _ in FedMicrophone().blocks():
            pass

    handing = asyncio.create_task(hand_in())
    await asyncio.sleep(0.5)
    found = await pieces(seconds)
    handing.cancel()
    return found


async def pieces(seconds: float) -> list[float]:
    """CPU seconds a second, PIECES times."""
    gc.collect()
    found = []
    for _ in range(PIECES):
        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.sleep(seconds)
        found.append((time.process_time() - cpu) / (time.perf_counter() - wall))
    return found
