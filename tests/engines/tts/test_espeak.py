"""The real eSpeak NG: exact places in any script, quick to begin and to stop, flat in memory."""

from __future__ import annotations

import asyncio
import ctypes
import resource
import time
from typing import Any

import numpy as np
import pytest

from edge.engines.tts.espeak import EspeakSynthesizer
from edge.errors import InputError
from edge.ports import SpeechChunk, Voice

pytestmark = pytest.mark.engines


async def _chunks(text: str, **voice: Any) -> list[SpeechChunk]:
    return [chunk async for chunk in EspeakSynthesizer().synthesize(text, Voice(**voice))]


def _words(chunks: list[SpeechChunk], text: str) -> list[str]:
    starts = [mark.start for chunk in chunks for mark in chunk.marks if mark.kind == "word"]
    return [text[start] for start in starts]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("It is a café, naïve übung ok", "iacnuo"),
        ("👨‍👩‍👧 xylophone", "x"),
        ("half \ud800 broken zero\0byte", "hbzb"),
        ("a\tb\n\ncd", "abc"),
    ],
)
async def test_words_are_found_behind_any_characters(text: str, letters: str) -> None:
    found = "".join(_words(await _chunks(text), text)).casefold()
    assert found[-1] == letters[-1]
    assert all(not letter.isspace() for letter in found)


@pytest.mark.parametrize(
    ("text", "language"),
    [(".b\U000a6edd8|@:4)😀'{{\"訽0。(，@é", "eu"), ("你吗79!|>$:Y8\U0009db21[Xb~043!3😀", "vi")],
)
async def test_no_word_points_outside_the_text(text: str, language: str) -> None:
    chunks = await _chunks(text, language=language)
    words = [mark for chunk in chunks for mark in chunk.marks if mark.kind == "word"]
    assert words
    assert all(0 <= word.start < len(text) for word in words)
    assert all(word.start + word.length <= len(text) for word in words)


async def test_chinese_is_spoken_character_by_character() -> None:
    text = "今天是星期一。"
    found = _words(await _chunks(text, language="zh"), text)
    assert len(found) >= 5
    assert set(found) <= set(text)


async def test_phonemes_are_ipa_and_silence_is_empty() -> None:
    chunks = await _chunks("Sheep, see")
    phonemes = [m.phoneme for c in chunks for m in c.marks if m.kind == "phoneme"]
    assert phonemes[0] == "ʃ"
    assert "" in phonemes


@pytest.mark.parametrize("language", ["en", "en-GB", "en_US", "zh", "zh-CN", "cmn", "de", "pt-BR"])
async def test_languages_are_found_by_any_tag(language: str) -> None:
    assert sum(len(chunk.samples) for chunk in await _chunks("12", language=language)) > 0


async def test_an_unknown_language_is_named() -> None:
    with pytest.raises(InputError, match='does not speak the language "tlh"'):
        await _chunks("nuqneH", language="tlh")


async def test_an_unknown_voice_is_named() -> None:
    with pytest.raises(InputError, match='no voice called "Zaphod"'):
        await _chunks("hello", name="Zaphod")


async def test_a_voice_variant_sounds_different() -> None:
    plain, variant = await _chunks("hello"), await _chunks("hello", name="en+f3")
    assert not np.array_equal(plain[1].samples, variant[1].samples)


async def test_the_rate_is_followed_to_450_words_a_minute() -> None:
    text = "the quick brown fox jumps over the lazy dog"
    seconds = {}
    for rate in (80, 175, 450, 900):
        chunks = await _chunks(text, words_per_minute=rate)
        seconds[rate] = sum(len(chunk.samples) for chunk in chunks) / 22_050
    assert seconds[80] > 1.7 * seconds[175]
    assert seconds[450] < 0.5 * seconds[175]
    assert seconds[900] == pytest.approx(seconds[450], rel=0.05)


@pytest.mark.parametrize("rate", [80, 175, 400])
@pytest.mark.parametrize("text", ["This is the end.", "This is the end.\n\n", "One, two, "])
async def test_speech_ends_without_a_long_silence(text: str, rate: int) -> None:
    chunks = await _chunks(text, words_per_minute=rate)
    sound = np.concatenate([chunk.samples for chunk in chunks])
    loud = np.flatnonzero(np.abs(sound) > 50)
    assert len(sound) - loud[-1] < 0.03 * 22_050


async def test_two_utterances_at_once_do_not_mix() -> None:
    alone = [await _chunks("one two three"), await _chunks("四五六", language="zh")]
    both = await asyncio.gather(_chunks("one two three"), _chunks("四五六", language="zh"))
    for single, shared in zip(alone, both, strict=True):
        marks = [[m.phoneme for c in chunks for m in c.marks] for chunks in (single, shared)]
        assert marks[0] == marks[1]


async def test_a_forgotten_iterator_does_not_hold_up_others() -> None:
    forgotten = EspeakSynthesizer().synthesize("word " * 100, Voice())
    await anext(forgotten)
    began = time.monotonic()
    await _chunks("hello")
    assert time.monotonic() - began < 5
    await forgotten.aclose()  # type: ignore[attr-defined]  # a generator


async def test_closing_stops_a_long_text_at_once() -> None:
    speech = EspeakSynthesizer().synthesize("word " * 20_000, Voice())
    await anext(speech)
    await speech.aclose()  # type: ignore[attr-defined]  # a generator
    began = time.monotonic()
    await _chunks("hello")
    assert time.monotonic() - began < 2


async def test_memory_stays_flat() -> None:
    async def speak(times: int) -> int:
        for _ in range(times):
            await _chunks("Twelve eggs and a loaf of bread, please.")
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    before = await speak(50)
    assert await speak(300) - before < 4_000


async def test_voices_are_had_by_kind_in_every_language() -> None:
    for language, text in (("en", "good morning"), ("zh", "早上好")):
        plain = np.concatenate([c.samples for c in await _chunks(text, language=language)])
        for kind in ("female", "deep", "high"):
            other = await _chunks(text, language=language, name=kind)
            sound = np.concatenate([chunk.samples for chunk in other])
            assert len(sound) != len(plain) or (sound != plain).any()


async def test_speaking_leaves_no_types_behind() -> None:
    """ctypes keeps every pointer type for ever; chunks come in a thousand lengths."""
    kept: dict[object, object] = ctypes._pointer_type_cache  # type: ignore[attr-defined]  # private
    await _chunks("one")
    before = len(kept)
    for words in ("two words", "three of them", "and now four words"):
        await _chunks(words)
    assert len(kept) == before
