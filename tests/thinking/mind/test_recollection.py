"""What is remembered of a talk, and how it is fitted into a context."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from edge.errors import EngineError
from edge.ports import Message, Prompt
from edge.thinking.answer import Answer
from edge.thinking.mind.ahead import Ahead
from edge.thinking.mind.memory import (
    CUT,
    GROUP,
    LONGEST_SUMMARY,
    LONGEST_TEXT,
    RECENT,
    WAITING,
    Exchange,
    Memory,
)
from edge.thinking.mind.token_budget import TokenBudget, tokens, tokens_of
from tests.thinking.minds import MindTalk

if TYPE_CHECKING:
    from edge.thinking.mind.briefing import Briefing


def exchange(turn: int, reply: str = "An answer.") -> Exchange:
    return Exchange(turn, f"question {turn}", reply)


def test_memory_is_bounded_however_many_turns_there_are() -> None:
    memory = Memory()
    for turn in range(5000):
        memory.add(exchange(turn))
    assert RECENT - GROUP <= len(memory.recent) <= RECENT
    assert len(memory.waiting) == WAITING
    assert memory.recent[-1].turn == 4999
    assert memory.waiting[-1].turn == memory.recent[0].turn - 1


def test_long_texts_are_cut_between_words_and_marked() -> None:
    memory = Memory()
    memory.add(exchange(1, "word " * 500))
    memory.heard(1, "word " * 500)
    (kept,) = memory.recent
    assert len(kept.reply) <= LONGEST_TEXT + 1
    assert kept.reply.endswith(f"word{CUT}")
    assert kept.is_whole


def test_a_summary_takes_the_place_of_its_turns() -> None:
    memory = Memory()
    for turn in range(6):
        memory.add(exchange(turn))
    memory.set_aside(4)
    memory.summed_up(memory.waiting, "x" * 9999)
    assert [each.turn for each in memory.recent] == [4, 5]
    assert memory.waiting == []
    assert len(memory.summary) == LONGEST_SUMMARY


def test_what_is_heard_of_a_forgotten_turn_is_nothing() -> None:
    memory = Memory()
    assert memory.heard(7, "hello") is None
    memory.grow(7, "hello")
    assert memory.recent == []


def test_tokens_are_rather_too_many_than_too_few() -> None:
    assert tokens("The quick brown fox jumps over the lazy dog.") >= 10
    assert tokens("你好，世界") >= 4
    assert tokens("") == 0


def test_a_model_that_counted_itself_makes_the_budget_exact() -> None:
    budget = TokenBudget(2048)
    prompt = Prompt((Message("system", "word " * 100),), longest=50)
    counted = tokens_of(prompt.messages)
    budget.learn(prompt, needed=3 * counted + 50, limit=600)
    assert budget.limit == 600
    assert budget.needs(prompt) == pytest.approx(3 * counted * 1.05 + 50, abs=2)


def briefing(talk: MindTalk) -> Briefing:
    found = talk.thinker.brief(talk.said("hello to you"))
    assert found is not None
    return found


async def test_turns_leave_the_prompt_in_groups() -> None:
    talk = MindTalk()
    past, brief = talk.mind._past, briefing(talk)
    past.budget.limit = 1500
    lengths = []
    for turn in range(60):
        said = talk.said(f"a question about many things and about their names {'x' * turn}")
        talk.mind.remember(turn, said, Answer("An answer that is long enough to matter here."))
        lengths.append(len(past.prompt(brief, "and now").messages))
        assert past.budget.needs(past.prompt(brief, "and now")) <= 1500
    shrunk = [at for at, (a, b) in enumerate(pairwise(lengths)) if b < a]
    assert shrunk
    assert min(b - a for a, b in pairwise(shrunk)) >= 3


async def test_a_summary_that_leaves_no_room_is_given_up_before_the_question() -> None:
    talk = MindTalk()
    past, brief = talk.mind._past, briefing(talk)
    past.of(brief.profile).summary = "word " * 100
    past.budget.limit = past.budget.needs(past.prompt(brief, "and now")) - 20
    assert "word word" not in past.prompt(brief, "and now").messages[-1].text
    assert past.prompt(brief, "and now").messages[-1].text.endswith("and now")


async def test_only_the_newest_work_is_done_ahead() -> None:
    done: list[str] = []
    ahead = Ahead()

    async def work(name: str) -> None:
        await asyncio.sleep(1)
        done.append(name)

    for name in ("a", "b", "c"):
        ahead.start(lambda name=name: work(name))  # type: ignore[misc]  # a default binds it
    await asyncio.sleep(5)
    assert done == ["c"]
    ahead.start(lambda: work("d"))
    await ahead.stop()
    await asyncio.sleep(5)
    assert done == ["c"]


async def test_what_fails_ahead_is_only_noted(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise EngineError("the model is gone")

    caplog.set_level("INFO")
    ahead = Ahead()
    ahead.start(fail)
    await asyncio.sleep(1)
    await ahead.stop()
    assert "the model is gone" in caplog.text
