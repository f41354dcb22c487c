"""What working ahead on unfinished words gains: a slow language model, with it and without.

Scripted engines in virtual time, so the figures are those of the policy and the same everywhere:
the model writes 5 or 10 tokens a second, as on a Raspberry Pi, and evaluates prompts six times as
fast; the person speaks 15 characters a second and is understood word by word.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.audio.output import Output
from edge.bench.rows import row
from edge.bus import Bus
from edge.events import PlaybackFinished, PlaybackStarted
from edge.fakes.engines import (
    FakeRecognizer,
    FakeVoiceActivityDetector,
    FakeVoiceOnsetDetector,
)
from edge.fakes.language_model import FakeLanguageModel
from edge.fakes.sound import FakeMicrophone, FakeSpeaker
from edge.fakes.speech import FakeSynthesizer
from edge.fakes.time import FakeClock, run_in_virtual_time
from edge.fakes.voices import say
from edge.modes.conversation import Conversation, Devices, Engines, Hearing, spoken, words_for
from edge.ports import LISTENING_RATE, Role
from edge.settings import EngineSettings, ListeningSettings, OutputSettings, Settings
from edge.store.store import Store
from edge.thinking.thinker import Thinker

if TYPE_CHECKING:
    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.bus import Subscription
    from edge.events import Event
    from edge.ports import Prompt

SPEEDS = (5, 10)
"""Tokens a second."""
EVALUATES_TIMES = 6
PAUSE_SECONDS = 5.0
"""Between an answer and the next question: time to evaluate what every prompt begins with."""
TALK = {
    "why does it rain so much here": "Because the wind comes from the sea. It brings clouds.",
    "tell me something about foxes": "Foxes hunt at night, mostly alone. They hear very well.",
    "what should i cook with old bread": "Bread soup, for instance. Or dumplings.",
    "who was ada lovelace": "She wrote the first program, long before there were computers.",
    "how do i get a stain out of wool": "Cold water and a little soap. Do not rub it.",
    "do cats always land on their feet": "Nearly. They turn in the air.",
    "what does serendipity mean": "Finding something good without looking for it.",
    "give me an idea for a rainy afternoon": "Build a fort of blankets, and read in it.",
}


@dataclass(frozen=True)
class Ahead:
    """One run of the talk."""

    seconds: list[float]
    """From the last voiced sample to the first sound of each answer."""
    prompt_tokens: int
    answer_tokens: int


async def rows(asked: Asked) -> list[Row]:
    """Seconds to the first sound, and tokens that were worked on for nothing."""
    Thinker(Store.in_memory(), FakeClock()).warm("en")
    words_for("en")
    spoken("1", "en")
    found: list[Row] = []
    for speed in SPEEDS:
        ahead = await asyncio.to_thread(_run, speed, True)
        after = await asyncio.to_thread(_run, speed, False)
        found += [
            row(f"overlap_with_{speed}", "s", ahead.seconds, 2),
            row(f"overlap_without_{speed}", "s", after.seconds, 2),
            row(f"overlap_wasted_prompt_{speed}", "tokens", [ahead.prompt_tokens], 0),
            row(f"overlap_wasted_answer_{speed}", "tokens", [ahead.answer_tokens], 0),
        ]
    return found


def _run(speed: int, overlap: bool) -> Ahead:
    """In a loop of its own, whose clock jumps."""
    found: list[Ahead] = []

    async def measure() -> None:
        found.append(await _talk(speed, overlap))

    run_in_virtual_time(measure())
    return found[0]


async def _talk(speed: int, overlap: bool) -> Ahead:
    bus, microphone = Bus(), FakeMicrophone("bench")
    news = bus.subscribe(PlaybackStarted, PlaybackFinished, size=1024)
    speaker = FakeSpeaker("room")
    now = asyncio.get_running_loop().time
    output = Output(speaker, OutputSettings(open_loudspeaker=False), now)
    output.open()
    talk = _conversation(speed, overlap, bus, microphone, output)
    seconds = []
    async with talk.running(rings=False):
        for question in TALK:
            await asyncio.sleep(PAUSE_SECONDS)
            sound = say(question)
            microphone.hear(sound, at=now() + 0.1)
            ended = now() + 0.1 + len(sound) / LISTENING_RATE
            seconds.append((await _next(news, PlaybackStarted)).at - ended)
            await _next(news, PlaybackFinished)
    output.close()
    assert talk.mind is not None
    wasted = talk.mind.wasted
    return Ahead(seconds, wasted.prompt_tokens, wasted.answer_tokens)


async def _next(news: Subscription, kind: type[Event]) -> Event:
    async for event in news:
        if isinstance(event, kind):
            return event
    raise AssertionError("the bus was closed")


def _conversation(
    speed: int, overlap: bool, bus: Bus, microphone: FakeMicrophone, output: Output
) -> Conversation:
    mind = FakeLanguageModel(
        _answer, tokens_per_second=speed, seconds_per_prompt_token=1 / (EVALUATES_TIMES * speed)
    )
    recognizer = FakeRecognizer()
    engines = Engines(recognizer=lambda _: recognizer, synthesizer=FakeSynthesizer(), mind=mind)
    hearing = Hearing(
        microphone=microphone,
        vad=FakeVoiceActivityDetector(),
        onset=FakeVoiceOnsetDetector(),
        role=Role.OWNER,
    )
    settings = Settings(
        listening=ListeningSettings(mode="continuous"), engines=EngineSettings(overlap=overlap)
    )
    devices = Devices(hearing=[hearing], outputs=[output])
    return Conversation(settings, engines, devices, Store.in_memory(), FakeClock(), bus)


def _answer(prompt: Prompt) -> str:
    asked = prompt.messages[-1].text.casefold()
    reply = next((reply for question, reply in TALK.items() if question in asked), "Yes.")
    return json.dumps({"say": reply})
