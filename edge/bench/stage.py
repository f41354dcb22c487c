"""The whole product around a microphone that is fed and a sound card that only takes the time."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from edge import app, footprint
from edge.audio.output import Output
from edge.bench import speech
from edge.bench.scripted import ScriptedRecognizer
from edge.bus import Bus
from edge.devices.speaker_null import NullSpeaker
from edge.fakes.speech import FakeSynthesizer
from edge.modes.conversation import Conversation
from edge.modes.parts import Devices, Engines
from edge.ports import BLOCK_SAMPLES, BLOCK_SECONDS, Block
from edge.settings import ListeningSettings, OutputSettings, Settings, state_folder
from edge.store.store import Store
from edge.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.bus import Subscription
    from edge.events import Event
    from edge.ports import Microphone, Samples, Speaker

PATIENCE_SECONDS = 8.0
"""An answer that has not come by then is missing."""


class FedMicrophone:
    """A quiet room at the pace of a microphone, and what is said into it."""

    name = "bench"

    def __init__(self) -> None:
        self._room = speech.room(1.0).reshape(-1, BLOCK_SAMPLES)
        self._queue: deque[tuple[Samples, asyncio.Future[float] | None]] = deque()
        self.began = 0.0
        """Loop seconds of the first sample of what was said last."""
        self._fresh = False

    def say(self, sound: Samples) -> asyncio.Future[float]:
        """Done when the last sample has been handed in: the loop's second of that."""
        blocks = sound[: len(sound) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES)
        handed: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._queue.extend((block, None) for block in blocks[:-1])
        self._queue.append((blocks[-1], handed))
        self._fresh = True
        return handed

    async def blocks(self) -> AsyncIterator[Block]:
        loop = asyncio.get_running_loop()
        began, count = loop.time(), 0
        while True:
            count += 1
            due = began + count * BLOCK_SECONDS
            await asyncio.sleep(max(0.0, due - loop.time()))
            quiet = (self._room[count % len(self._room)], None)
            if self._fresh:
                self._fresh, self.began = False, due - BLOCK_SECONDS
            samples, handed = self._queue.popleft() if self._queue else quiet
            if handed and not handed.done():
                handed.set_result(loop.time())
            yield Block(samples, due)


class CountingSpeaker(NullSpeaker):
    """A sound card that keeps when it was handed something to hear."""

    def __init__(self) -> None:
        super().__init__("bench")
        self.sounding: list[float] = []
        """Loop seconds at which blocks with sound in them were handed over."""

    def take(self, samples: Samples) -> None:
        if samples.any():
            self.sounding.append(asyncio.get_running_loop().time())

    def first_since(self, moment: float) -> float | None:
        return next((at for at in self.sounding if at >= moment), None)

    def silent_after(self, moment: float, gap: float) -> float | None:
        """When the last block before `gap` seconds of silence had played out."""
        heard = [at for at in self.sounding if at >= moment]
        for at, following in pairwise([*heard, float("inf")]):
            if following - at > gap:
                return at + BLOCK_SECONDS
        return None


@dataclass
class Stage:
    """One running conversation, and everything that happened in it."""

    microphone: FedMicrophone
    speaker: CountingSpeaker
    talk: Conversation
    events: list[Event] = field(default_factory=list)

    def happened(self, kind: type[Any], since: float = 0.0) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind) and event.at >= since]

    async def until(self, done: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> bool:
        """Whether `done` came true in time."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + seconds
        while not done() and loop.time() < give_up:  # noqa: ASYNC110 - a sound card wakes nobody
            await asyncio.sleep(BLOCK_SECONDS / 2)
        return bool(done())


def stock(mode: str = "continuous") -> Settings:
    """As configured by nobody, but for when to listen."""
    return Settings(listening=ListeningSettings(mode=mode))


def scripted(text: str, word_seconds: float = 0.2) -> Engines:
    """Engines that cost nothing: `text` is understood; each word of an answer lasts so long."""
    return Engines(
        recognizer=lambda _: ScriptedRecognizer(text),
        synthesizer=FakeSynthesizer(word_seconds=word_seconds, gap_seconds=0.0),
    )


@asynccontextmanager
async def stage(
    settings: Settings,
    engines: Engines,
    speaker: Speaker | None = None,
    source: Microphone | None = None,
) -> AsyncIterator[Stage]:
    """A conversation with our own detectors, warm and listening; an earpiece is its output."""
    footprint.tune()
    microphone, card = FedMicrophone(), CountingSpeaker()
    ears = await asyncio.to_thread(app.hearing, source or microphone, settings, "owner")
    output = Output(
        speaker or card,
        OutputSettings(name="bench", open_loudspeaker=False),
        asyncio.get_running_loop().time,
    )
    store = await asyncio.to_thread(Store.open_or_in_memory, state_folder())
    bus = Bus()
    devices = Devices(hearing=[ears], outputs=[output])
    talk = Conversation(settings, engines, devices, store, app.SystemClock(), bus)
    world = Stage(microphone, card, talk)
    with footprint.loaded():
        await output.opened()
        async with Tasks() as tasks:
            tasks.start(_collect(bus.subscribe(size=4096), world.events))
            async with talk.running(rings=False):
                await app.warm(talk)
                await talk.store.run(talk.thinker.warm_skills)
                yield world
    await output.closed()
    await asyncio.to_thread(store.close)


async def _collect(seen: Subscription, events: list[Event]) -> None:
    async for event in seen:
        events.append(event)  # noqa: PERF401 - others read the list while it grows
