"""A voice on a real output in virtual time: what is said, in which order, and what goes wrong."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from edge.events import (
    PlaybackFinished,
    PlaybackStarted,
    TurnFailed,
    VisemeDue,
    WordSpoken,
)
from edge.speaking.arbiter import Outcome
from edge.speaking.items import Item, Priority
from tests.speaking.stage import TEXT, stage


async def test_an_item_is_said_to_its_end() -> None:
    async with stage() as room:
        item = Item(text="Hello there. You too.")
        assert room.voice.say(item) is Outcome.QUEUED
        await asyncio.sleep(3)
        started, words = room.told(PlaybackStarted)[0], room.told(WordSpoken)
        assert (started.item, started.text, started.priority) == (item.id, item.text, "answer")
        assert [item.text[word.start : word.end] for word in words] == [
            "Hello", "there.", "You", "too.",
        ]  # fmt: skip
        assert room.finished() == [(item.text, True)]
        assert room.words_in_the_air() == [0, 1, 0, 1]


async def test_the_first_sound_follows_the_offer_at_once() -> None:
    async with stage() as room:
        await asyncio.sleep(1)
        began = asyncio.get_running_loop().time()
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(0.1)
        assert room.output.first_handed is not None
        assert room.output.first_handed - began <= 0.011


async def test_words_are_told_when_they_were_heard_not_when_they_were_handed_over() -> None:
    async with stage(delay=0.2) as room:
        room.voice.say(Item(text="one two"))
        await asyncio.sleep(2)
        first = room.told(PlaybackStarted)[0].at
        assert [word.at - first for word in room.told(WordSpoken)] == pytest.approx(
            [0.45, 0.75], abs=0.06
        )


async def test_a_stale_item_is_not_said_when_its_turn_comes() -> None:
    async with stage() as room:
        room.voice.say(Item(text=TEXT))
        room.voice.say(Item(text="soon", expires_at=2.0))
        await asyncio.sleep(6)
        assert room.finished() == [(TEXT, True), ("", False)]
        assert [text for text, _ in room.synthesizer.said] == [TEXT]


async def test_automatic_items_wait_for_their_gap() -> None:
    async with stage() as room:
        for text in ("left", "right"):
            room.voice.say(Item(text=text, priority=Priority.NAVIGATION))
        await asyncio.sleep(5)
        ended = room.told(PlaybackFinished)[0].at
        assert room.told(PlaybackStarted)[1].at - ended == pytest.approx(1.2, abs=0.03)


async def test_a_broken_voice_tells_and_the_next_item_is_said() -> None:
    async with stage() as room:
        room.synthesizer.fail("the voice broke")
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(1)
        failed = room.told(TurnFailed)[0]
        assert (failed.stage, failed.code, failed.message) == (
            "speaking", "engine", "the voice broke",
        )  # fmt: skip
        assert room.finished() == [("", False)]
        room.synthesizer.fail("")
        room.voice.say(Item(text="again"))
        await asyncio.sleep(1)
        assert room.finished()[1:] == [("again", True)]


async def test_a_stuck_voice_is_given_up() -> None:
    async with stage() as room:
        room.synthesizer.stall()
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(10)
        assert "silent for 5 seconds" in room.told(TurnFailed)[0].message
        assert room.finished() == [("", False)]
        assert room.synthesizer.closed == 1


async def test_a_stuck_output_is_given_up_with_what_was_heard() -> None:
    async with stage() as room:
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(0.75)
        room.speaker.stall()
        await asyncio.sleep(10)
        assert room.told(TurnFailed)[0].code == "device"
        assert room.finished() == [("one two", False)]


async def test_the_words_around_now_are_known_for_the_echo_check() -> None:
    async with stage() as room:
        now = asyncio.get_running_loop().time
        assert room.voice.saying(now()) == ""
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(2.0)
        assert room.voice.saying(now()) == "two three four five six seven eight"
        await asyncio.sleep(1.2)
        assert room.voice.saying(now()).endswith("nine ten")
        await asyncio.sleep(2)
        assert room.voice.saying(now()) == ""


async def test_the_mouth_moves_with_the_sound() -> None:
    async with stage(visemes=True) as room:
        room.voice.say(Item(text="one two"))
        await asyncio.sleep(2)
        shapes = [(event.viseme, event.at) for event in room.told(VisemeDue)]
        assert [viseme for viseme, _ in shapes] == ["aa", "sil", "aa", "sil"]
        assert shapes[2][1] - shapes[0][1] == pytest.approx(0.3, abs=0.02)


async def test_between_sentences_there_is_a_pause() -> None:
    async with stage() as room:
        room.voice.say(Item(text="Yes. No."))
        await asyncio.sleep(2)
        sound = room.speaker.sound()
        loud = np.flatnonzero(sound)
        assert (loud[-1] - loud[0]) / 16_000 == pytest.approx(0.25 + 0.05 + 0.3 + 0.25, abs=0.01)


async def test_an_empty_text_is_over_at_once() -> None:
    async with stage() as room:
        room.voice.say(Item(text="  \n"))
        await asyncio.sleep(0.5)
        assert room.finished() == [("  \n", True)]
        assert room.told(PlaybackStarted) == []


async def test_a_number_is_said_in_words_and_heard_as_it_was_written() -> None:
    async with stage() as room:
        room.voice.say(Item(text="Wait 25 minutes"))
        await asyncio.sleep(0.75)  # in "five"
        assert room.voice.saying(0.75) == "Wait twenty five minutes"
        await asyncio.sleep(0.3)
        assert room.voice.barge_in() == "Wait 25"
        assert room.synthesizer.said[0][0] == "Wait twenty five minutes"


async def test_a_language_without_rules_is_left_to_the_synthesiser() -> None:
    async with stage() as room:
        room.voice.say(Item(text="wa' 25", language="tlh"))
        await asyncio.sleep(2)
        assert room.finished() == [("wa' 25", True)]
