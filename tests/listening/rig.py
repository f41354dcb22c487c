"""A listener on fakes, played to in virtual time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from edge.bus import Bus
from edge.fakes.engines import (
    FakeRecognizer,
    FakeVoiceActivityDetector,
    FakeVoiceOnsetDetector,
    FakeWakeWordDetector,
)
from edge.fakes.voices import silence
from edge.listening.cascade import Ears
from edge.listening.listener import Listener
from edge.listening.words import ListeningWords
from edge.ports import BLOCK_SAMPLES, BLOCK_SECONDS, Block, Role
from edge.settings import ListeningSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.events import Event
    from edge.listening.cascade import Judge
    from edge.ports import Samples

E = TypeVar("E")

WORDS = ListeningWords(
    language="en",
    backchannels=frozenset({"mhm", "uh huh", "yeah", "嗯", "对", "好的"}),
    stop_words=frozenset({"stop", "wait", "no", "停"}),
    unfinished_endings=frozenset({"and", "the", "to", "in", "和", "的"}),
    fillers=frozenset({"um", "uh"}),
    spelled=frozenset({"one", "two", "three", "four", "five", "zero"}),
)
COMMANDS = {"what time is it", "set a timer for ten minutes", "call 5 5 5"}


@dataclass
class Rig:
    """`hear` adds sound to come; `at` calls something at a time; `play` runs it all."""

    settings: ListeningSettings = field(default_factory=ListeningSettings)
    recognizer: FakeRecognizer = field(default_factory=FakeRecognizer)
    judge: Judge | None = None
    patient: bool = False
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bus = Bus()
        self._sound: list[Samples] = []
        self._calls: list[tuple[float, Callable[[], None]]] = []
        ears = Ears(
            recognizer=self.recognizer,
            vad=FakeVoiceActivityDetector(),
            onset=FakeVoiceOnsetDetector(),
            wake=FakeWakeWordDetector(),
            judge=self.judge,
            name="main",
            role=Role.OWNER,
        )
        self.listener = Listener(
            ears, self.settings, WORDS, COMMANDS.__contains__, self.bus, self.now
        )

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def hear(self, *parts: Samples) -> None:
        self._sound += parts

    def at(self, seconds: float, call: Callable[[], None]) -> None:
        self._calls.append((seconds, call))

    async def play(self, *, then_quiet: float = 4.0) -> None:
        """Play all sound in real (virtual) time, then some quiet, to the end of the source."""
        self._sound.append(silence(then_quiet))
        reader = asyncio.create_task(self._collect())
        for seconds, call in self._calls:
            asyncio.get_running_loop().call_at(seconds, call)
        await self.listener.run(self._blocks(), patient=self.patient)
        self.bus.close()
        await reader

    async def _collect(self) -> None:
        async for event in self.bus.subscribe(size=10_000):
            self.events.append(event)

    async def _blocks(self) -> AsyncIterator[Block]:
        import numpy as np

        sound = np.concatenate(self._sound)
        for start in range(0, len(sound) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES):
            if not self.patient:
                await asyncio.sleep(BLOCK_SECONDS)
            at = (start + BLOCK_SAMPLES) / BLOCK_SAMPLES * BLOCK_SECONDS
            yield Block(sound[start : start + BLOCK_SAMPLES], at)

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def finals(self) -> list[str]:
        from edge.events import Transcribed

        return [event.text for event in self.told(Transcribed) if event.final]
