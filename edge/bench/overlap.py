"""What working ahead on unfinished words gains: slow engines, with it and without.

Scripted engines in virtual time, so the figures are those of the policy and the same everywhere:
the model writes 5 or 10 tokens a second, as on a Raspberry Pi, or 40, as on a laptop, and evaluates
prompts six times as fast; the person speaks 15 characters a second and is understood word by word.
A slow voice shares one core with a recogniser that needs half of it, a slice each in turn; the
model has cores of its own.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from edge import language as languages
from edge.audio.output import Output
from edge.bench.one_core import OneCore, WorkingRecognizer
from edge.bench.rows import milliseconds, row
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
from edge.modes.conversation import Conversation
from edge.modes.parts import Devices, Engines, Hearing
from edge.modes.wording import spoken, words_for
from edge.ports import BLOCK_SECONDS, LISTENING_RATE, Role
from edge.settings import EngineSettings, ListeningSettings, OutputSettings, Settings
from edge.store.store import Store
from edge.thinking.thinker import Thinker

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.bus import Subscription
    from edge.events import Event
    from edge.ports import Prompt

SPEEDS = (5, 10, 40)
"""Tokens a second."""
EVALUATES_TIMES = 6
VOICE_FIRST_SECONDS = 0.5
"""Of work before a slow voice's first sound."""
VOICE_FACTOR = 0.6
"""Seconds of its work for one of sound."""
RECOGNISER_FACTOR = 0.5
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
class Board:
    """What the talk runs on."""

    speed: int
    """Tokens a second."""
    overlap: bool
    slow_voice: bool = False


@dataclass
class Measured:
    """One run of the talk."""

    seconds: list[float] = field(default_factory=list)
    """From the last voiced sample to the first sound of each answer."""
    behind: list[float] = field(default_factory=list)
    """Seconds of sound that waited for the recogniser, every 10 ms of the questions."""
    prompt_tokens: int = 0
    answer_tokens: int = 0
    sound_seconds: float = 0.0
    """Of these three: worked on for nothing."""


async def rows(asked: Asked) -> list[Row]:
    """Seconds to the first sound, what was worked on for nothing, and the recogniser's lag."""
    return [line for speed in SPEEDS for line in await asyncio.to_thread(measured_at, speed)]


def measured_at(speed: int) -> list[Row]:
    """With a model of so many tokens a second; not on a loop."""
    ahead, after = (run(Board(speed, overlap)) for overlap in (True, False))
    slow_ahead, slow_after = (run(Board(speed, overlap, True)) for overlap in (True, False))
    return [
        row(f"overlap_with_{speed}", "s", ahead.seconds, 2),
        row(f"overlap_without_{speed}", "s", after.seconds, 2),
        row(f"overlap_wasted_prompt_{speed}", "tokens", [ahead.prompt_tokens], 0),
        row(f"overlap_wasted_answer_{speed}", "tokens", [ahead.answer_tokens], 0),
        row(f"overlap_slow_voice_with_{speed}", "s", slow_ahead.seconds, 2),
        row(f"overlap_slow_voice_without_{speed}", "s", slow_after.seconds, 2),
        row(f"overlap_wasted_sound_{speed}", "s", [slow_ahead.sound_seconds], 1),
        row(f"overlap_behind_with_{speed}", "ms", milliseconds(slow_ahead.behind), 0),
        row(f"overlap_behind_without_{speed}", "ms", milliseconds(slow_after.behind), 0),
    ]


def run(board: Board, questions: int = len(TALK)) -> Measured:
    """In a loop of its own, whose clock jumps."""
    for code in languages.available():
        Thinker(Store.in_memory(), FakeClock()).warm(code)
        words_for(code)
        spoken("1", code)
    found: list[Measured] = []

    async def measure() -> None:
        found.append(await _talk(board, questions))

    run_in_virtual_time(measure())
    return found[0]


async def _talk(board: Board, questions: int) -> Measured:
    bus, microphone = Bus(), FakeMicrophone("bench")
    news = bus.subscribe(PlaybackStarted, PlaybackFinished, size=1024)
    speaker = FakeSpeaker("room")
    now = asyncio.get_running_loop().time
    output = Output(speaker, OutputSettings(open_loudspeaker=False), now)
    output.open()
    talk, found = _conversation(board, bus, microphone, output), Measured()
    async with talk.running(rings=False):
        for question in islice(TALK, questions):
            await asyncio.sleep(PAUSE_SECONDS)
            sound = say(question)
            microphone.hear(sound, at=now() + 0.1)
            ended = now() + 0.1 + len(sound) / LISTENING_RATE
            await _until(ended, lambda: found.behind.append(_behind(talk)))
            found.seconds.append((await _next(news, PlaybackStarted)).at - ended)
            await _next(news, PlaybackFinished)
    output.close()
    assert talk.mind is not None
    found.prompt_tokens = talk.mind.wasted.prompt_tokens
    found.answer_tokens = talk.mind.wasted.answer_tokens
    found.sound_seconds = talk.speech.wasted_samples / talk.speech.rate
    return found


def _behind(talk: Conversation) -> float:
    return max(listener.behind for listener in talk.ears.values())


async def _until(moment: float, look: Callable[[], None]) -> None:
    """Look with every block."""
    while asyncio.get_running_loop().time() < moment:
        look()
        await asyncio.sleep(BLOCK_SECONDS)


async def _next(news: Subscription, kind: type[Event]) -> Event:
    async for event in news:
        if isinstance(event, kind):
            return event
    raise AssertionError("the bus was closed")


def _conversation(
    board: Board, bus: Bus, microphone: FakeMicrophone, output: Output
) -> Conversation:
    hearing = Hearing(
        microphone=microphone,
        vad=FakeVoiceActivityDetector(),
        onset=FakeVoiceOnsetDetector(),
        role=Role.OWNER,
    )
    settings = Settings(
        listening=ListeningSettings(mode="continuous"),
        engines=EngineSettings(overlap=board.overlap),
    )
    devices = Devices(hearing=[hearing], outputs=[output])
    return Conversation(settings, _engines(board), devices, Store.in_memory(), FakeClock(), bus)


def _engines(board: Board) -> Engines:
    mind = FakeLanguageModel(
        _answer,
        tokens_per_second=board.speed,
        seconds_per_prompt_token=1 / (EVALUATES_TIMES * board.speed),
    )
    core = OneCore()
    recognizer = (
        WorkingRecognizer(core, RECOGNISER_FACTOR) if board.slow_voice else FakeRecognizer()
    )
    slow = FakeSynthesizer(first_seconds=VOICE_FIRST_SECONDS, factor=VOICE_FACTOR, work=core.work)
    voice = slow if board.slow_voice else FakeSynthesizer()
    return Engines(recognizer=lambda _: recognizer, synthesizer=voice, mind=mind)


def _answer(prompt: Prompt) -> str:
    asked = prompt.messages[-1].text.casefold()
    reply = next((reply for question, reply in TALK.items() if question in asked), "Yes.")
    return json.dumps({"say": reply})
