"""The first clause of an answer, made ready by a slow voice before it may be heard."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.output import Output
from edge.bus import Bus
from edge.errors import EngineError
from edge.events import VisemeDue, WordSpoken
from edge.fakes.sound import FakeSpeaker
from edge.fakes.speech import FakeSynthesizer
from edge.ports import SpeechChunk, Voice
from edge.settings import OutputSettings
from edge.speaking.arbiter import Arbiter
from edge.speaking.growing import Growing
from edge.speaking.held_speech import HELD_SECONDS, HeldSpeech
from edge.speaking.items import Item
from edge.speaking.means import Manner
from edge.speaking.voice import Voice as Speaking

if TYPE_CHECKING:
    from collections.abc import Sequence

CLAUSE = "One two three, "
VOICE = Voice("en")
OUTPUT_RATE = 22_050
FIRST_SECONDS, FACTOR = 0.5, 0.6


def now() -> float:
    return asyncio.get_running_loop().time()


def slow(**more: float) -> FakeSynthesizer:
    return FakeSynthesizer(first_seconds=FIRST_SECONDS, factor=FACTOR, **more)  # type: ignore[arg-type]  # numbers only


def held_by(synthesizer: FakeSynthesizer) -> HeldSpeech:
    return HeldSpeech(synthesizer, Manner(Voice))


async def said(speech: HeldSpeech | FakeSynthesizer, text: str) -> list[SpeechChunk]:
    return [chunk async for chunk in speech.synthesize(text, VOICE)]


def alike(one: Sequence[SpeechChunk], other: Sequence[SpeechChunk]) -> bool:
    return len(one) == len(other) and all(
        np.array_equal(a.samples, b.samples) and a.marks == b.marks
        for a, b in zip(one, other, strict=True)
    )


async def test_what_was_made_ready_is_there_at_once_and_the_same() -> None:
    speech = held_by(slow())
    speech.prepare(CLAUSE, "en")
    await asyncio.sleep(5)
    began = now()
    chunks = await said(speech, CLAUSE)
    assert now() == began
    assert alike(chunks, await said(FakeSynthesizer(), CLAUSE))
    assert speech.wasted_samples == 0


async def test_what_is_half_ready_goes_on_where_it_is() -> None:
    synthesizer = slow()
    speech = held_by(synthesizer)
    speech.prepare(CLAUSE, "en")
    await asyncio.sleep(FIRST_SECONDS + 0.1)
    began = now()
    chunks = await said(speech, CLAUSE)
    assert 0 < now() - began < FIRST_SECONDS
    assert alike(chunks, await said(FakeSynthesizer(), CLAUSE))
    assert len(synthesizer.said) == 1


async def test_other_words_drop_it_and_it_is_counted() -> None:
    synthesizer = slow()
    speech = held_by(synthesizer)
    speech.prepare(CLAUSE, "en")
    await asyncio.sleep(5)
    chunks = await said(speech, "Four five.")
    assert alike(chunks, await said(FakeSynthesizer(), "Four five."))
    sound, _ = synthesizer.render(CLAUSE)
    assert speech.wasted_samples == len(sound)


async def test_another_guess_stops_the_one_before() -> None:
    synthesizer = slow()
    speech = held_by(synthesizer)
    speech.prepare("Four five six, ", "en")
    await asyncio.sleep(FIRST_SECONDS + 0.1)
    speech.prepare(CLAUSE, "en")
    await asyncio.sleep(5)
    began = now()
    await said(speech, CLAUSE)
    assert now() == began
    assert synthesizer.closed == 1
    sound, _ = synthesizer.render("Four five six, ")
    assert 0 < speech.wasted_samples < len(sound)


async def test_a_quick_voice_does_not_work_ahead_once_that_is_known() -> None:
    synthesizer = FakeSynthesizer()
    speech = held_by(synthesizer)
    await said(speech, "Hello.")
    speech.prepare(CLAUSE, "en")
    await asyncio.sleep(1)
    assert [text for text, _ in synthesizer.said] == ["Hello."]
    assert not speech.is_working


async def test_a_long_clause_is_made_ready_in_part_only() -> None:
    text = "one " * 50
    speech = held_by(slow())
    speech.prepare(text, "en")
    await asyncio.sleep(60)
    assert not speech.is_working
    speech.drop()
    assert speech.wasted_samples == pytest.approx(HELD_SECONDS * speech.rate, rel=0.01)


async def test_the_rest_of_a_long_clause_follows_in_the_same_breath() -> None:
    text = "one " * 50
    synthesizer = slow()
    speech = held_by(synthesizer)
    speech.prepare(text, "en")
    await asyncio.sleep(60)
    chunks = await said(speech, synthesizer.said[0][0])
    assert alike(chunks, await said(FakeSynthesizer(), synthesizer.said[0][0]))
    assert len(synthesizer.said) == 1


async def test_a_voice_that_broke_ahead_is_asked_again() -> None:
    synthesizer = slow()
    speech = held_by(synthesizer)
    synthesizer.fail("the voice broke")
    speech.prepare(CLAUSE, "en")
    await asyncio.sleep(5)
    with pytest.raises(EngineError, match="the voice broke"):
        await said(speech, CLAUSE)
    synthesizer.fail("")
    assert alike(await said(speech, CLAUSE), await said(FakeSynthesizer(), CLAUSE))


async def test_only_the_very_voice_that_was_expected_is_used() -> None:
    synthesizer = slow()
    speech = held_by(synthesizer)
    speech.prepare(CLAUSE, "en")
    await asyncio.sleep(5)
    quicker = Voice("en", words_per_minute=250)
    async for _ in speech.synthesize(CLAUSE, quicker):
        pass
    assert [voice for _, voice in synthesizer.said] == [VOICE, quicker]
    assert speech.wasted_samples > 0


@dataclass(frozen=True)
class Performed:
    """What was told and heard of a reply."""

    words: list[tuple[int, int]]
    mouth: list[str]
    sound: list[int]


async def _performed(*, ahead: bool) -> Performed:
    bus = Bus()
    words = bus.subscribe(WordSpoken, size=100)
    mouth = bus.subscribe(VisemeDue, size=100)
    speaker = FakeSpeaker("room", rate=OUTPUT_RATE)
    output = Output(speaker, OutputSettings(), now)
    output.open()
    manner = Manner(Voice, visemes=True)
    speech = HeldSpeech(slow(), manner)
    voice = Speaking(output, speech, Arbiter(), bus, now, manner)
    running = asyncio.create_task(voice.run())
    if ahead:
        speech.prepare(CLAUSE, "en")
        await asyncio.sleep(5)
    growing = Growing()
    voice.say(Item(growing=growing, id=1))
    for clause in (CLAUSE, "four five. ", "Six seven."):
        growing.add(clause)
    growing.finish()
    await asyncio.sleep(20)
    running.cancel()
    output.close()
    bus.close()
    sound = speaker.sound()
    return Performed(
        [(event.start, event.end) async for event in words if isinstance(event, WordSpoken)],
        [event.viseme async for event in mouth if isinstance(event, VisemeDue)],
        [int(value) for value in sound[sound != 0]],
    )


async def test_words_mouth_and_resampled_sound_are_as_if_nothing_was_made_ready() -> None:
    ahead, after = await _performed(ahead=True), await _performed(ahead=False)
    assert len(ahead.words) == 7
    assert ahead == after
