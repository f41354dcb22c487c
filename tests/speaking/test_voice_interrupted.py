"""A voice that is paused, resumed, cut off or suspended: what was heard is exact."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from edge.events import (
    BargedIn,
    PlaybackPaused,
    PlaybackResumed,
    WordSpoken,
)
from edge.fakes.time import run_in_virtual_time
from edge.speaking.arbiter import Outcome
from edge.speaking.items import Item, Priority
from tests.speaking.stage import TEXT, stage


async def test_a_pause_takes_effect_at_once_and_resumes_at_the_same_sample() -> None:
    async with stage() as room:
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(0.7)
        room.voice.pause()
        handed = room.output.rendered()
        await asyncio.sleep(5)
        assert room.output.rendered() <= handed + 0.003 * 16_000
        room.voice.resume("backchannel")
        await asyncio.sleep(5)
        assert room.told(PlaybackPaused)[0].item == room.told(PlaybackResumed)[0].item
        assert room.told(PlaybackResumed)[0].reason == "backchannel"
        assert room.finished() == [(TEXT, True)]
        lengths = np.bincount(room.speaker.sound(), minlength=110)[100:110]
        faded = 2 * 0.003 * 16_000
        assert np.all(np.abs(lengths - 0.25 * 16_000) <= faded)


@pytest.mark.parametrize("delay", [0.0, 0.06])
@pytest.mark.parametrize("pause_at", [number * 0.055 + 0.001 for number in range(52)])
def test_what_was_heard_at_a_barge_in_is_exact_to_the_word(pause_at: float, delay: float) -> None:
    async def conversation() -> None:
        async with stage(delay=delay) as room:
            room.voice.say(Item(text=TEXT))
            await asyncio.sleep(pause_at)
            room.voice.pause()
            await asyncio.sleep(0.2)
            heard = room.voice.barge_in()
            await asyncio.sleep(0.2)
            sounded = np.bincount(room.speaker.sound(), minlength=120)[100:110]
            fade = 0.0065 * 16_000
            whole = int(np.count_nonzero(sounded >= 0.25 * 16_000 - fade))
            assert heard in (" ".join(TEXT.split()[:whole]), " ".join(TEXT.split()[: whole - 1]))
            ends = [0.25 + 0.3 * number for number in range(10)]
            if min(abs(room.output.rendered() / 16_000 - end) for end in ends) > 0.004:
                assert heard == " ".join(TEXT.split()[:whole])
            assert room.told(BargedIn)[0].heard == heard
            assert room.finished() == [(heard, False)]

    run_in_virtual_time(conversation())


async def test_a_barge_in_closes_the_synthesis() -> None:
    async with stage() as room:
        room.voice.say(Item(text=TEXT * 5))
        await asyncio.sleep(1)
        room.voice.barge_in()
        assert room.voice.speaking is None
        await asyncio.sleep(0.1)
        assert room.synthesizer.closed == 1


async def test_nothing_to_interrupt_is_no_event() -> None:
    async with stage() as room:
        room.voice.pause()
        room.voice.resume("noise")
        assert room.voice.barge_in() == ""
        room.voice.hush()
        await asyncio.sleep(0.1)
        assert room.events == []


async def test_a_hazard_suspends_an_answer_which_goes_on_with_the_word_cut_off() -> None:
    async with stage() as room:
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(0.75)  # in the third word
        hazard = Item(text="Step down", priority=Priority.HAZARD)
        assert room.voice.say(hazard) is Outcome.PREEMPTS
        await asyncio.sleep(0.05)
        assert room.voice.speaking == hazard
        await asyncio.sleep(5)
        assert [text for text, _ in room.synthesizer.said][:3] == [TEXT, "Step down", TEXT[7:]]
        assert room.finished() == [("Step down", True), (TEXT, True)]
        words = [word for word in room.told(WordSpoken) if word.item != hazard.id]
        assert [TEXT[word.start : word.end] for word in words] == TEXT.split()


async def test_what_a_hazard_suspended_can_still_be_cut_short() -> None:
    async with stage() as room:
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(0.75)
        room.voice.say(Item(text="Step down", priority=Priority.HAZARD))
        await asyncio.sleep(0.1)
        room.voice.pause()
        assert room.voice.barge_in() == "one two"
        await asyncio.sleep(5)
        assert room.finished() == [("one two", False), ("Step down", True)]


async def test_a_paused_answer_stays_paused_under_a_hazard() -> None:
    async with stage() as room:
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(0.75)
        room.voice.pause()
        room.voice.say(Item(text="Step down", priority=Priority.HAZARD))
        await asyncio.sleep(5)
        assert room.finished() == [("Step down", True)]
        room.voice.resume("noise")
        await asyncio.sleep(5)
        assert room.finished() == [("Step down", True), (TEXT, True)]


async def test_an_answer_cuts_what_nobody_asked_for() -> None:
    async with stage() as room:
        room.voice.say(Item(text=TEXT, priority=Priority.AMBIENT))
        await asyncio.sleep(0.75)
        assert room.voice.say(Item(text="It is ten.")) is Outcome.CUTS
        await asyncio.sleep(3)
        assert room.finished() == [("one two", False), ("It is ten.", True)]


async def test_hush_drops_everything_but_hazards() -> None:
    async with stage() as room:
        room.voice.say(Item(text=TEXT))
        room.voice.say(Item(text="another"))
        await asyncio.sleep(0.75)
        room.voice.say(Item(text="Step down", priority=Priority.HAZARD))
        room.voice.hush()
        await asyncio.sleep(3)
        assert room.finished() == [("", False), ("one two", False), ("Step down", True)]


async def test_a_long_pause_is_not_taken_for_a_stuck_output() -> None:
    async with stage() as room:
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(0.75)
        room.voice.pause()
        await asyncio.sleep(60)
        room.voice.resume("timeout")
        await asyncio.sleep(5)
        assert room.finished() == [(TEXT, True)]


@pytest.mark.parametrize("rate", [22_050, 48_000])
def test_another_rate_at_the_output_keeps_the_words_exact(rate: int) -> None:
    async def conversation() -> None:
        async with stage(rate=rate) as room:
            room.voice.say(Item(text=TEXT))
            await asyncio.sleep(1.5)
            assert room.voice.barge_in() == "one two three four five"

    run_in_virtual_time(conversation())


async def test_a_hazard_within_a_number_repeats_the_whole_number() -> None:
    async with stage() as room:
        room.voice.say(Item(text="Wait 25 minutes"))
        await asyncio.sleep(0.75)  # in "five"
        room.voice.say(Item(text="Step", priority=Priority.HAZARD))
        await asyncio.sleep(3)
        assert room.synthesizer.said[2][0].strip() == "twenty five minutes"
