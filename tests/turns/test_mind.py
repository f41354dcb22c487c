"""Conversations in which a language model answers what no skill understands, in virtual time."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from edge.events import (
    BargedIn,
    Endpointed,
    PlaybackFinished,
    PlaybackStarted,
    ReminderRang,
    ReplyCompleted,
    SkillAnswered,
    StateChanged,
)
from edge.fakes.language_model import FakeLanguageModel
from edge.fakes.voices import say
from edge.ports import VitalSigns
from tests.turns.conftest import stage

if TYPE_CHECKING:
    from edge.modes.governor import Governor
    from edge.ports import Prompt
    from tests.turns.conftest import Stage

STORY = "Rain falls from clouds when drops grow heavy. Then the ground drinks it, and rivers run."


def model(reply: str = STORY, **more: float) -> FakeLanguageModel:
    return FakeLanguageModel(lambda _: json.dumps({"say": reply}), **more)  # type: ignore[arg-type]  # numbers only


SLOW_SECONDS_PER_WORD = 0.1
"""Of a prompt, on a board that evaluates 25 tokens a second: a word has about 2.5."""


def tones(world: Stage, since: float) -> list[float]:
    """Seconds from a moment to each tone of the loudspeaker; speech has a steady level."""
    sounding = [at for at, samples in world.speaker.played if samples.any() and at >= since]
    return [
        at - since
        for at, before in zip(sounding, [0.0, *sounding], strict=False)
        if at - before > 0.2
    ]


def questions(mind: FakeLanguageModel) -> list[str]:
    return [prompt.messages[-1].text for prompt in mind.prompts]


async def test_what_no_skill_understands_is_answered_by_the_model() -> None:
    async with stage(mind=model()) as world:
        world.conversation.assistant.typed("why does it rain")
        finished = await world.until(PlaybackFinished)
        assert finished.heard.strip() == STORY
        assert finished.completed


async def test_a_first_question_on_a_slow_board_is_waited_for_and_answered() -> None:
    mind = model(seconds_per_prompt_token=SLOW_SECONDS_PER_WORD)
    async with stage(mind=mind) as world:
        world.microphone.hear(say("why does it rain"), at=1.0)
        asked = await world.until(Endpointed)
        started = await world.until(PlaybackStarted)
        finished = await world.until(PlaybackFinished)
        assert finished.heard.strip() == STORY
        assert started.at - asked.at > 20.0
        waited = [at for at in tones(world, asked.at) if asked.at + at < started.at - 0.1]
        assert waited == [pytest.approx(1.5, abs=0.05)]


async def test_a_quick_answer_needs_no_tone() -> None:
    async with stage(mind=model()) as world:
        world.microphone.hear(say("what is 2 + 2"), at=1.0)
        asked = await world.until(Endpointed)
        started = await world.until(PlaybackStarted)
        await world.until(PlaybackFinished)
        assert started.at - asked.at < 1.5
        assert [at for at in tones(world, asked.at) if asked.at + at < started.at - 0.1] == []


async def test_a_model_that_stalls_is_given_up_and_that_is_said() -> None:
    mind = model(seconds_per_prompt_token=1e6)
    async with stage(mind=mind) as world:
        world.microphone.hear(say("why does it rain"), at=1.0)
        asked = await world.until(Endpointed)
        started = await world.until(PlaybackStarted)
        finished = await world.until(PlaybackFinished)
        assert "language model does not work" in finished.heard
        assert started.at - asked.at < 22.0


async def test_what_a_skill_understands_is_not_asked_of_the_model() -> None:
    mind = model()
    async with stage(mind=mind) as world:
        world.conversation.assistant.typed("what is 2 + 2")
        answered = await world.until(SkillAnswered)
        await world.until(PlaybackFinished)
        assert answered.skill == "sum"
        assert mind.prompts == []


async def test_the_reply_sounds_before_it_is_written_to_its_end() -> None:
    async with stage(mind=model(tokens_per_second=5)) as world:
        world.conversation.assistant.typed("why does it rain")
        started = await world.until(PlaybackStarted)
        completed = await world.until(ReplyCompleted)
        assert started.at < completed.at - 1
        assert completed.reply == STORY
        assert completed.item == started.item


async def test_cutting_in_ends_the_writing_and_keeps_what_was_heard() -> None:
    mind = model(tokens_per_second=2)
    async with stage(mind=mind) as world:
        talk = world.conversation
        talk.assistant.typed("why does it rain")
        started = await world.until(PlaybackStarted)
        world.microphone.hear(say("what is 2 + 2"), at=started.at + 1.5)
        barged = await world.until(BargedIn)
        completed = await world.until(ReplyCompleted)
        await world.until(SkillAnswered, 2)
        await talk.assistant.answered()
        await asyncio.sleep(2)
        assert completed.reply.startswith(barged.heard)
        assert barged.heard
        assert completed.reply != STORY
        assert mind.closed == 1
        turns = await talk.store.run(talk.store.turns.last, "owner", 9)
        assert (turns[0].reply, turns[0].heard) == (completed.reply, barged.heard)


async def test_a_new_question_replaces_one_that_is_still_being_thought_about() -> None:
    mind = model(tokens_per_second=1)
    async with stage(mind=mind) as world:
        world.conversation.assistant.typed("why does it rain")
        await asyncio.sleep(0.5)
        world.conversation.assistant.typed("what is 2 + 2")
        answered = await world.until(SkillAnswered)
        await world.conversation.assistant.answered()
        assert answered.skill == "sum"
        assert world.happened(ReplyCompleted) == []


async def test_the_model_is_reminded_of_what_was_heard() -> None:
    mind = model(tokens_per_second=50)
    async with stage(mind=mind) as world:
        world.conversation.assistant.typed("what is 2 + 2")
        await world.until(PlaybackFinished)
        world.conversation.assistant.typed("why does it rain")
        await world.until(PlaybackFinished, 2)
        texts = [message.text for message in mind.prompts[-1].messages]
        assert any("2 + 2" in text for text in texts)
        assert any("4" in text for text in texts[1:])


async def test_the_model_is_told_of_a_bell_once_however_often_it_rang() -> None:
    mind = model(tokens_per_second=50)
    async with stage(mind=mind) as world:
        typed = world.conversation.assistant.typed
        typed("set a timer for 1 minute")
        await world.until(ReminderRang, seconds=90.0)
        rings = len(world.happened(PlaybackFinished)) + 3
        rang = (await world.until(PlaybackFinished, rings)).heard.strip()
        typed("why does it ring")
        await world.until(ReplyCompleted)
        told = [message.text for message in mind.prompts[-1].messages]
        assert len([text for text in told if rang in text]) == 1
        assert "timer" in rang


async def test_of_a_bell_that_was_cut_short_what_was_heard_is_told() -> None:
    mind = model(tokens_per_second=50)
    async with stage(mind=mind) as world:
        typed = world.conversation.assistant.typed
        typed("remind me in 1 minute to water the flowers behind the house")
        await world.until(ReminderRang, seconds=90.0)
        await world.until(PlaybackStarted, 2)
        await asyncio.sleep(1.0)
        typed("stop")
        cut = (await world.until(BargedIn)).heard.strip()
        await world.conversation.assistant.answered()
        typed("why does it ring")
        await world.until(ReplyCompleted)
        told = [message.text for message in mind.prompts[-1].messages[1:]]
        assert f"\n{cut} [interrupted here]" in told[1]


async def test_the_model_is_ready_before_the_first_question() -> None:
    mind = model()
    async with stage(mind=mind) as world:
        await asyncio.sleep(10)
        ready = mind.counts.evaluated
        world.conversation.assistant.typed("why does it rain")
        await world.until(PlaybackStarted)
        assert mind.counts.evaluated - ready < 0.1 * ready


async def test_a_model_may_set_a_timer_and_no_more_than_that() -> None:
    def answer(prompt: Prompt) -> str:
        return '{"skill": "timer.set", "minutes": 5}'

    async with stage(mind=FakeLanguageModel(answer)) as world:
        world.conversation.assistant.typed("my eggs want five minutes from now on would you kindly")
        completed = await world.until(ReplyCompleted)
        await world.until(PlaybackFinished)
        assert completed.skill == "timer.set"
        assert len(world.conversation.store.reminders.active("owner")) == 1


async def test_a_model_that_breaks_costs_no_conversation() -> None:
    mind = model()
    mind.fail()
    async with stage(mind=mind) as world:
        world.conversation.assistant.typed("why does it rain")
        await world.until(PlaybackFinished)
        world.conversation.assistant.typed("what is 2 + 2")
        answered = await world.until(SkillAnswered, 2)
        assert answered.skill == "sum"


async def test_the_state_comes_back_to_rest() -> None:
    async with stage(mind=model(), mode="key") as world:
        world.conversation.assistant.typed("why does it rain")
        await world.until(PlaybackFinished)
        await asyncio.sleep(20)
        assert world.happened(StateChanged)[-1].state in ("idle", "listening")
        assert world.conversation.assistant.state.value == "idle"


async def test_everything_deleted_is_forgotten_by_the_model_too() -> None:
    mind = model(tokens_per_second=50)
    async with stage(mind=mind) as world:
        typed = world.conversation.assistant.typed
        typed("why does it rain")
        await world.until(PlaybackFinished)
        typed("delete everything")
        await world.until(PlaybackFinished, 2)
        typed("yes")
        await world.until(PlaybackFinished, 3)
        typed("why does it snow")
        await world.until(PlaybackFinished, 4)
        assert not any("rain" in message.text for message in mind.prompts[-1].messages)


def _feel(governor: Governor, temperature: float) -> None:
    """An hour at a temperature, in degrees."""
    start = 0.0 if temperature > 80 else 3600.0
    for seconds in range(0, 3600, 5):
        governor.look(VitalSigns(temperature=temperature), start + seconds)


async def test_a_device_that_cannot_afford_it_asks_no_model() -> None:
    mind = model(tokens_per_second=50)
    async with stage(mind=mind) as world:
        talk = world.conversation
        _feel(talk.governor, 95.0)
        talk.assistant.typed("why does it rain")
        await world.until(PlaybackFinished)
        assert (mind.prompts, mind.prepared) == ([], [])
        _feel(talk.governor, 30.0)
        talk.assistant.typed("why does it rain")
        await world.until(PlaybackFinished, 2)
        assert len(mind.prompts) == 1
