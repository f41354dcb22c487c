"""A recogniser that breaks costs nobody a word where another stands behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.asr.fallback import FallbackRecognizer
from edge.engines.runtime.standby import Standby
from edge.errors import EngineError
from edge.fakes.engines import FakeRecognizer
from edge.fakes.voices import say
from edge.ports import Hypothesis
from tests.engines.loading import Model

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Samples, SpeechRecognizer


class Breaking:
    """Gives up after so many pieces of sound."""

    def __init__(self, after: int) -> None:
        self.after = after

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        heard = 0
        async for _ in sound:
            heard += 1
            if heard > self.after:
                raise EngineError("the process of StreamingEngine was killed by SIGSEGV")
            yield Hypothesis("rubbish")
        yield Hypothesis("rubbish", final=True)


async def _spoken(text: str) -> AsyncIterator[Samples]:
    for piece in np.array_split(say(text), 20):
        yield piece


@pytest.mark.parametrize("after", [0, 5, 19])
async def test_the_other_hears_the_sentence_from_its_beginning(after: int) -> None:
    told: list[str] = []
    recognizer = await _backed(Breaking(after), FakeRecognizer(), told)
    found = [one async for one in recognizer.transcribe(_spoken("what time is it"))]
    assert (found[-1].text, found[-1].final) == ("what time is it", True)
    assert told == ["the process of StreamingEngine was killed by SIGSEGV"]


async def test_one_that_works_is_left_alone() -> None:
    told: list[str] = []
    recognizer = await _backed(FakeRecognizer(), Breaking(0), told)
    found = [one async for one in recognizer.transcribe(_spoken("stop"))]
    assert (found[-1].text, told) == ("stop", [])


async def test_one_that_is_not_allowed_now_is_not_asked_and_gives_its_memory_back() -> None:
    model = Model()
    standby = Standby(model, lambda _: None)
    await standby.open()
    recognizer = FallbackRecognizer(Breaking(99), standby, FakeRecognizer(), lambda _: None)
    rubbish = [one async for one in recognizer.transcribe(_spoken("stop"))]
    standby.allow(False)
    found = [one async for one in recognizer.transcribe(_spoken("stop"))]
    assert (rubbish[-1].text, found[-1].text) == ("rubbish", "stop")
    assert not model.is_held


async def test_one_that_broke_is_loaded_anew_while_the_other_one_hears() -> None:
    model, first = Model(), Breaking(5)
    standby = Standby(model, lambda _: None)
    await standby.open()
    recognizer = FallbackRecognizer(first, standby, FakeRecognizer(), lambda _: None)
    found = [
        [one async for one in recognizer.transcribe(_spoken("stop"))][-1].text for _ in range(2)
    ]
    await asyncio.sleep(2)
    first.after = 99
    last = [one async for one in recognizer.transcribe(_spoken("stop"))]
    assert (found, last[-1].text, model.loads) == (["stop", "stop"], "rubbish", 2)


async def _backed(
    first: SpeechRecognizer, second: SpeechRecognizer, told: list[str]
) -> FallbackRecognizer:
    standby = Standby(Model(), told.append)
    await standby.open()
    return FallbackRecognizer(first, standby, second, told.append)
