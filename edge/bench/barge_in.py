"""From the first voiced sample over an answer to the pause, and to silence at the output."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager, suppress
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
    from collections.abc import AsyncIterator
    from pathlib import Path

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.bench.stage import Stage
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
    found = await _interrupted("barge_in", asked.turns)
    models = await asyncio.to_thread(Shelf(models_folder(stock().models)).models)
    path = next((model.files["model"] for model in models if model.kind == "gguf"), None)
    if path is not None:
        async with _evaluating(path):
            found += await _interrupted("barge_in_beside_prompt", asked.turns)
    return found


async def _interrupted(name: str, turns: int) -> list[Row]:
    voice = await asyncio.to_thread(speech.spoken, speech.QUESTION)
    pauses: list[float] = []
    silences: list[float] = []
    async with stage(stock(), scripted(speech.QUESTION, WORD_SECONDS)) as world:
        await asyncio.sleep(0.5)
        ended = await world.microphone.say(voice)
        for _ in range(turns):
            ended = await _interrupt(world, ended, voice, pauses, silences)
    return [
        row(f"{name}_pause", "ms", milliseconds(pauses)),
        row(name, "ms", milliseconds(silences)),
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


async def _interrupt(
    world: Stage, asked: float, voice: Samples, pauses: list[float], silences: list[float]
) -> float:
    """Ask again in the middle of the answer; returns when that was said (its answer follows)."""
    answering = await world.until(lambda: world.speaker.first_since(asked))
    await asyncio.sleep(INTO_REPLY_SECONDS)
    ended = await world.microphone.say(voice)
    onset = world.microphone.began
    silent = world.speaker.silent_after(onset, GAP_SECONDS)
    if answering and silent is not None and silent < ended:
        silences.append(silent - onset)
        pauses += [event.at - onset for event in world.happened(PlaybackPaused, since=onset)[:1]]
    return ended
