"""A talk of 200 turns with a small context: bounded, right, and only what was heard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.fakes.time import run_in_virtual_time
from edge.thinking.mind.foresight import IDLE_SECONDS
from edge.thinking.mind.memory import RECENT, WAITING
from edge.thinking.mind.mind import Limits
from tests.thinking.minds import MindTalk, question

if TYPE_CHECKING:
    from edge.ports import Prompt

TURNS = 200
CONTEXT = 2048


def answer_of(prompt: Prompt) -> str:
    """A summary names every topic that it is given; an answer names the topic that was asked."""
    if not prompt.schema:
        told = " ".join(message.text for message in prompt.messages[1:-1])
        topics = sorted({word.strip('".,]') for word in told.split() if word.startswith("topic")})
        return f"We talked of {', '.join(topics[-3:])}." if topics else "We talked."
    topic = question(prompt).split()[-1]
    return f'{{"say": "About {topic} I know this much. The hidden end of {topic} is nigh."}}'


def topic(number: int) -> str:
    """A name without a figure in it."""
    return "topic" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")


class LongTalk:
    """Every fifth answer is cut short, every seventh turn is a skill's, some rest between them."""

    def __init__(self, rests: bool = True) -> None:
        self.talk = MindTalk(answer_of, limits=Limits(context_tokens=CONTEXT))
        self.talk.model.context = CONTEXT
        self.rests = rests
        self.heard: dict[str, str] = {}
        """By what was asked."""

    async def turn(self, number: int) -> None:
        if number % 7 == 3:
            asked = f"what is {number} plus 1"
            self.heard[asked] = await self.talk(asked)
        else:
            asked = f"tell me all about {topic(number)}"
            cut = f"About {topic(number)} I know" if number % 5 == 0 else None
            whole = await self.talk(asked, heard=cut)
            self.heard[asked] = cut or whole
        if self.rests and number % 10 == 9:
            self.talk.mind.rest()
            await asyncio.sleep(IDLE_SECONDS + 120)

    @property
    def answering(self) -> list[Prompt]:
        """The prompts for answers; the others asked for summaries."""
        return [prompt for prompt in self.talk.model.prompts if prompt.schema]

    async def run(self) -> None:
        for number in range(TURNS):
            await self.turn(number)


@pytest.fixture(scope="module")
def long() -> LongTalk:
    talk = LongTalk()
    run_in_virtual_time(talk.run())
    return talk


@pytest.fixture(scope="module")
def restless() -> LongTalk:
    talk = LongTalk(rests=False)
    run_in_virtual_time(talk.run())
    return talk


@pytest.mark.parametrize("name", ["long", "restless"])
def test_two_hundred_turns_stay_within_a_small_context(
    name: str, request: pytest.FixtureRequest
) -> None:
    long: LongTalk = request.getfixturevalue(name)
    for prompt in long.talk.model.prompts:
        fake_tokens = sum(len(message.text.split()) + 1 for message in prompt.messages)
        assert fake_tokens + prompt.longest <= CONTEXT
    memory = long.talk.mind._past.memory
    assert len(memory.recent) <= RECENT
    assert len(memory.waiting) <= WAITING
    assert len(memory.summary) <= 600


@pytest.mark.parametrize("name", ["long", "restless"])
def test_the_newest_turns_are_told_word_by_word_as_they_were_heard(
    name: str, request: pytest.FixtureRequest
) -> None:
    long: LongTalk = request.getfixturevalue(name)
    newest = long.answering[-1]
    asked = [message.text for message in newest.messages[1:-1:2]]
    answered = [message.text for message in newest.messages[2:-1:2]]
    end = list(long.heard).index(question(newest))
    before = list(long.heard)[end - len(asked) : end]
    assert len(asked) >= 5
    assert [text.rpartition("]\n")[2] for text in asked] == before
    for wanted, reply in zip(before, answered, strict=True):
        assert long.heard[wanted].rstrip() in reply


def test_nothing_that_was_not_heard_is_ever_in_a_prompt(long: LongTalk) -> None:
    unheard = {f"hidden end of {topic(number)} " for number in range(0, TURNS, 5)}
    for prompt in long.talk.model.prompts:
        told = " ".join(message.text for message in prompt.messages[1:])
        assert not any(text in told for text in unheard)


def test_what_is_old_is_remembered_in_short(long: LongTalk) -> None:
    first = long.answering[-1].messages[1].text
    assert first.startswith("[Earlier: We talked of topic")


def test_the_head_of_every_prompt_is_the_same_bytes(long: LongTalk) -> None:
    assert len({prompt.messages[0].text for prompt in long.talk.model.prompts}) == 1


def test_the_evaluated_prefix_is_kept_in_most_turns(long: LongTalk) -> None:
    """Turns leave the prompt in groups: few turns evaluate more than their own words."""
    counts = long.talk.model.counts
    assert counts.kept > 5 * counts.evaluated


def test_roles_alternate_in_every_prompt(long: LongTalk) -> None:
    for prompt in long.talk.model.prompts:
        roles = [message.role for message in prompt.messages]
        assert roles[0] == "system"
        assert roles[1::2] == ["user"] * len(roles[1::2])
        assert roles[2::2] == ["assistant"] * len(roles[2::2])
