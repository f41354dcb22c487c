"""From a reading to the block with its cue, handed over while every core is busy.

The path is the product's: a thread of its own orders a ready tone, and the sound card's thread
mixes it. The sound card here is a thread that asks for 10 ms at a time.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from edge import app
from edge.bench import speech
from edge.bench.rows import milliseconds, row
from edge.bench.stage import stage, stock
from edge.ports import BLOCK_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edge.audio.output import Output
    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.bench.stage import Stage
    from edge.ports import Render, Samples

RATE = 48_000
EVERY_SECONDS = 0.53
"""Between two readings; a cue lasts 0.36 s."""
LOUD = 3000
"""The cue is the only sound, and louder than this."""


class ThreadSpeaker:
    """A sound card's own thread: asks for 10 ms at even steps, as PortAudio's does."""

    name = "bench"
    rate = RATE
    blocks_caller = False

    def __init__(self, channels: int = 1) -> None:
        self.channels = channels
        self.cues: list[float] = []
        """`time.monotonic` seconds at which a first block of a cue was handed over."""
        self._stopped = threading.Event()
        self._sounding = False

    def start(self, render: Render) -> None:
        threading.Thread(target=self._work, args=(render,), daemon=True).start()

    def delay(self) -> float:
        return 0.0

    def stop(self) -> None:
        self._stopped.set()

    def _work(self, render: Render) -> None:
        due = time.monotonic()
        while not self._stopped.is_set():
            self.take(render(round(RATE * BLOCK_SECONDS)))
            due += BLOCK_SECONDS
            time.sleep(max(0.0, due - time.monotonic()))

    def first_since(self, moment: float) -> float | None:
        return next((at for at in self.cues if at >= moment), None)

    def take(self, samples: Samples) -> None:
        """Keep when it begins to sound."""
        loud = bool((abs(samples) > LOUD).any())
        if loud and not self._sounding:
            self.cues.append(time.monotonic())
        self._sounding = loud


async def rows(asked: Asked) -> list[Row]:
    """A conversation goes on with our own engines meanwhile, in continuous mode."""
    sound = await asyncio.to_thread(speech.spoken, speech.STATEMENT)
    engines = await app.load_engines(stock(), hears=True)
    speaker = ThreadSpeaker()
    async with stage(stock(), engines, speaker) as world:
        talking = asyncio.create_task(_talk(world, sound))
        (output,) = (mouth.output for mouth in world.talk.mouths)
        with busy_cores():
            found = await asyncio.to_thread(_readings, output, speaker, asked.turns)
        talking.cancel()
    return [row("hazard", "ms", milliseconds(found))]


@contextmanager
def busy_cores() -> Iterator[None]:
    """A process a core that does nothing but work."""
    command = [sys.executable, "-c", "while True: pass"]
    busy = [subprocess.Popen(command) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


async def _talk(world: Stage, sound: Samples) -> None:
    """Somebody talks without an end: detectors and recogniser are at work."""
    while True:
        await world.microphone.say(sound)
        await asyncio.sleep(0.2)


def _readings(output: Output, speaker: ThreadSpeaker, turns: int) -> list[float]:
    """What the thread of the range sensor does; seconds each cue took to be handed over."""
    found: list[float] = []
    for _ in range(turns):
        time.sleep(EVERY_SECONDS)
        reading = time.monotonic()
        output.cue("hazard")
        time.sleep(EVERY_SECONDS)
        found += [at - reading for at in speaker.cues if at >= reading][:1]
    return found
