"""The product between PulseAudio's null sinks: people speak into a room, a recorder hears all.

The person speaks into the sink `room`, whose monitor is the microphone. The product speaks into
`ear` (one rear channel of the lab) and `loud` (the other). One recording has all of them on one
clock, so what happened is read from samples.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from edge import app
from edge.audio.wav import write_wav
from edge.bus import Bus
from edge.events import PlaybackStarted
from edge.modes.conversation import Conversation  # noqa: TC001 - loaded before any loop runs
from edge.settings import ListeningSettings, MicrophoneSettings, OutputSettings, Settings
from edge.speaking.items import Item
from tests.pulse import RATE
from tests.quality.sound import speak

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.bus import Subscription
    from edge.events import Event
    from edge.ports import Samples
    from tests.pulse import PulseBench, Recording

PERSON, EAR, LOUD = 0, 2, 3
"""Channels of the recording."""
AUDIBLE = 60
SILENCE_SECONDS = 0.25
"""Longer than any pause within a word, shorter than a reply's wait."""
LONG = "what can you do"
"""Has a long answer."""
UNBROKEN = (
    "The kitchen timer has seven minutes left and the one for the laundry forty two and the oven "
    "will be warm in a quarter of an hour so that the bread can go in before the guests arrive"
)
"""Is said without a pause."""
WITHIN_SECONDS = 0.2
"""Longer than any silence within what is said without a pause."""
STARVED_SECONDS = 0.1
"""A loop so late, or so much sound missing in a recording: the machine had other things to do."""
ATTEMPTS = 3


@dataclass
class Stage:
    """A running product and the recording of everything that sounds."""

    bench: PulseBench
    folder: Path
    recording: Recording
    talk: Conversation
    events: list[Event] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    latest: float = 0.0
    """Seconds by which the loop was late, at worst."""
    began: tuple[float, int] = (0.0, 0)
    """A moment, and the frames that had been recorded then."""
    written: list[Samples] = field(default_factory=list)
    """What was given to the output "ear" to play, at RATE."""

    def starved(self) -> str:
        """Why nothing can be concluded from this recording; empty where it is sound."""
        moment, frames = self.began
        lost = time.monotonic() - moment - (self.now() - frames) / RATE
        if max(lost, self.latest) < STARVED_SECONDS:
            return ""
        return f"the loop was {self.latest:.2f} s late, the recording lacks {lost:.2f} s"

    def happened(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    async def next(self, kind: type[Any], seconds: float = 15.0, **wanted: Any) -> Any:
        """The next event of this kind from now on, with these values."""
        seen = before = len(self.events)
        try:
            async with asyncio.timeout(seconds):
                while True:
                    for event in self.events[seen:]:
                        if isinstance(event, kind) and _fits(event, wanted):
                            return event
                    seen = len(self.events)
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            told = "\n".join(map(str, self.events[before:]))
            raise AssertionError(f"no {kind.__name__}, but:\n{told}") from None

    async def say(self, text: str, voice: str = "slt") -> None:
        """A person begins to speak."""
        await self.sound(text, await asyncio.to_thread(speak, text, self.folder, voice))

    async def sound(self, name: str, samples: Samples) -> None:
        """Something sounds in the room."""
        path = self.folder / f"played-{name.replace(' ', '-')}.wav"
        await asyncio.to_thread(write_wav, path, samples)
        self.bench.play(path)

    def now(self) -> int:
        """Frames recorded so far."""
        return self.recording.frames

    def spans(
        self, channel: int, since: int = 0, silence: float = SILENCE_SECONDS
    ) -> list[tuple[int, int]]:
        """Where a channel sounds, first to last audible frame, split by so many silent seconds."""
        loud = np.abs(self.recording.sound[since:, channel].astype(int)) > AUDIBLE
        at = np.flatnonzero(loud)
        if not len(at):
            return []
        cuts = np.flatnonzero(np.diff(at) > silence * RATE)
        starts = [at[0], *at[cuts + 1]]
        ends = [*at[cuts], at[-1]]
        return [(since + int(a), since + int(b)) for a, b in zip(starts, ends, strict=True)]

    def silent_after(self, channel: int, onset: int, until: int) -> float:
        """Seconds from one frame to the last audible one before another."""
        loud = np.flatnonzero(np.abs(self.heard(channel, onset, until).astype(int)) > AUDIBLE)
        return float(loud[-1]) / RATE if len(loud) else 0.0

    def heard(self, channel: int, start: int, end: int) -> NDArray[np.int16]:
        sound: NDArray[np.int16] = self.recording.sound[start:end, channel]
        return sound


def _fits(event: Event, wanted: dict[str, Any]) -> bool:
    return all(getattr(event, name) == value for name, value in wanted.items())


async def long_answer(world: Stage, seconds: float = 1.5) -> PlaybackStarted:
    """Have a long answer said, and let it go on for a while."""
    world.talk.assistant.typed(LONG)
    started: PlaybackStarted = await world.next(PlaybackStarted, output="ear")
    await asyncio.sleep(seconds)
    return started


async def unbroken(world: Stage, seconds: float) -> int:
    """Have something long said in the ear, for a while; returns the frame it began after."""
    before = world.now()
    world.talk.mouths.say(Item(text=UNBROKEN, audience="owner"))
    await world.next(PlaybackStarted, output="ear")
    await asyncio.sleep(seconds)
    return before


async def hush(world: Stage) -> None:
    """Drop all that is being said."""
    for mouth in world.talk.mouths:
        mouth.voice.hush()
    await asyncio.sleep(0.5)


async def unless_starved(
    bench: PulseBench, folder: Path, scene: Callable[[Stage], Awaitable[None]], **roles: str
) -> None:
    """Play a scene; where it fails on a machine that was too busy, again, and at last skip."""
    reason, failure = "", None
    for _ in range(ATTEMPTS):
        async with stage(bench, folder, **roles) as world:
            try:
                await scene(world)
                return
            except (AssertionError, TimeoutError, StopIteration, LookupError, ValueError) as error:
                reason, failure = world.starved(), error
        if not reason:
            raise failure
    pytest.skip(f"{ATTEMPTS} times too busy for sound: {reason}")


@asynccontextmanager
async def stage(
    bench: PulseBench, folder: Path, hears_loud: str = "everyone"
) -> AsyncIterator[Stage]:
    """The product, listening all the time to the room, speaking into `ear` and `loud`."""
    settings = Settings(listening=ListeningSettings(mode="continuous"))
    ear = OutputSettings(name="ear", device="pulse:owner", audience="owner", open_loudspeaker=False)
    loud = OutputSettings(
        name="loud", device="pulse:loud", audience=hears_loud, open_loudspeaker=False
    )
    microphone = app.microphone(MicrophoneSettings(name="main", device="pulse:room.monitor"))
    plan = app.Plan(microphones=(microphone,), roles=("owner",), outputs=(ear, loud))
    bus = Bus()
    seen = bus.subscribe(size=10_000)
    with bench.recording() as recording:
        async with app.conversation(settings, plan, bus) as talk:
            world = Stage(bench, folder, recording, talk)
            _look_on_at_what_is_written(world)
            watcher = asyncio.create_task(_collect(seen, world))
            await asyncio.sleep(1.0)
            world.began = (time.monotonic(), world.now())
            clock = asyncio.create_task(_watch_the_loop(world))
            yield world
            clock.cancel()
    await watcher


def _look_on_at_what_is_written(world: Stage) -> None:
    (ear,) = (mouth.output for mouth in world.talk.mouths if mouth.output.name == "ear")
    write = ear.write

    async def noted(samples: Samples) -> None:
        world.written.append(samples)
        await write(samples)

    ear.write = noted  # type: ignore[method-assign]  # the test looks on, and changes nothing


async def _watch_the_loop(world: Stage) -> None:
    while True:
        due = time.monotonic() + 0.01
        await asyncio.sleep(0.01)
        world.latest = max(world.latest, time.monotonic() - due)


async def _collect(seen: Subscription, world: Stage) -> None:
    async for event in seen:
        world.events.append(event)
        world.news.set()
