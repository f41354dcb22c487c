"""From the first voiced sample over an answer to the pause, and to silence at the output."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from edge.app.chosen_mind import WORKER_NICE
from edge.bench import speech
from edge.bench.rows import milliseconds, row
from edge.bench.stage import scripted, stage, stock
from edge.engines.llm.llama_cpp import LlamaCppLanguageModel, LlamaOptions
from edge.engines.runtime.in_process import InProcess
from edge.errors import ContextFull
from edge.events import PlaybackPaused
from edge.models.shelf import Shelf
from edge.ports import Message, Prompt
from edge.settings import models_folder
from edge.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.bench.stage import Stage
    from edge.modes.parts import Engines
    from edge.ports import Samples

WORD_SECONDS = 1.5
"""A word of the answer: none ends before it is interrupted."""
INTO_REPLY_SECONDS = 1.0
LONG_PROMPT = 2000
"""Tokens, about."""
GAP_SECONDS = 0.1
"""So much without sound is silence."""


async def rows(asked: Asked) -> list[Row]:
    """In the earpiece case: nothing of the answer reaches the microphone.

    Where a language model is installed, also while it evaluates one long prompt after another.
    """
    engines = scripted(speech.QUESTION, WORD_SECONDS)
    found = await interrupted("barge_in", asked.turns, engines)
    models = await asyncio.to_thread(Shelf(models_folder(stock().models)).models)
    path = next((model.files["model"] for model in models if model.kind == "gguf"), None)
    if path is not None:
        async with _evaluating(path):
            found += await interrupted("barge_in_beside_prompt", asked.turns, engines)
    return found


@dataclass
class Interruptions:
    """In one conversation, one after the other."""

    world: Stage
    voice: Samples
    due: Callable[[], bool]
    """Whether this is a moment to interrupt in."""
    pauses: list[float] = field(default_factory=list)
    silences: list[float] = field(default_factory=list)

    async def ask_over(self, asked: float) -> float:
        """Ask again in the middle of the answer; returns when that was said, before its answer."""
        world = self.world
        answering = await world.until(lambda: world.speaker.first_since(asked))
        await asyncio.sleep(INTO_REPLY_SECONDS)
        answering = await world.until(self.due) and answering
        ended = await world.microphone.say(self.voice)
        onset = world.microphone.began
        silent = world.speaker.silent_after(onset, GAP_SECONDS)
        if answering and silent is not None and silent < ended:
            paused = world.happened(PlaybackPaused, since=onset)[:1]
            self.silences.append(silent - onset)
            self.pauses += [event.at - onset for event in paused]
        return ended


def _always() -> bool:
    return True


async def interrupted(
    name: str, turns: int, engines: Engines, due: Callable[[], bool] = _always
) -> list[Row]:
    """To the pause and to silence, in so many answers."""
    voice = await asyncio.to_thread(speech.spoken, speech.QUESTION)
    async with stage(stock(), engines) as world:
        talk = Interruptions(world, voice, due)
        await asyncio.sleep(0.5)
        ended = await world.microphone.say(voice)
        for _ in range(turns):
            ended = await talk.ask_over(ended)
    return [
        row(f"{name}_pause", "ms", milliseconds(talk.pauses)),
        row(name, "ms", milliseconds(talk.silences)),
    ]


@asynccontextmanager
async def _evaluating(model: Path) -> AsyncIterator[None]:
    """A model at work as in the product: in a process of its own that waits for the others."""
    options = LlamaOptions(context=LONG_PROMPT * 2, threads=max(1, (os.cpu_count() or 2) - 1))
    engine = "edge.engines.llm.llama_cpp:LlamaEngine"
    runtime = InProcess(engine, model, options, nice=WORKER_NICE)
    mind = LlamaCppLanguageModel(runtime)
    await mind.open()

    async def work() -> None:
        for number in count():
            words = f"{number} " * (LONG_PROMPT // 2)
            with suppress(ContextFull):
                await mind.prepare(Prompt((Message("user", words),)))

    try:
        async with Tasks() as tasks:
            tasks.start(work())
            yield
    finally:
        await runtime.close()
