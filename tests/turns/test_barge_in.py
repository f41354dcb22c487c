"""Cutting in: speech pauses at once, and only words end it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.events import (
    BargedIn,
    PlaybackFinished,
    PlaybackPaused,
    PlaybackResumed,
    PlaybackStarted,
    SkillAnswered,
    SpeechStarted,
)
from edge.fakes.engines import FakeRecognizer
from edge.fakes.voices import mumble, noise, say
from edge.turn import State
from tests.turns.conftest import Stage, stage

if TYPE_CHECKING:
    from edge.ports import Samples

LONG = "what can you do"
WORD_SAMPLES = 4000
"""Of the fake synthesiser: each word lasts a quarter of a second, and is followed by a gap."""


def _whole_words(spoken: Samples) -> int:
    """Words that reached the air to their last sample."""
    loud = np.concatenate([[0], (spoken >= 90).astype(int), [0]])
    edges = np.flatnonzero(np.diff(loud))
    return int(np.count_nonzero(edges[1::2] - edges[::2] >= WORD_SAMPLES))


async def _speaking(world: Stage) -> float:
    """Have a long answer said; the moment it began."""
    world.microphone.hear(say(LONG), at=1.0)
    began: float = (await world.until(PlaybackStarted)).at
    return began


async def test_words_stop_the_answer_and_are_answered() -> None:
    async with stage() as world:
        began = await _speaking(world)
        world.microphone.hear(say("what time is it"), at=began + 1.0)
        await world.until(SkillAnswered, 2)
        await world.until(PlaybackFinished, 2)
        assert [event.skill for event in world.happened(SkillAnswered)][1] == "time.now"
        assert len(world.happened(BargedIn)) == 1


async def test_a_misheard_stop_ends_the_answer_and_is_not_answered_itself() -> None:
    misheard = FakeRecognizer(mishears={"stop": "skull"}, nearest={"skull": ("stop", 0.3)})
    async with stage(recognizer=misheard) as world:
        began = await _speaking(world)
        world.microphone.hear(say("stop"), at=began + 1.0)
        await world.until(BargedIn)
        answered = await world.until(SkillAnswered, 2)
        assert (answered.skill, answered.reply) == ("hush", "")
        await asyncio.sleep(5)
        assert len(world.happened(PlaybackStarted)) == 1


async def test_the_pause_comes_within_120_ms_of_the_voice() -> None:
    async with stage() as world:
        began = await _speaking(world)
        world.microphone.hear(say("what time is it"), at=began + 1.0)
        paused = await world.until(PlaybackPaused)
        assert paused.at - (began + 1.0) <= 0.12
        await asyncio.sleep(0.4)
        later = world.speaker.sound(paused.at + 0.02, paused.at + 0.3)
        assert len(later) > 0
        assert not later.any()


@pytest.mark.parametrize("backchannel", ["mhm", "uh huh", "yeah"])
async def test_a_backchannel_resumes_at_the_same_sample(backchannel: str) -> None:
    async with stage() as world:
        began = await _speaking(world)
        world.microphone.hear(say(backchannel), at=began + 1.0)
        resumed = await world.until(PlaybackResumed)
        assert resumed.reason == "backchannel"
        done = await world.until(PlaybackFinished)
        assert done.completed
        assert done.heard == done.text
        await asyncio.sleep(5)
        assert len(world.happened(SkillAnswered)) == 1


async def test_a_cough_resumes() -> None:
    async with stage() as world:
        began = await _speaking(world)
        world.microphone.hear(noise(0.2), at=began + 1.0)
        resumed = await world.until(PlaybackResumed)
        assert resumed.reason in ("noise", "nothing")
        assert (await world.until(PlaybackFinished)).completed
        assert world.happened(BargedIn) == []


async def test_the_late_words_of_an_earlier_sound_say_nothing_about_a_new_one() -> None:
    async with stage(recognizer=FakeRecognizer(final_seconds=3.0)) as world:
        began = await _speaking(world)
        world.microphone.hear(mumble(0.4), at=began + 1.0)  # its final text comes at 5.8 s
        await world.until(PlaybackResumed)
        world.microphone.hear(say("what time is it"), at=began + 5.4)
        await world.until(BargedIn)
        assert len(world.happened(PlaybackPaused)) == 2
        assert len(world.happened(PlaybackResumed)) == 1


@pytest.mark.parametrize("after_seconds", [0.4, 0.9, 1.7, 2.6, 4.1])
async def test_exactly_the_words_that_were_heard_are_kept(after_seconds: float) -> None:
    async with stage() as world:
        began = await _speaking(world)
        world.microphone.hear(say("stop"), at=began + after_seconds)
        barged = await world.until(BargedIn)
        paused = world.happened(PlaybackPaused)[0]
        spoken = world.speaker.sound(began, paused.at + 0.005)
        text = world.happened(PlaybackStarted)[0].text
        assert text.startswith(barged.heard)
        assert barged.heard == "" or text[len(barged.heard)] in " .,;:?!"
        assert len(barged.heard.split()) == _whole_words(spoken)
        assert world.happened(SpeechStarted)


async def test_a_backchannel_that_was_so_long_that_it_stopped_us_leaves_nobody_thinking() -> None:
    async with stage() as world:
        began = await _speaking(world)
        world.microphone.hear(say("mhm", seconds=2.5), at=began + 1.0)
        await world.until(BargedIn)
        await asyncio.sleep(6.0)
        assert world.conversation.assistant.state is not State.THINKING
        await world.conversation.assistant.answered()
