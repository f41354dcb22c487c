"""The product between PulseAudio's null sinks: people speak into a room, a recorder hears all.

The person speaks into the sink `room`, whose monitor is the microphone. The product speaks into
`ear` (one rear channel of the lab) and `loud` (the other). One recording has all of them on one
clock, so what happened is read from samples.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from edge import app
from edge.audio.wav import write_wav
from edge.bus import Bus
from edge.modes.conversation import Conversation  # noqa: TC001 - loaded before any loop runs
from edge.settings import ListeningSettings, MicrophoneSettings, OutputSettings, Settings
from tests.pulse import RATE
from tests.quality.sound import speak

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
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


@dataclass
class Stage:
    """A running product and the recording of everything that sounds."""

    bench: PulseBench
    folder: Path
    recording: Recording
    talk: Conversation
    events: list[Event] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def happened(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    async def next(self, kind: type[Any], seconds: float = 15.0, **wanted: Any) -> Any:
        """The next event of this kind from now on, with these values."""
        seen = len(self.events)
        async with asyncio.timeout(seconds):
            while True:
                for event in self.events[seen:]:
                    if isinstance(event, kind) and _fits(event, wanted):
                        return event
                seen = len(self.events)
                self.news.clear()
                await self.news.wait()

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
        return len(self.recording.sound)

    def spans(self, channel: int, since: int = 0) -> list[tuple[int, int]]:
        """Where a channel sounds, first to last audible frame, split by SILENCE_SECONDS."""
        loud = np.abs(self.recording.sound[since:, channel].astype(int)) > AUDIBLE
        at = np.flatnonzero(loud)
        if not len(at):
            return []
        cuts = np.flatnonzero(np.diff(at) > SILENCE_SECONDS * RATE)
        starts = [at[0], *at[cuts + 1]]
        ends = [*at[cuts], at[-1]]
        return [(since + int(a), since + int(b)) for a, b in zip(starts, ends, strict=True)]

    def heard(self, channel: int, start: int, end: int) -> NDArray[np.int16]:
        return self.recording.sound[start:end, channel]


def _fits(event: Event, wanted: dict[str, Any]) -> bool:
    return all(getattr(event, name) == value for name, value in wanted.items())


@asynccontextmanager
async def stage(bench: PulseBench, folder: Path) -> AsyncIterator[Stage]:
    """The product, listening all the time to the room, speaking into `ear` and `loud`."""
    settings = Settings(listening=ListeningSettings(mode="continuous"))
    ear = OutputSettings(name="ear", device="pulse:owner", audience="owner", open_loudspeaker=False)
    loud = OutputSettings(
        name="loud", device="pulse:loud", audience="everyone", open_loudspeaker=False
    )
    microphone = app.microphone(MicrophoneSettings(name="main", device="pulse:room.monitor"))
    plan = app.Plan(microphones=(microphone,), roles=("owner",), outputs=(ear, loud))
    bus = Bus()
    seen = bus.subscribe(size=10_000)
    with bench.recording() as recording:
        async with app.conversation(settings, plan, bus) as talk:
            world = Stage(bench, folder, recording, talk)
            watcher = asyncio.create_task(_collect(seen, world))
            await asyncio.sleep(1.0)
            yield world
    await watcher


async def _collect(seen: Subscription, world: Stage) -> None:
    async for event in seen:
        world.events.append(event)
        world.news.set()
