"""A machine in need tells once, in a pause, that it does less."""

from __future__ import annotations

import asyncio

from edge.events import PlaybackFinished, PlaybackStarted, SkillAnswered, TierChanged
from edge.fakes.body import FakeVitals
from edge.fakes.voices import say
from tests.turns.conftest import stage


async def test_a_hot_machine_says_so_once_a_step() -> None:
    vitals = FakeVitals()
    async with stage(vitals=vitals) as world:
        vitals.become(temperature=76.0)
        step = await world.until(TierChanged)
        assert (step.tier, step.lowered, step.reason) == ("saving", True, "temperature")
        said = await world.until(PlaybackStarted)
        assert (said.text, said.priority) == (
            "I am getting hot, so I do less for a while.",
            "chatter",
        )
        await asyncio.sleep(300)
        assert len(world.happened(TierChanged)) == len(world.happened(PlaybackStarted)) == 1


async def test_an_answer_is_never_cut_short_for_it() -> None:
    vitals = FakeVitals()
    async with stage(vitals=vitals) as world:
        vitals.become(memory_mb=30.0)
        world.microphone.hear(say("what can you do"), at=7.0)
        step = await world.until(TierChanged)
        answered = world.happened(SkillAnswered)[0]
        first = await world.until(PlaybackFinished)
        assert answered.at < step.at < first.at
        assert (first.item, first.completed) == (answered.item, True)
        remark = await world.until(PlaybackFinished, 2)
        assert "memory" in remark.text


async def test_a_machine_that_recovers_says_so() -> None:
    vitals = FakeVitals()
    async with stage(vitals=vitals) as world:
        vitals.become(battery=15.0)
        await world.until(TierChanged)
        vitals.become(battery=80.0)
        step = await world.until(TierChanged, 2, seconds=300)
        assert (step.tier, step.lowered) == ("full", False)
        said = await world.until(PlaybackStarted, 2)
        assert said.text == "I can do everything again."
