"""How long an engine at work keeps other threads from running, as a sound callback would notice.

A thread asks for the interpreter a thousand times a second, as a sound card's does a hundred
times, and keeps how late it got it. A value is the longest such wait during one piece of work.
`gil_hold_nobody` is what the machine itself adds while nothing works.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from edge import app, footprint
from edge.bench import speech
from edge.bench.rows import Row, milliseconds, row
from edge.bench.stage import stock
from edge.ports import BLOCK_SAMPLES, VAD_SAMPLES, Role, Voice
from edge.store.store import Store
from edge.thinking.said import Said
from edge.thinking.thinker import Thinker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

    from edge.bench.asked import Asked
    from edge.modes.parts import Engines, Hearing
    from edge.ports import Block, Samples

    Work = Callable[[], Awaitable[object]]

STEP_SECONDS = 0.001
NOBODY_SECONDS = 0.5
PIECE = 640


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Row):
    """A row with the worst of all values."""

    max: float | None


@dataclass
class Probe:
    """The thread that asks for the interpreter; used as a context."""

    late: list[tuple[float, float]] = field(default_factory=list)
    """When it should have run (perf_counter seconds), and how many seconds late it did."""
    _ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Probe:
        threading.Thread(target=self._work, name="probe", daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()

    def _work(self) -> None:
        while not self._ended.is_set():
            due = time.perf_counter() + STEP_SECONDS
            time.sleep(STEP_SECONDS)
            self.late.append((due, time.perf_counter() - due))

    def longest(self, began: float, ended: float) -> float:
        """Of the waits that overlap with this time."""
        return max(
            (late for due, late in self.late if due + late >= began and due <= ended), default=0.0
        )


async def rows(asked: Asked) -> list[Row]:
    """Every engine by itself, on its own thread where it has one in the product."""
    footprint.tune()
    settings = stock("wake word")
    sounds = [await asyncio.to_thread(speech.spoken, text) for text in speech.COMMANDS]
    engines = await app.load_engines(settings, hears=True)
    ears = await asyncio.to_thread(app.hearing, Nowhere(), settings, "owner")
    thinker = Thinker(Store.in_memory(), app.SystemClock(), settings)
    at_work = works(engines, ears, sounds) | {"answer": _thinking(thinker)}
    with footprint.loaded(), Probe() as probe:
        with footprint.loading():
            warmed = await held(probe, lambda: asyncio.to_thread(thinker.warm, "en"))
        found: list[Row] = [_hold("warm_up", [warmed])]
        for name, work in at_work.items():
            waits = [await held(probe, work) for _ in range(asked.turns)]
            found.append(_hold(name, waits))
    return found


def works(engines: Engines, ears: Hearing, sounds: list[Samples]) -> dict[str, Work]:
    """Each engine's work, by name."""
    sound = np.concatenate(sounds)
    blocks = sound[: len(sound) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES)
    frames = sound[: len(sound) // VAD_SAMPLES * VAD_SAMPLES].reshape(-1, VAD_SAMPLES)
    recognizer = engines.recognizer(lambda: "en")
    turns = iter(range(10**9))

    async def recognise() -> None:
        heard = recognizer.transcribe(_pieces(sounds[next(turns) % len(sounds)]))
        _ = [found async for found in heard]

    async def speak() -> None:
        async for _ in engines.synthesizer.synthesize(speech.STATEMENT, Voice()):
            pass

    async def load() -> None:
        again = app.recognizers(stock())["en"]
        await again.open()
        again.close()

    assert ears.wake is not None
    assert ears.canceller is not None
    wake, cancel = ears.wake.detect, ears.canceller.cancel
    return {
        "nobody": lambda: asyncio.sleep(NOBODY_SECONDS),
        "recogniser": recognise,
        "recogniser_load": load,
        "tts": speak,
        "vad": lambda: _each(ears.vad.speech_probability, frames),
        "wake_word": lambda: _each(wake, blocks),
        "echo_canceller": lambda: _each(lambda block: cancel(block, block), blocks),
        "garbage": lambda: asyncio.to_thread(gc.collect),
    }


def _thinking(thinker: Thinker) -> Work:
    """A question answered by the skills; the next one each time."""
    said = [Said(text, "en", Role.OWNER, "bench") for text in speech.COMMANDS]
    turns = iter(range(10**9))
    return lambda: asyncio.to_thread(lambda: thinker.answer(said[next(turns) % len(said)]))


async def _each(work: Callable[[Samples], object], parts: Iterable[Samples]) -> None:
    """One after the other, as fast as they go; on a thread, so that the loop is not measured."""

    def all_of_them() -> None:
        for part in parts:
            work(part)

    await asyncio.to_thread(all_of_them)


async def held(probe: Probe, work: Work) -> float:
    """Seconds of the longest wait while this was done."""
    await asyncio.sleep(2 * STEP_SECONDS)
    began = time.perf_counter()
    await work()
    ended = time.perf_counter()
    await asyncio.sleep(2 * STEP_SECONDS)  # a wait that is not over is not known yet
    return probe.longest(began, ended)


def _hold(name: str, seconds: list[float]) -> Hold:
    plain = row(f"gil_hold_{name}", "ms", milliseconds(seconds))
    return Hold(**plain.record(), max=round(1000 * max(seconds), 1))


async def _pieces(sound: Samples) -> AsyncIterator[Samples]:
    for start in range(0, len(sound), PIECE):
        yield sound[start : start + PIECE]


class Nowhere:
    """The sound is handed in by the benchmark itself."""

    name = "bench"

    async def blocks(self) -> AsyncIterator[Block]:
        for _ in ():
            yield _
