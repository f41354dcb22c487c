"""What listening costs while nobody calls: CPU seconds of the process for each second of sound."""

from __future__ import annotations

import asyncio
import gc
import time
from typing import TYPE_CHECKING

import numpy as np

from edge import app
from edge.bench import speech
from edge.bench.rows import row
from edge.bench.stage import stage, stock

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bench.asked import Asked
    from edge.bench.rows import Row

SECONDS = 10.0
"""Of each piece."""
PIECES = 4
WARM_SECONDS = 3.0


async def rows(asked: Asked) -> list[Row]:
    """In wake-word mode, in real time, without the sound driver; fewer turns: shorter pieces."""
    seconds = min(SECONDS, asked.turns * SECONDS / 20)
    voice = await asyncio.to_thread(speech.spoken, speech.STATEMENT)
    engines = await app.load_engines(stock("wake word"), hears=True)
    talk = np.tile(voice, 1 + int(seconds * PIECES))
    async with stage(stock("wake word"), engines) as world:
        await asyncio.sleep(WARM_SECONDS)
        quiet = await _pieces(seconds, lambda: None)
        spoken = await _pieces(seconds, lambda: world.microphone.say(talk))
    return [
        row("idle_quiet", "CPU s per s", quiet, 4),
        row("idle_speech", "CPU s per s", spoken, 4),
    ]


async def _pieces(seconds: float, begin: Callable[[], object]) -> list[float]:
    gc.collect()
    begin()
    found = []
    for _ in range(PIECES):
        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.sleep(seconds)
        spent = time.process_time() - cpu
        found.append(spent / (time.perf_counter() - wall))
    return found
