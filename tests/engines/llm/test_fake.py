"""The stand-in keeps time, keeps prefixes, and tells what was evaluated for nothing."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from edge.errors import EngineError
from edge.fakes.language_model import Counts, FakeLanguageModel
from edge.ports import Message, Prompt

HEAD = Message("system", "be brief")


def prompt(text: str) -> Prompt:
    return Prompt((HEAD, Message("user", text)))


def now() -> float:
    return asyncio.get_running_loop().time()


async def told(model: FakeLanguageModel, asked: Prompt) -> str:
    return "".join([piece async for piece in model.generate(asked)])


async def test_it_takes_its_time_for_prompt_and_answer() -> None:
    answers = {"hi": "hello you 茶 there"}
    model = FakeLanguageModel(answers, tokens_per_second=10.0, seconds_per_prompt_token=0.5)
    assert await told(model, prompt("hi")) == "hello you 茶 there"
    assert now() == pytest.approx(5 * 0.5 + 4 * 0.1)


async def test_what_was_prepared_need_not_be_evaluated_again() -> None:
    model = FakeLanguageModel(tokens_per_second=1000, seconds_per_prompt_token=0.5)
    await model.prepare(prompt("set a timer"))
    began = now()
    await told(model, prompt("set a timer"))
    assert now() - began < 0.1
    assert (model.counts.evaluated, model.counts.kept, model.counts.wasted) == (7, 7, 0)


async def test_it_tells_that_it_works_on_a_prompt() -> None:
    model = FakeLanguageModel(seconds_per_prompt_token=0.5)
    moments = [now() async for piece in model.generate(prompt("word " * 27)) if not piece]
    assert moments == pytest.approx([8.0, 16.0])


async def test_a_guess_that_was_wrong_is_counted_where_it_differs() -> None:
    model = FakeLanguageModel()
    await model.prepare(prompt("set a"))
    await model.prepare(prompt("set a timer of ten"))
    await told(model, prompt("set a lamp"))
    assert model.counts == Counts(evaluated=6 + 3 + 1, kept=6 + 6, wasted=3, generated=4)
    await model.prepare(prompt("another"))
    await told(model, prompt("thing"))
    assert model.counts.wasted == 3 + 1


async def test_giving_a_preparation_up_keeps_what_was_done_of_it() -> None:
    model = FakeLanguageModel(seconds_per_prompt_token=0.1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(model.prepare(prompt("word " * 100)), 4.0)
    assert model.counts.evaluated == 32
    began = now()
    await told(model, prompt("hi"))
    assert now() - began < 1.0


@pytest.mark.parametrize("call", ["fail", "die"])
async def test_it_breaks_in_the_midst_of_an_answer_until_it_is_mended(call: str) -> None:
    model = FakeLanguageModel()
    getattr(model, call)()
    pieces = aiter(model.generate(prompt("hi")))
    assert [await anext(pieces), await anext(pieces)] == ["", "I"]
    with pytest.raises(EngineError, match=r"engine broke|language model was killed"):
        await anext(pieces)
    model.fail("")
    assert await told(model, prompt("hi")) == "I do not know."


async def test_it_stalls_until_it_is_told_to_go_on() -> None:
    model = FakeLanguageModel()
    model.stall()
    asyncio.get_running_loop().call_later(60.0, model.stall, False)
    assert await told(model, prompt("hi")) == "I do not know."
    assert now() > 60.0


async def test_an_answer_that_is_dropped_is_counted_and_the_next_comes() -> None:
    model = FakeLanguageModel()
    answer: Any = model.generate(prompt("hi"))
    async with aclosing(answer) as pieces:
        assert [await anext(pieces), await anext(pieces)] == ["", "I"]
    assert model.closed == 1
    assert await told(model, prompt("hi"))
