"""A voice on a real output in virtual time: what is said, paused, resumed, dropped and heard."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from edge.audio.output import Output
from edge.bus import Bus
from edge.errors import InputError
from edge.events import (
    BargedIn,
    PlaybackFinished,
    PlaybackPaused,
    PlaybackResumed,
    PlaybackStarted,
    TurnFailed,
    VisemeDue,
    WordSpoken,
)
from edge.fakes.sound import FakeSpeaker
from edge.fakes.speech import FakeSynthesizer
from edge.fakes.time import run_in_virtual_time
from edge.ports import Voice as VoiceSettings
from edge.settings import OutputSettings
from edge.speaking.arbiter import Arbiter, Outcome
from edge.speaking.items import Item, Priority
from edge.speaking.spoken import Replacement, Spoken
from edge.speaking.voice import Manner, Voice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.events import Event

TEXT = "one two three four five six seven eight nine ten"


@dataclass
class Room:
    """A voice, its loudspeaker, and every event so far."""

    voice: Voice
    speaker: FakeSpeaker
    synthesizer: FakeSynthesizer
    output: Output
    events: list[Event] = field(default_factory=list)

    def told(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def finished(self) -> list[tuple[str, bool]]:
        return [(event.heard, event.completed) for event in self.told(PlaybackFinished)]

    def words_in_the_air(self) -> list[int]:
        """Numbers of the words whose sound came out of the loudspeaker, in order."""
        sound = self.speaker.sound()
        values = [int(value) - 100 for value in sound[sound >= 100]]
        return [n for i, n in enumerate(values) if i == 0 or values[i - 1] != n]


def _spoken_for(text: str, language: str) -> Spoken:
    if language == "tlh":
        raise InputError("no rules")
    at = text.find("25")
    return Spoken(text, (Replacement(at, at + 2, "twenty five"),) if at >= 0 else ())


@asynccontextmanager
async def _room(
    delay: float = 0.0, rate: int = 16_000, visemes: bool = False
) -> AsyncIterator[Room]:
    loop = asyncio.get_running_loop()
    bus, speaker, synthesizer = (
        Bus(),
        FakeSpeaker(rate=rate, delay_seconds=delay),
        FakeSynthesizer(),
    )
    output = Output(speaker, OutputSettings(), loop.time)
    output.set_volume(100)
    output.open()
    manner = Manner(VoiceSettings, _spoken_for, visemes)
    voice = Voice(output, synthesizer, Arbiter(), bus, loop.time, manner)
    room = Room(voice, speaker, synthesizer, output)
    reader = bus.subscribe(size=10_000)

    async def keep() -> None:
        async for event in reader:
            room.events.append(event)

    tasks = [asyncio.create_task(voice.run()), asyncio.create_task(keep())]
    try:
        yield room
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        output.close()
        assert all(isinstance(end, asyncio.CancelledError) for end in ended), ended


async def test_an_item_is_said_to_its_end() -> None:
    async with _room() as room:
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
    async with _room() as room:
        await asyncio.sleep(1)
        began = asyncio.get_running_loop().time()
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(0.1)
        assert room.output.first_handed is not None
        assert room.output.first_handed - began <= 0.011


async def test_words_are_told_when_they_were_heard_not_when_they_were_handed_over() -> None:
    async with _room(delay=0.2) as room:
        room.voice.say(Item(text="one two"))
        await asyncio.sleep(2)
        first = room.told(PlaybackStarted)[0].at
        assert [word.at - first for word in room.told(WordSpoken)] == pytest.approx(
            [0.45, 0.75], abs=0.06
        )


async def test_a_pause_takes_effect_at_once_and_resumes_at_the_same_sample() -> None:
    async with _room() as room:
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
        async with _room(delay=delay) as room:
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
    async with _room() as room:
        room.voice.say(Item(text=TEXT * 5))
        await asyncio.sleep(1)
        room.voice.barge_in()
        assert room.voice.speaking is None
        await asyncio.sleep(0.1)
        assert room.synthesizer.closed == 1


async def test_nothing_to_interrupt_is_no_event() -> None:
    async with _room() as room:
        room.voice.pause()
        room.voice.resume("noise")
        assert room.voice.barge_in() == ""
        room.voice.hush()
        await asyncio.sleep(0.1)
        assert room.events == []


async def test_a_hazard_suspends_an_answer_which_goes_on_with_the_word_cut_off() -> None:
    async with _room() as room:
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
    async with _room() as room:
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(0.75)
        room.voice.say(Item(text="Step down", priority=Priority.HAZARD))
        await asyncio.sleep(0.1)
        room.voice.pause()
        assert room.voice.barge_in() == "one two"
        await asyncio.sleep(5)
        assert room.finished() == [("one two", False), ("Step down", True)]


async def test_a_paused_answer_stays_paused_under_a_hazard() -> None:
    async with _room() as room:
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
    async with _room() as room:
        room.voice.say(Item(text=TEXT, priority=Priority.AMBIENT))
        await asyncio.sleep(0.75)
        assert room.voice.say(Item(text="It is ten.")) is Outcome.CUTS
        await asyncio.sleep(3)
        assert room.finished() == [("one two", False), ("It is ten.", True)]


async def test_a_stale_item_is_not_said_when_its_turn_comes() -> None:
    async with _room() as room:
        room.voice.say(Item(text=TEXT))
        room.voice.say(Item(text="soon", expires_at=2.0))
        await asyncio.sleep(6)
        assert room.finished() == [(TEXT, True), ("", False)]
        assert [text for text, _ in room.synthesizer.said] == [TEXT]


async def test_automatic_items_wait_for_their_gap() -> None:
    async with _room() as room:
        for text in ("left", "right"):
            room.voice.say(Item(text=text, priority=Priority.NAVIGATION))
        await asyncio.sleep(5)
        ended = room.told(PlaybackFinished)[0].at
        assert room.told(PlaybackStarted)[1].at - ended == pytest.approx(1.2, abs=0.03)


async def test_hush_drops_everything_but_hazards() -> None:
    async with _room() as room:
        room.voice.say(Item(text=TEXT))
        room.voice.say(Item(text="another"))
        await asyncio.sleep(0.75)
        room.voice.say(Item(text="Step down", priority=Priority.HAZARD))
        room.voice.hush()
        await asyncio.sleep(3)
        assert room.finished() == [("", False), ("one two", False), ("Step down", True)]


async def test_a_broken_voice_tells_and_the_next_item_is_said() -> None:
    async with _room() as room:
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
    async with _room() as room:
        room.synthesizer.stall()
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(10)
        assert "silent for 5 seconds" in room.told(TurnFailed)[0].message
        assert room.finished() == [("", False)]
        assert room.synthesizer.closed == 1


async def test_a_stuck_output_is_given_up_with_what_was_heard() -> None:
    async with _room() as room:
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(0.75)
        room.speaker.stall()
        await asyncio.sleep(10)
        assert room.told(TurnFailed)[0].code == "device"
        assert room.finished() == [("one two", False)]


async def test_a_long_pause_is_not_taken_for_a_stuck_output() -> None:
    async with _room() as room:
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(0.75)
        room.voice.pause()
        await asyncio.sleep(60)
        room.voice.resume("timeout")
        await asyncio.sleep(5)
        assert room.finished() == [(TEXT, True)]


async def test_the_words_around_now_are_known_for_the_echo_check() -> None:
    async with _room() as room:
        now = asyncio.get_running_loop().time
        assert room.voice.saying(now()) == ""
        room.voice.say(Item(text=TEXT))
        await asyncio.sleep(2.0)
        assert room.voice.saying(now()) == "two three four five six seven eight"
        await asyncio.sleep(1.2)
        assert room.voice.saying(now()).endswith("nine ten")
        await asyncio.sleep(2)
        assert room.voice.saying(now()) == ""


@pytest.mark.parametrize("rate", [22_050, 48_000])
def test_another_rate_at_the_output_keeps_the_words_exact(rate: int) -> None:
    async def conversation() -> None:
        async with _room(rate=rate) as room:
            room.voice.say(Item(text=TEXT))
            await asyncio.sleep(1.5)
            assert room.voice.barge_in() == "one two three four five"

    run_in_virtual_time(conversation())


async def test_the_mouth_moves_with_the_sound() -> None:
    async with _room(visemes=True) as room:
        room.voice.say(Item(text="one two"))
        await asyncio.sleep(2)
        shapes = [(event.viseme, event.at) for event in room.told(VisemeDue)]
        assert [viseme for viseme, _ in shapes] == ["aa", "sil", "aa", "sil"]
        assert shapes[2][1] - shapes[0][1] == pytest.approx(0.3, abs=0.02)


async def test_between_sentences_there_is_a_pause() -> None:
    async with _room() as room:
        room.voice.say(Item(text="Yes. No."))
        await asyncio.sleep(2)
        sound = room.speaker.sound()
        loud = np.flatnonzero(sound)
        assert (loud[-1] - loud[0]) / 16_000 == pytest.approx(0.25 + 0.05 + 0.3 + 0.25, abs=0.01)


async def test_an_empty_text_is_over_at_once() -> None:
    async with _room() as room:
        room.voice.say(Item(text="  \n"))
        await asyncio.sleep(0.5)
        assert room.finished() == [("  \n", True)]
        assert room.told(PlaybackStarted) == []


async def test_a_number_is_said_in_words_and_heard_as_it_was_written() -> None:
    async with _room() as room:
        room.voice.say(Item(text="Wait 25 minutes"))
        await asyncio.sleep(0.75)  # in "five"
        assert room.voice.saying(0.75) == "Wait twenty five minutes"
        await asyncio.sleep(0.3)
        assert room.voice.barge_in() == "Wait 25"
        assert room.synthesizer.said[0][0] == "Wait twenty five minutes"


async def test_a_hazard_within_a_number_repeats_the_whole_number() -> None:
    async with _room() as room:
        room.voice.say(Item(text="Wait 25 minutes"))
        await asyncio.sleep(0.75)  # in "five"
        room.voice.say(Item(text="Step", priority=Priority.HAZARD))
        await asyncio.sleep(3)
        assert room.synthesizer.said[2][0].strip() == "twenty five minutes"


async def test_a_language_without_rules_is_left_to_the_synthesiser() -> None:
    async with _room() as room:
        room.voice.say(Item(text="wa' 25", language="tlh"))
        await asyncio.sleep(2)
        assert room.finished() == [("wa' 25", True)]
