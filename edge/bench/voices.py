"""Every voice that is installed: first sound, work for a second of speech, memory, being stopped.

`free` is the time from an interruption in the middle of a long synthesis until the engine answers
again; silence does not wait for it (`edge bench barge-in` has that).
"""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from edge import app
from edge.bench.machine import resident_mb
from edge.bench.rows import milliseconds, row
from edge.bench.stage import stock
from edge.engines.tts.neural import neural_voice, runs
from edge.models.shelf import Shelf
from edge.ports import Voice
from edge.settings import models_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.models.record import Model
    from edge.ports import SpeechSynthesizer
    from edge.settings import Settings

THREADS = (1, 2)
CLAUSE = "It is half past three,"
LONG = (
    "The boats come back to the harbour in the evening, and everybody helps until the last of them "
    "is tied up; by then the fish is on its way to the market, where people wait for it already. "
)
INTERRUPTED_SECONDS = (0.02, 0.05, 0.1, 0.2)
"""After the beginning of a synthesis, in turn."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A voice by its name and language, and how to make one that works with so many threads."""

    name: str
    language: str
    threads: tuple[int, ...]
    make: Callable[[int], Any]


async def rows(asked: Asked) -> list[Row]:
    found = await asyncio.to_thread(lambda: list(installed(stock())))
    return [line for one in found for line in await measured(one, asked.turns)]


def installed(settings: Settings) -> Iterator[Installed]:
    """eSpeak NG, which is one thread, and what lies in the models folder."""
    yield Installed("espeak", "en", (1,), lambda _: app.synthesizer())
    for model in Shelf(models_folder(settings.models)).models():
        if runs(model.kind):
            language = next(iter(model.languages), "en")
            yield Installed(model.name, language, THREADS, partial(_neural, model))


def _neural(model: Model, threads: int) -> Any:
    return neural_voice(model.name, model.kind, model.files, model.languages, threads)


async def measured(one: Installed, turns: int) -> list[Row]:
    """Memory and times with one thread, work with each number of them."""
    voice = Voice(one.language)
    before = resident_mb()
    synthesizer = await _opened(one, one.threads[0])
    work = [await _work(synthesizer, voice) for _ in range(turns)]
    memory = resident_mb() - before
    first = [await _first_sound(synthesizer, voice) for _ in range(turns)]
    free = [
        await _free(synthesizer, voice, INTERRUPTED_SECONDS[turn % len(INTERRUPTED_SECONDS)])
        for turn in range(turns)
    ]
    await _close(synthesizer)
    named = f"voice_{one.name}"
    found = [
        row(f"{named}_first_sound", "ms", milliseconds(first), 0),
        row(f"{named}_work_1", "s/s", work, 3),
        row(f"{named}_free", "ms", milliseconds(free), 0),
        row(f"{named}_memory", "MB", [memory], 0),
    ]
    for threads in one.threads[1:]:
        synthesizer = await _opened(one, threads)
        work = [await _work(synthesizer, voice) for _ in range(turns)]
        await _close(synthesizer)
        found.append(row(f"{named}_work_{threads}", "s/s", work, 3))
    return found


async def _opened(one: Installed, threads: int) -> SpeechSynthesizer:
    made = await asyncio.to_thread(one.make, threads)
    if hasattr(made, "open"):
        await made.open()
    synthesizer: SpeechSynthesizer = made
    return synthesizer


async def _close(synthesizer: Any) -> None:
    if hasattr(synthesizer, "close"):
        await synthesizer.close()


async def _work(synthesizer: SpeechSynthesizer, voice: Voice) -> float:
    """Seconds a second of speech."""
    began = time.perf_counter()
    samples = 0
    async for chunk in synthesizer.synthesize(LONG, voice):
        samples += len(chunk.samples)
    return (time.perf_counter() - began) / (max(samples, 1) / synthesizer.rate)


async def _first_sound(synthesizer: Any, voice: Voice) -> float:
    began = time.perf_counter()
    async with aclosing(synthesizer.synthesize(CLAUSE, voice)) as chunks:
        async for chunk in chunks:
            if len(chunk.samples):
                break
    return time.perf_counter() - began


async def _free(synthesizer: Any, voice: Voice, after: float) -> float:
    """Interrupted `after` so many seconds; until a text with nothing in it is done with."""
    chunks = synthesizer.synthesize(LONG * 3, voice)
    working = asyncio.ensure_future(_all(chunks))
    await asyncio.sleep(after)
    working.cancel()
    began = time.perf_counter()
    await asyncio.gather(working, return_exceptions=True)
    await _all(synthesizer.synthesize("", voice))
    return time.perf_counter() - began


async def _all(chunks: Any) -> None:
    async with aclosing(chunks) as every:
        async for _ in every:
            pass
