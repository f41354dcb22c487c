"""The talk of 200 turns with a real engine: a tiny real model, whose words are only toys."""

from __future__ import annotations

import asyncio
import json
import resource
from functools import partial
from typing import TYPE_CHECKING

import pytest

from edge.engines.llm.llama_cpp import LlamaCppLanguageModel, LlamaEngine, LlamaOptions
from edge.engines.runtime.in_thread import InThread
from edge.thinking.mind.foresight import IDLE_SECONDS, STILL_SECONDS
from edge.thinking.mind.mind import Limits, Mind
from tests.thinking.minds import MindTalk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from edge.ports import LanguageModel, Prompt
    from edge.thinking.answer import Answer

pytestmark = [pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(600)]

CONTEXT = 2048
TURNS, ALL_TURNS = 16, 200
MOST_GROWTH_MB = 40


NAMES = (
    "Lily Tom Anna Ben Mia Sam Lucy Max Sue Tim Jane Fred Rose Jack Amy Spot Molly Bill Sara Joe"
)


class Watched:
    """Passes everything on, and keeps the prompts."""

    def __init__(self, model: LanguageModel) -> None:
        self.prompts: list[Prompt] = []
        self._model = model

    async def prepare(self, prompt: Prompt) -> None:
        await self._model.prepare(prompt)

    def generate(self, prompt: Prompt) -> AsyncIterator[str]:
        self.prompts.append(prompt)
        return self._model.generate(prompt)


def peak_mb() -> float:
    """Of this process, the engine in it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cut(answer: Answer, number: int) -> str:
    """Every third answer is cut short in the middle."""
    return answer.text if number % 3 else answer.text[: len(answer.text) // 2]


def is_as_heard(prompt: Prompt, heard: dict[str, str]) -> bool:
    """Every turn of the prompt is one that was had, told by what of it reached the air."""
    messages = prompt.messages[1:-1]
    for question, reply in zip(messages[::2], messages[1::2], strict=True):
        words = heard[question.text.rpartition("]\n")[2]].rstrip()
        was_said = json.dumps({"say": words}, ensure_ascii=False) in reply.text
        was_done = reply.text.startswith('{"skill"') and words in reply.text
        if not (was_said or was_done):
            return False
    return True


async def test_a_long_talk_with_a_real_engine_stays_within_its_context(
    shared: Path, long_run: bool
) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    path = shared / "models/llm/stories260K/stories260K-f32.gguf"
    options = LlamaOptions(context=CONTEXT, batch=64, threads=1)
    engine = LlamaCppLanguageModel(InThread(partial(LlamaEngine, path, options), "llama.cpp"))
    talk = MindTalk()
    watched = Watched(engine)
    talk.mind = Mind(watched, talk.thinker, talk.store.run, Limits(context_tokens=CONTEXT))
    heard: dict[str, str] = {}
    used, names = 0.0, NAMES.split()
    for number in range(ALL_TURNS if long_run else TURNS):
        asked = f"once upon a time {names[number % 20]} met {names[number // 20]}"
        if number % 4 == 1:
            talk.mind.prepare(talk.said(asked))
            await asyncio.sleep(2 * STILL_SECONDS)
        pieces, answer = await talk.pieces(asked)
        assert "".join(pieces) == answer.text
        heard[asked] = cut(answer, number)
        talk.mind.heard(talk.last, heard[asked])
        used = used or peak_mb()
    talk.mind.rest()
    await asyncio.sleep(IDLE_SECONDS + 2)
    talks = [prompt for prompt in watched.prompts if prompt.schema]
    assert all(is_as_heard(prompt, heard) for prompt in talks)
    assert sum(len(prompt.messages) > 2 for prompt in talks) > len(talks) / 2
    assert peak_mb() - used < MOST_GROWTH_MB
    await talk.mind.close()
    await engine.close()
