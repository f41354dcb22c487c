"""A language model that fails is replaced by the one behind it, before a word was said."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.engines.llm.fallback import FallbackLanguageModel
from edge.engines.runtime.standby import REST_SECONDS
from edge.errors import ContextFull, EngineError
from edge.fakes.language_model import FakeLanguageModel
from edge.ports import LanguageModel, Message, Prompt

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PROMPT = Prompt((Message("user", "why does it rain"),))


class Silent(FakeLanguageModel):
    """Fails before its first piece."""

    def _missing(self, prompt: Prompt, *, guess: bool) -> list[list[str]]:
        raise EngineError("192.168.1.4:8080 does not answer")


class Working(Silent):
    """Fails on its prompt, which it had begun to work on."""

    async def generate(self, prompt: Prompt) -> AsyncIterator[str]:
        yield ""
        async for piece in super().generate(prompt):
            yield piece


async def _answer(model: LanguageModel, prompt: Prompt = PROMPT) -> str:
    return "".join([piece async for piece in model.generate(prompt)])


@pytest.mark.parametrize("kind", [Silent, Working])
async def test_the_other_answers_and_that_is_told(kind: type[Silent]) -> None:
    told: list[str] = []
    model = FallbackLanguageModel(kind(), FakeLanguageModel(otherwise="Clouds."), told.append)
    assert await _answer(model) == "Clouds."
    assert told == ["192.168.1.4:8080 does not answer"]


async def test_one_that_failed_is_not_waited_for_with_every_question() -> None:
    told: list[str] = []
    first = Silent()
    model = FallbackLanguageModel(first, FakeLanguageModel(otherwise="Clouds."), told.append)
    for _ in range(3):
        assert await _answer(model) == "Clouds."
    assert len(told) == 1
    await asyncio.sleep(REST_SECONDS)
    assert await _answer(model) == "Clouds."
    assert len(told) == 2


async def test_an_answer_that_breaks_in_its_midst_is_not_patched() -> None:
    first = FakeLanguageModel(otherwise="One two three.")
    first.fail("the line broke")
    model = FallbackLanguageModel(first, FakeLanguageModel(), lambda _: None)
    with pytest.raises(EngineError, match="the line broke"):
        await _answer(model)


async def test_a_prompt_that_is_too_long_is_the_askers_to_shorten() -> None:
    model = FallbackLanguageModel(FakeLanguageModel(context=2), FakeLanguageModel(), lambda _: None)
    with pytest.raises(ContextFull):
        await _answer(model)


async def test_the_other_prepares_where_the_first_cannot() -> None:
    second = FakeLanguageModel()
    await FallbackLanguageModel(Silent(), second, lambda _: None).prepare(PROMPT)
    assert second.prepared == [PROMPT]
