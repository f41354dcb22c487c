"""Spoken turns through PulseAudio, judged by the recording of what sounded."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.events import (
    BargedIn,
    PlaybackFinished,
    SkillAnswered,
)
from tests.conversations_pulse.rig import (
    EAR,
    LOUD,
    PERSON,
    Stage,
    long_answer,
    unless_starved,
)
from tests.pulse import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pulse import PulseBench

pytestmark = [pytest.mark.pulse, pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(120)]

ANSWER_SECONDS = 2.0
"""From the last voiced sample to the answer's first, with room for a busy machine."""


async def test_a_spoken_question_is_answered_in_the_ear_of_who_asked(
    lab: PulseBench, tmp_path: Path
) -> None:
    async def scene(world: Stage) -> None:
        await world.say("what time is it")
        answered = await world.next(SkillAnswered)
        finished = await world.next(PlaybackFinished, output="ear")
        await asyncio.sleep(0.5)
        asked, replied = world.spans(PERSON)[-1], world.spans(EAR)[0]
        assert answered.skill == "time.now"
        assert finished.completed
        assert 0 < (replied[0] - asked[1]) / RATE < ANSWER_SECONDS
        assert 0.5 < (world.spans(EAR)[-1][1] - replied[0]) / RATE < 6.0
        assert world.spans(LOUD) == []

    await unless_starved(lab, tmp_path, scene)


async def test_words_stop_the_answer_and_are_answered(
    lab: PulseBench, tmp_path: Path, stop_seconds: float
) -> None:
    async def scene(world: Stage) -> None:
        first = await long_answer(world)
        before = world.now()
        await world.say("what time is it")
        barged = await world.next(BargedIn, output="ear")
        answered = await world.next(SkillAnswered)
        await world.next(PlaybackFinished, output="ear")
        await asyncio.sleep(0.5)
        onset, end = world.spans(PERSON, before)[0]
        assert world.silent_after(EAR, onset, end) < stop_seconds
        assert first.text.startswith(barged.heard)
        assert 0 < len(barged.heard) < len(first.text)
        assert answered.skill == "time.now"
        assert world.spans(EAR)[-1][0] > end

    await unless_starved(lab, tmp_path, scene)


async def test_one_word_stops_the_answer_for_good(
    lab: PulseBench, tmp_path: Path, stop_seconds: float
) -> None:
    async def scene(world: Stage) -> None:
        await long_answer(world)
        before = world.now()
        await world.say("stop")
        answered = await world.next(SkillAnswered)
        await asyncio.sleep(3.0)
        onset = world.spans(PERSON, before)[0][0]
        assert (answered.skill, answered.reply) == ("hush", "")
        assert world.silent_after(EAR, onset, world.now()) < stop_seconds

    await unless_starved(lab, tmp_path, scene)
