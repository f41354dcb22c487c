"""Spoken turns through PulseAudio, judged by the recording of what sounded."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.events import (
    BargedIn,
    PlaybackFinished,
    PlaybackStarted,
    SkillAnswered,
)
from tests.conversations_pulse.rig import EAR, LOUD, PERSON, Stage, stage
from tests.pulse import RATE, PulseBench, running_pulse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.pulse, pytest.mark.engines, pytest.mark.timeout(120)]

ANSWER_SECONDS = 2.0
"""From the last voiced sample to the answer's first, with room for a busy machine."""
STOP_SECONDS = 0.35
"""From a voice's first audible sample to silence: 0.15 and the sound driver's latency, and room."""
LONG = "what can you do"


@pytest.fixture(scope="module")
def lab() -> Iterator[PulseBench]:
    """A sound server with a room and two outputs of one channel each."""
    with running_pulse() as bench:
        bench.add_lab()
        bench.add_channel("owner", "rear-left")
        bench.add_channel("loud", "rear-right")
        yield bench


async def _long_answer(world: Stage, seconds: float = 1.5) -> PlaybackStarted:
    """Have a long answer said, and let it go on for a while."""
    world.talk.assistant.typed(LONG)
    started: PlaybackStarted = await world.next(PlaybackStarted, output="ear")
    await asyncio.sleep(seconds)
    return started


async def test_a_spoken_question_is_answered_in_the_ear_of_who_asked(
    lab: PulseBench, tmp_path: Path
) -> None:
    async with stage(lab, tmp_path) as world:
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


async def test_words_stop_the_answer_and_are_answered(lab: PulseBench, tmp_path: Path) -> None:
    async with stage(lab, tmp_path) as world:
        first = await _long_answer(world)
        before = world.now()
        await world.say("what time is it")
        barged = await world.next(BargedIn, output="ear")
        answered = await world.next(SkillAnswered)
        await world.next(PlaybackFinished, output="ear")
        await asyncio.sleep(0.5)
        onset = world.spans(PERSON, before)[0][0]
        cut = next(end for start, end in world.spans(EAR) if end > onset)
        assert (cut - onset) / RATE < STOP_SECONDS
        assert first.text.startswith(barged.heard)
        assert 0 < len(barged.heard) < len(first.text)
        assert answered.skill == "time.now"
        assert world.spans(EAR)[-1][0] > world.spans(PERSON)[-1][1]
