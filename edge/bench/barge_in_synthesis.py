"""Barge-in while a neural voice makes the rest of a long answer, in its process as in the product.

Silence does not wait for the engine; the next answer does, so how soon the engine is free is told
beside it. Nothing is measured where no such voice is installed.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from edge.bench.barge_in import interrupted
from edge.bench.rows import milliseconds, row
from edge.bench.scripted import ScriptedRecognizer
from edge.bench.stage import stock
from edge.engines.tts.neural import neural_voice, runs
from edge.fakes.language_model import FakeLanguageModel
from edge.models.shelf import Shelf
from edge.modes.parts import Engines
from edge.settings import models_folder
from edge.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.ports import SpeechChunk, SpeechSynthesizer, Voice

NAME = "barge_in_beside_synthesis"
QUESTION = "why does the sea come and go"
"""No skill knows."""
ANSWER = "The moon is far away, and yet it pulls at all the water in the world day and night. "
ANSWER += " ".join(
    ["and the water that is nearest to it follows while the earth turns on below"] * 12
)
"""Its first sentence sounds while the rest is made, which has no place to stop at."""


class WatchedVoice:
    """A SpeechSynthesizer that tells when it works, and how soon it is free when it is given up."""

    def __init__(self, voice: SpeechSynthesizer, tasks: Tasks) -> None:
        self.rate = voice.rate
        self.works = False
        """A piece is being made, and not only fetched."""
        self.free: list[float] = []
        """Seconds from giving up to an engine that has nothing to do."""
        self._voice = voice
        self._tasks = tasks

    async def synthesize(self, text: str, voice: Voice) -> AsyncGenerator[SpeechChunk, None]:
        made = cast("AsyncGenerator[SpeechChunk, None]", self._voice.synthesize(text, voice))
        async with aclosing(made) as chunks:
            try:
                self.works = True
                async for chunk in chunks:
                    self.works = False
                    yield chunk
                    self.works = True
            except (asyncio.CancelledError, GeneratorExit):
                self._tasks.start(self._until_free(voice))
                raise
            finally:
                self.works = False

    async def _until_free(self, voice: Voice) -> None:
        began = asyncio.get_running_loop().time()
        async for _ in self._voice.synthesize("", voice):
            pass
        self.free.append(asyncio.get_running_loop().time() - began)


async def rows(asked: Asked) -> list[Row]:
    """With the first neural voice of the shelf."""
    models = await asyncio.to_thread(Shelf(models_folder(stock().models)).models)
    model = next((model for model in models if runs(model.kind)), None)
    if model is None:
        return []
    about = model.name, model.kind, model.files, model.languages
    made = await asyncio.to_thread(neural_voice, *about, threads=1)
    await made.open()
    try:
        async with Tasks() as tasks:
            voice = WatchedVoice(made, tasks)
            found = await interrupted(NAME, asked.turns, _engines(voice), lambda: voice.works)
            return [*found, row(f"{NAME}_free", "ms", milliseconds(voice.free), 0)]
    finally:
        await made.close()


def _engines(voice: WatchedVoice) -> Engines:
    """A long answer to anything, written at once."""
    answer = json.dumps({"say": ANSWER})
    return Engines(
        recognizer=lambda _: ScriptedRecognizer(QUESTION),
        synthesizer=voice,
        mind=FakeLanguageModel(lambda _: answer, tokens_per_second=500.0),
    )
