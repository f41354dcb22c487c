"""A timer through PulseAudio: set and corrected by voice, ringing until somebody says stop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.events import PlaybackFinished, ReminderRang, SkillAnswered
from tests.conversations_pulse.rig import EAR, LOUD, PERSON, Stage, long_answer, unless_starved

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pulse import PulseBench

pytestmark = [pytest.mark.pulse, pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(150)]

BETWEEN_RINGS_SECONDS = 12.5
STOPPED_SECONDS = 2.0
"""From the first sample of "stop" to a bell's silence."""


async def test_a_timer_is_corrected(lab: PulseBench, tmp_path: Path) -> None:
    async def scene(world: Stage) -> None:
        await world.say("set a timer for ten minutes")
        first = await world.next(SkillAnswered)
        await world.next(PlaybackFinished, output="ear")
        await world.say("no five minutes")
        corrected = await world.next(SkillAnswered)
        await world.next(PlaybackFinished, output="ear")
        await asyncio.sleep(0.3)
        assert (first.skill, first.slots.get("minutes")) == ("timer.set", 10)
        assert "5 minutes" in corrected.reply
        asked, corrects = world.spans(PERSON)
        said = world.spans(EAR)
        assert asked[1] < said[0][0] < corrects[0] < said[-1][0]
        assert world.spans(LOUD) == []

    await unless_starved(lab, tmp_path, scene)


async def test_a_timer_rings_in_the_middle_of_an_answer_until_somebody_says_stop(
    lab: PulseBench, tmp_path: Path
) -> None:
    async def scene(world: Stage) -> None:
        await world.say("set a timer for five seconds")
        await world.next(SkillAnswered, skill="timer.set")
        await world.next(PlaybackFinished, output="ear")
        answering = world.now()
        await long_answer(world, seconds=0.0)
        if not world.happened(ReminderRang):
            await world.next(ReminderRang)
        await asyncio.sleep(1.5)
        before = world.now()
        await world.say("stop", "rms")
        answered = await world.next(SkillAnswered)
        await asyncio.sleep(BETWEEN_RINGS_SECONDS)
        onset = world.spans(PERSON, before)[0][0]
        rang = world.spans(LOUD, answering)[0]
        assert answered.skill == "hush"
        assert world.spans(EAR, answering)[0][0] < rang[0] < onset, "in the middle of the answer"
        for channel in (EAR, LOUD):
            assert world.silent_after(channel, onset, world.now()) < STOPPED_SECONDS

    await unless_starved(lab, tmp_path, scene)
