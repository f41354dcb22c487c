"""From the first reading that shows an obstacle to its tone, while both cores are busy.

Sensor thread, rule, tones, mixer and sound card's thread are the product's; the readings are made.
The sound card is PortAudio on a null sink of PulseAudio: what is handed over reaches the air after
the delay that PortAudio tells of (right within 1 ms on these sinks). Without PulseAudio a thread
that asks for 10 ms at a time is the sound card, and the rows of the air are empty.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections import deque
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from edge import app, footprint
from edge.audio.output import Output
from edge.bench import gil_hold, pulse, speech
from edge.bench.hazard import ThreadSpeaker, busy_cores
from edge.bench.rows import milliseconds, row
from edge.bench.stage import stock
from edge.bench.through_pulse import WatchedSpeaker
from edge.engines.llm.llama_cpp import LlamaEngine, LlamaOptions
from edge.models.shelf import Shelf
from edge.ports import Message, Prompt, RangeReading, Speaker
from edge.seeing.hazard_path import HazardPath
from edge.seeing.hazards import HazardRule
from edge.settings import OutputSettings, models_folder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.bench.asked import Asked
    from edge.bench.gil_hold import Work
    from edge.bench.rows import Row

PERIOD_SECONDS = 1 / 15
EMPTY_READINGS = 9
"""After a warning, until the obstacle is forgotten and may come again."""
NEAR_METRES = 0.5
SETTLED_SECONDS = 1.0
BUSY = ("recogniser", "tts", "vad", "echo_canceller")
ANSWER_TOKENS = 500


class Walls:
    """A distance sensor by the clock, as hardware is: an obstacle comes, and goes again.

    Its readings are there at even times, whoever is late to take them.
    """

    name = "bench"

    def __init__(self, turns: int) -> None:
        settling = round(SETTLED_SECONDS / PERIOD_SECONDS)
        each = (NEAR_METRES, NEAR_METRES, *[None] * EMPTY_READINGS)
        self._metres = deque([*[None] * settling, *each * turns])
        self._due = time.monotonic()
        self.shown: list[float] = []
        """`time.monotonic` seconds at which the first reading of each was there."""
        self.ended = threading.Event()

    def read(self, timeout: float) -> RangeReading | None:
        wait = self._due - time.monotonic()
        if wait > timeout or not self._metres:
            time.sleep(timeout)
            return None
        time.sleep(max(0.0, wait))
        at, metres = self._due, self._metres.popleft()
        self._due += PERIOD_SECONDS
        if metres is not None and not (self.shown and at - self.shown[-1] < 1.5 * PERIOD_SECONDS):
            self.shown.append(at)
        if not self._metres:
            self.ended.set()
        return RangeReading(at, ((metres,),))

    def close(self) -> None:
        """There is nothing to close."""


class WatchedCard(Speaker, Protocol):
    """A sound card that keeps when sound was handed to it."""

    def first_since(self, moment: float) -> float | None: ...


async def rows(asked: Asked) -> list[Row]:
    """For one ear and for two, beside our own engines and beside other processes."""
    footprint.tune()
    works = await _works()
    await asyncio.gather(*(work() for work in works.values()))  # what loads late has loaded
    found: list[Row] = []
    with ExitStack() as opened:
        has_pulse = not pulse.missing()
        if has_pulse:
            await asyncio.to_thread(opened.enter_context, pulse.server())
        opened.enter_context(footprint.loaded())
        for ears in (1, 2):
            async with _at_work(works):
                found += await _onsets(_card(ears, has_pulse), "engines", asked.turns)
            with busy_cores():
                found += await _onsets(_card(ears, has_pulse), "processes", asked.turns)
    return found


def _card(ears: int, has_pulse: bool) -> WatchedCard:
    return WatchedSpeaker(ears) if has_pulse else ThreadSpeaker(ears)


async def _works() -> dict[str, Work]:
    """Recogniser, synthesiser and detectors, and a language model where one is installed."""
    settings = stock("wake word")
    sounds = [await asyncio.to_thread(speech.spoken, text) for text in speech.COMMANDS]
    engines = await app.load_engines(settings, hears=True)
    ears = await asyncio.to_thread(app.hearing, gil_hold.Nowhere(), settings, "owner")
    every = gil_hold.works(engines, ears, sounds)
    return {name: every[name] for name in BUSY} | await asyncio.to_thread(_language_model)


def _language_model() -> dict[str, Work]:
    shelf = Shelf(models_folder(stock().models))
    path = next((one.files["model"] for one in shelf.models() if one.kind == "gguf"), None)
    if path is None:
        return {}
    engine = LlamaEngine(path, LlamaOptions(threads=os.cpu_count() or 1))
    prompt = Prompt((Message("user", speech.STATEMENT),), longest=ANSWER_TOKENS)

    def answer() -> None:
        for _ in engine.generate(lambda: False, prompt):
            pass

    return {"language_model": lambda: asyncio.to_thread(answer)}


@asynccontextmanager
async def _at_work(works: dict[str, Work]) -> AsyncIterator[None]:
    """All of them at once, without a pause."""
    ended = False

    async def again_and_again(work: Work) -> None:
        while not ended:
            await work()

    tasks = [asyncio.create_task(again_and_again(work)) for work in works.values()]
    try:
        yield
    finally:
        ended = True
        await asyncio.gather(*tasks)


async def _onsets(card: WatchedCard, beside: str, turns: int) -> list[Row]:
    output = Output(card, OutputSettings(name="bench", ears=card.channels), time.monotonic)
    output.set_volume(0)  # warnings sound all the same, and nothing else does
    await output.opened()
    sensor = Walls(turns)
    path = HazardPath(sensor, HazardRule(), [output.signals], lambda _: None)
    path.start()
    began, cpu = time.monotonic(), time.process_time()
    await asyncio.to_thread(sensor.ended.wait)
    used = (time.process_time() - cpu) / (time.monotonic() - began)
    await asyncio.to_thread(path.stop)
    await output.closed()
    first = (at - moment for moment in sensor.shown if (at := card.first_since(moment)) is not None)
    handed = [seconds for seconds in first if seconds < PERIOD_SECONDS * (EMPTY_READINGS + 1)]
    air = [seconds + card.delay() for seconds in handed] if card.delay() else []
    name = f"hazard_{beside}" + ("_stereo" if card.channels == 2 else "")
    return [
        row(f"{name}_block", "ms", milliseconds(handed)),
        row(f"{name}_air", "ms", milliseconds(air)),
        row(f"{name}_cores", "cores", [used], 2),
    ]
