"""Every recogniser that is installed: work a second of sound, first words, last words, memory.

The sentences are English whatever the recogniser knows. `work` hands the sound in as fast as it
is taken; the others at the speed of life, from the first voiced sample to the last.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from edge import app
from edge.bench import speech
from edge.bench.machine import resident_mb
from edge.bench.rows import milliseconds, row
from edge.bench.stage import stock
from edge.engines.asr.pocketsphinx import PocketSphinxRecognizer
from edge.engines.asr.sherpa import runs, sherpa_recognizer
from edge.models.shelf import Shelf
from edge.ports import BLOCK_SAMPLES, BLOCK_SECONDS, LISTENING_RATE
from edge.settings import models_folder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.models.record import Model
    from edge.ports import Samples, SpeechRecognizer
    from edge.settings import Settings

THREADS = (1, 2)


@dataclass(frozen=True, slots=True)
class Installed:
    """A recogniser by its name, and how to make one that works with so many threads."""

    name: str
    threads: tuple[int, ...]
    make: Callable[[int], Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence at the speed of life: seconds to the first words, and from the last sample."""

    first: float | None
    last: float


async def rows(asked: Asked) -> list[Row]:
    sounds = [await asyncio.to_thread(speech.spoken, text) for text in speech.COMMANDS]
    chosen = sounds[: asked.turns]
    found = await asyncio.to_thread(lambda: list(installed(stock())))
    return [line for one in found for line in await _measured(one, chosen)]


def installed(settings: Settings) -> Iterator[Installed]:
    """PocketSphinx, which is one thread, and what lies in the models folder."""
    for code, one in app.recognizers(settings).items():
        if isinstance(one, PocketSphinxRecognizer):
            yield Installed(f"pocketsphinx_{code}", (1,), partial(_with_its_one_thread, one))
    for model in Shelf(models_folder(settings.models)).models():
        if runs(model.kind):
            yield Installed(model.name, THREADS, partial(_sherpa, model))


def _with_its_one_thread(recognizer: Any, threads: int) -> Any:
    return recognizer


def _sherpa(model: Model, threads: int) -> Any:
    language = model.languages[:1] or ("en",)
    return sherpa_recognizer(model.folder, model.kind, lambda: language, threads)


async def _measured(one: Installed, sounds: Sequence[Samples]) -> list[Row]:
    """Memory and times with one thread, work with each number of them."""
    before = resident_mb()
    recognizer = one.make(one.threads[0])
    await recognizer.open()
    work = [await _work(recognizer, sound) for sound in sounds]
    memory = resident_mb() - before
    heard = [await _at_speed(recognizer, sound) for sound in sounds]
    await _close(recognizer)
    named = f"recogniser_{one.name}"
    found = [
        row(f"{named}_work_1", "s/s", work, 3),
        row(f"{named}_first_words", "ms", milliseconds(h.first for h in heard if h.first), 0),
        row(f"{named}_last_words", "ms", milliseconds(h.last for h in heard), 0),
        row(f"{named}_memory", "MB", [memory], 0),
    ]
    for threads in one.threads[1:]:
        recognizer = one.make(threads)
        await recognizer.open()
        work = [await _work(recognizer, sound) for sound in sounds]
        await _close(recognizer)
        found.append(row(f"{named}_work_{threads}", "s/s", work, 3))
    return found


async def _work(recognizer: SpeechRecognizer, sound: Samples) -> float:
    """Seconds a second of sound, as fast as it goes."""
    began = time.perf_counter()
    async for _ in recognizer.transcribe(_blocks(sound, 0)):
        pass
    return (time.perf_counter() - began) / (len(sound) / LISTENING_RATE)


async def _at_speed(recognizer: SpeechRecognizer, sound: Samples) -> Heard:
    began = time.perf_counter()
    first: float | None = None
    async for hypothesis in recognizer.transcribe(_blocks(sound, BLOCK_SECONDS)):
        if first is None and hypothesis.text:
            first = time.perf_counter() - began
    return Heard(first, time.perf_counter() - began - len(sound) / LISTENING_RATE)


async def _blocks(sound: Samples, seconds: float) -> AsyncIterator[Samples]:
    """A block each so many seconds of the clock."""
    now = asyncio.get_running_loop().time
    began = now()
    for number, start in enumerate(range(0, len(sound), BLOCK_SAMPLES), 1):
        if seconds:
            await asyncio.sleep(began + number * seconds - now())
        yield sound[start : start + BLOCK_SAMPLES]


async def _close(recognizer: Any) -> None:
    closing = recognizer.close()
    if inspect.isawaitable(closing):
        await closing
