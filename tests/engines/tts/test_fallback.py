"""A voice that breaks, stalls or is slow: the other one says the rest, in the same breath."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest

from edge.engines.runtime.standby import REST_SECONDS
from edge.engines.tts.at_rate import AtRate
from edge.engines.tts.by_language import SynthesizerByLanguage
from edge.engines.tts.fallback import FallbackSynthesizer
from edge.engines.tts.voice_stream import VoiceFacts
from edge.errors import EngineError, InputError
from edge.fakes.speech import FakeSynthesizer
from edge.ports import Mark, Voice

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from edge.ports import SpeechChunk, SpeechSynthesizer

TEXT = "one two three four"


@dataclass
class ScriptedVoice:
    """A voice with a model: breaks after some chunks, or needs time for each."""

    language: str = "en"
    name: str = ""
    speakers: tuple[str, ...] = ()
    breaks_after: int | None = None
    seconds_a_chunk: float = 0.0
    opens: bool = True
    rate: int = 16_000
    opened: int = 0
    closed: int = 0
    inner: FakeSynthesizer = field(default_factory=FakeSynthesizer)

    @property
    def facts(self) -> VoiceFacts:
        name = self.name or f"voice-{self.language}"
        return VoiceFacts(name, (self.language,), self.rate, self.speakers)

    async def open(self) -> None:
        self.opened += 1
        await asyncio.sleep(1)
        if not self.opens:
            raise EngineError("the model file is gone")

    async def close(self) -> None:
        self.closed += 1

    async def synthesize(self, text: str, voice: Voice) -> AsyncIterator[SpeechChunk]:
        count = 0
        stream = cast("AsyncGenerator[SpeechChunk, None]", self.inner.synthesize(text, voice))
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                if count == self.breaks_after:
                    raise EngineError("the process of PiperEngine was killed by SIGSEGV")
                await asyncio.sleep(self.seconds_a_chunk)
                count += 1
                yield chunk


class World:
    """The two voices, and what was told."""

    def __init__(self, first: ScriptedVoice, second: SpeechSynthesizer | None = None) -> None:
        self.first = first
        self.second = FakeSynthesizer(word_seconds=0.2)
        self.told: list[str] = []
        self.voice = FallbackSynthesizer(first, second or self.second, self.told.append)

    async def say(self, text: str = TEXT, voice: Voice | None = None) -> list[SpeechChunk]:
        return [chunk async for chunk in self.voice.synthesize(text, voice or Voice())]

    @property
    def rest(self) -> list[str]:
        """What the second voice was given."""
        return [text for text, _ in self.second.said]


async def loaded(first: ScriptedVoice, second: SpeechSynthesizer | None = None) -> World:
    """The first voice can speak."""
    world = World(first, second)
    await world.voice.open()
    return world


def words(chunks: list[SpeechChunk], text: str = TEXT) -> list[str]:
    marks = [mark for chunk in chunks for mark in chunk.marks if mark.kind == "word"]
    return [text[mark.start : mark.start + mark.length] for mark in marks]


async def test_a_good_voice_is_left_alone() -> None:
    world = await loaded(ScriptedVoice())
    assert words(await world.say()) == TEXT.split()
    assert (world.rest, world.told) == ([], [])


async def test_the_rest_is_said_from_the_word_that_was_due() -> None:
    world = await loaded(ScriptedVoice(breaks_after=7))  # 0.42 s: in the middle of "two"
    chunks = await world.say()
    assert world.rest == ["two three four"]
    assert words(chunks) == ["one", "two", "two", "three", "four"]
    assert [len(chunk.samples) for chunk in chunks[:7]] == [960] * 7


async def test_marks_of_both_voices_are_of_one_utterance() -> None:
    chunks = await (await loaded(ScriptedVoice(breaks_after=7))).say()
    marks = [mark for chunk in chunks for mark in chunk.marks]
    samples = [mark.sample for mark in marks]
    assert samples == sorted(samples)
    assert marks[-1] == Mark("end", sum(len(chunk.samples) for chunk in chunks))


async def test_the_change_is_told_once_with_its_reason() -> None:
    world = await loaded(ScriptedVoice(breaks_after=3))
    for _ in range(3):
        await world.say()
        await asyncio.sleep(5)
    assert len(world.told) == 1
    assert "voice-en: the process of PiperEngine was killed by SIGSEGV" in world.told[0]


async def test_a_crash_costs_a_sentence_not_the_conversation() -> None:
    world = await loaded(ScriptedVoice(breaks_after=3))
    await world.say()
    world.first.breaks_after = None
    await world.say("at once")
    await asyncio.sleep(2)  # meanwhile it was opened again
    await world.say("later")
    assert [text for text, _ in world.first.inner.said] == [TEXT, "later"]
    assert world.rest[-1] == "at once"
    assert world.first.opened == 2


async def test_a_voice_that_cannot_be_opened_again_rests() -> None:
    world = await loaded(ScriptedVoice(breaks_after=0))
    world.first.opens = False
    for _ in range(3):
        await world.say()
        await asyncio.sleep(2)
    assert (len(world.first.inner.said), world.first.opened) == (1, 2)
    await asyncio.sleep(REST_SECONDS)
    await world.say()
    await asyncio.sleep(2)
    assert (len(world.first.inner.said), world.first.opened) == (1, 3)


async def test_no_sentence_waits_for_a_voice_that_is_opened_again() -> None:
    world = World(ScriptedVoice(opens=False))
    await world.voice.open()
    world.first.opens = True
    await asyncio.sleep(REST_SECONDS)
    began = asyncio.get_running_loop().time()
    await world.say("at once")
    assert asyncio.get_running_loop().time() == began
    await asyncio.sleep(2)
    await world.say("later")
    assert world.rest == ["at once"]


async def test_a_voice_that_is_asked_for_the_first_time_is_loaded_for_the_next() -> None:
    world = World(ScriptedVoice())
    for text in ("at once", "later"):
        began = asyncio.get_running_loop().time()
        await world.say(text)
        assert asyncio.get_running_loop().time() == began
        await asyncio.sleep(2)
    assert [text for text, _ in world.first.inner.said] == ["later"]
    assert (world.rest, world.told, world.first.opened) == (["at once"], [], 1)


@pytest.mark.engines
async def test_a_voice_that_the_memory_does_not_hold_is_told_and_left_alone() -> None:
    told: list[str] = []
    first = ScriptedVoice()
    voice = FallbackSynthesizer(first, FakeSynthesizer(), told.append, needs_mb=1e9)
    await voice.open()
    assert [chunk async for chunk in voice.synthesize(TEXT, Voice())]
    assert first.opened == 0
    assert "it needs about 1000000000 MB of memory" in told[0]


async def test_a_voice_that_may_not_speak_ends_its_sentence_and_is_freed() -> None:
    world = await loaded(ScriptedVoice(seconds_a_chunk=0.01))
    stream = cast("AsyncGenerator[SpeechChunk, None]", world.voice.synthesize(TEXT, Voice()))
    async with aclosing(stream) as chunks:
        await anext(chunks)
        world.voice.standby.allow(False)
        await asyncio.sleep(1)
        assert world.first.closed == 0
        rest = [chunk async for chunk in chunks]
    await asyncio.sleep(1)
    assert (rest[-1].marks[-1].kind, world.first.closed, world.rest) == ("end", 1, [])
    await world.say("the next")
    world.voice.standby.allow(True)
    await asyncio.sleep(2)
    await world.say("again")
    assert [text for text, _ in world.first.inner.said] == [TEXT, "again"]
    assert (world.rest, world.told) == (["the next"], [])


async def test_a_voice_that_cannot_be_opened_at_all_is_replaced() -> None:
    world = World(ScriptedVoice(opens=False))
    await world.voice.open()
    assert words(await world.say()) == TEXT.split()
    assert world.rest == [TEXT]
    assert "the model file is gone" in world.told[0]


async def test_a_voice_that_stalls_in_mid_sentence_is_not_waited_for() -> None:
    world = await loaded(ScriptedVoice())
    world.first.inner.stall()
    began = asyncio.get_running_loop().time()
    chunks = await world.say()
    assert words(chunks)[-3:] == ["two", "three", "four"]
    assert asyncio.get_running_loop().time() - began < 2.5
    assert world.first.inner.closed == 1


async def test_a_voice_slower_than_speech_says_its_sentence_and_rests() -> None:
    world = await loaded(ScriptedVoice(seconds_a_chunk=0.08))
    assert words(await world.say()) == TEXT.split()
    assert world.rest == []
    await world.say("the next")
    assert world.rest == ["the next"]
    assert "1.4 s for a second of speech" in world.told[0]


async def test_a_slow_voice_rests_longer_each_time() -> None:
    world = await loaded(ScriptedVoice(seconds_a_chunk=0.08))
    await world.say()
    await asyncio.sleep(REST_SECONDS)
    await world.say()
    await asyncio.sleep(REST_SECONDS)
    await world.say()
    assert world.rest == [TEXT]
    await asyncio.sleep(REST_SECONDS)
    await world.say()
    assert world.rest == [TEXT]
    assert len(world.told) == 1


async def test_a_language_only_the_second_speaks_goes_there() -> None:
    world = await loaded(ScriptedVoice())
    await world.say("hallo", Voice("de", name="speaker3"))
    assert [(text, voice.name) for text, voice in world.second.said] == [("hallo", "")]
    assert world.told == []


async def test_closing_stops_whoever_speaks() -> None:
    world = await loaded(ScriptedVoice())
    chunks = world.voice.synthesize(TEXT, Voice())
    await anext(chunks)
    await chunks.aclose()  # type: ignore[attr-defined]  # a generator
    assert world.first.inner.closed == 1


@pytest.mark.engines
async def test_the_second_voice_speaks_at_the_rate_of_the_first() -> None:
    world = await loaded(ScriptedVoice(breaks_after=7), FakeSynthesizer(rate=22_050))
    chunks = await world.say()
    seconds = sum(len(chunk.samples) for chunk in chunks) / world.voice.rate
    assert seconds == pytest.approx(0.42 + 0.9, abs=0.01)
    assert max(len(chunk.samples) for chunk in chunks) <= 960


@pytest.mark.engines
async def test_another_rate_moves_the_marks() -> None:
    voice = AtRate(FakeSynthesizer(rate=16_000), 24_000)
    chunks = [chunk async for chunk in voice.synthesize(TEXT, Voice())]
    marks = [mark for chunk in chunks for mark in chunk.marks]
    assert [mark.sample for mark in marks if mark.kind == "word"] == [0, 7200, 14400, 21600]
    assert marks[-1] == Mark("end", sum(len(chunk.samples) for chunk in chunks))
    assert marks[-1].sample == pytest.approx(28_800, abs=30)


async def test_each_language_has_its_voice_and_others_the_last() -> None:
    english, german = ScriptedVoice("en"), ScriptedVoice("de")
    other = FakeSynthesizer()
    voices = SynthesizerByLanguage([english, german], other)
    for voice in (Voice("de_AT"), Voice("en"), Voice("fr")):
        assert [chunk async for chunk in voices.synthesize("ja", voice)]
    assert [len(one.said) for one in (english.inner, german.inner, other)] == [1, 1, 1]


async def test_a_voice_can_be_asked_for_by_name_or_speaker() -> None:
    first, second = ScriptedVoice("en", speakers=("ann",)), ScriptedVoice("en", name="deeper")
    other = FakeSynthesizer()
    voices = SynthesizerByLanguage([first, second], other)
    for name in ("deeper:bob", "ann", "normal", "", "high"):
        assert [chunk async for chunk in voices.synthesize("yes", Voice(name=name))]
    asked = [[voice.name for _, voice in one.said] for one in (first.inner, second.inner, other)]
    assert asked == [["ann", "normal", ""], ["bob"], ["high"]]


async def test_a_language_that_nobody_speaks_is_told() -> None:
    class Mute(FakeSynthesizer):
        async def synthesize(self, text: str, voice: Voice) -> AsyncIterator[SpeechChunk]:
            raise InputError("unknown")
            yield

    voices = SynthesizerByLanguage([ScriptedVoice("en")], Mute())
    with pytest.raises(InputError):
        await anext(voices.synthesize("?", Voice("tlh")))
