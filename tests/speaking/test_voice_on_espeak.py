"""The voice with the real eSpeak NG at the real pace: first sound, exact words, both scripts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.audio.output import Output
from edge.bus import Bus
from edge.engines.tts.espeak import EspeakSynthesizer
from edge.events import PlaybackFinished, WordSpoken
from edge.fakes.sound import FakeSpeaker
from edge.ports import Voice as VoiceSettings
from edge.settings import OutputSettings
from edge.speaking.arbiter import Arbiter
from edge.speaking.items import Item
from edge.speaking.voice import Manner, Voice

if TYPE_CHECKING:
    from edge.events import Event

pytestmark = pytest.mark.engines


async def _say(text: str, language: str, barge_in_after: int = 0) -> list[Event]:
    """Every event of one item, cut short once so many words were told (0 = heard to the end)."""
    loop = asyncio.get_running_loop()
    bus, events = Bus(), []
    output = Output(FakeSpeaker(rate=48_000), OutputSettings(), loop.time)
    output.open()
    manner = Manner(lambda language: VoiceSettings(language, words_per_minute=300))
    voice = Voice(output, EspeakSynthesizer(), Arbiter(), bus, loop.time, manner)
    reader = bus.subscribe(WordSpoken, PlaybackFinished)
    running = asyncio.create_task(voice.run())
    voice.say(Item(text=text, language=language))
    async for event in reader:
        events.append(event)
        if isinstance(event, PlaybackFinished):
            break
        if len(events) == barge_in_after:
            voice.pause()
            voice.barge_in()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    output.close()
    return events


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("All of the eggs, please. Twelve!", "en"),
        ("今天是星期一，十点。", "zh"),
    ],
)
async def test_every_character_is_told_once_and_in_order(text: str, language: str) -> None:
    *words, finished = await _say(text, language)
    spans = [(word.start, word.end) for word in words if isinstance(word, WordSpoken)]
    assert "".join(text[start:end] for start, end in spans) == text.replace(" ", "") or (
        " ".join(text[start:end] for start, end in spans) == text
    )
    assert isinstance(finished, PlaybackFinished)
    assert (finished.heard, finished.completed) == (text, True)


async def test_a_barge_in_keeps_the_words_that_were_told() -> None:
    text = "One two three four five six seven eight nine ten."
    events = await _say(text, "en", barge_in_after=3)
    finished = events[-1]
    assert isinstance(finished, PlaybackFinished)
    assert finished.heard == "One two three"
