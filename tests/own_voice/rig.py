"""The whole product with its real engines in a simulated room, and what happened there."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from edge import app
from edge.audio.output import Output
from edge.audio.wav import read_wav
from edge.bus import Bus
from edge.events import PlaybackStarted
from edge.modes.conversation import Conversation
from edge.modes.parts import Devices
from edge.modes.wording import spoken
from edge.ports import BLOCK_SAMPLES, LISTENING_RATE
from edge.settings import AudioSettings, ListeningSettings, OutputSettings, Settings
from edge.speaking.items import Item
from edge.store.store import Store
from edge.thinking.skill import installed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from edge.bus import Subscription
    from edge.events import Event
    from edge.fakes.room import Room
    from edge.ports import Samples

AUDIBLE = 30
"""Loudest sample of a block that can be heard at all."""


@dataclass
class Scene:
    """One conversation in one room."""

    room: Room
    talk: Conversation
    events: list[Event] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def happened(self, kind: type[Any] | tuple[type[Any], ...]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, kind: type[Any], item: int, seconds: float = 40.0) -> Any:
        """The event of this kind about an item, as soon as there is one."""
        async with asyncio.timeout(seconds):
            while True:
                found = [event for event in self.happened(kind) if event.item == item]
                if found:
                    return found[-1]
                self.news.clear()
                await self.news.wait()

    async def say(self, text: str) -> int:
        """Have a reply said; returns its number when it has begun."""
        item = Item(text=text, audience="everyone")
        self.talk.mouths.say(item)
        await self.until(PlaybackStarted, item.id)
        return item.id

    def silent_from(self, sample: int) -> int | None:
        """The room's sample at which the loudspeaker falls silent for 0.15 s, after `sample`."""
        quiet = 0
        for number in range(sample // BLOCK_SAMPLES, len(self.room.air)):
            loud = np.abs(self.room.air[number].astype(int)).max() > AUDIBLE
            quiet = 0 if loud else quiet + 1
            if quiet == 15:
                return (number - 14) * BLOCK_SAMPLES
        return None


@asynccontextmanager
async def scene(
    room: Room, *, open_loudspeaker: bool = True, gain_control: bool = True
) -> AsyncIterator[Scene]:
    """A running conversation that listens all the time."""
    settings = Settings(
        listening=ListeningSettings(mode="continuous"),
        audio=AudioSettings(gain_control=gain_control),
    )
    engines = await app.load_engines(settings, hears=True)
    hearing = await asyncio.to_thread(app.hearing, room.microphone, settings, "owner")
    wanted = OutputSettings(name="room", open_loudspeaker=open_loudspeaker)
    output = Output(room.speaker, wanted, asyncio.get_running_loop().time)
    if not open_loudspeaker:
        hearing = replace(hearing, canceller=None)
    await asyncio.to_thread(spoken, "1", settings.profile.language)
    await asyncio.to_thread(installed)
    bus = Bus()
    seen = bus.subscribe(size=10_000)
    devices = Devices(hearing=[hearing], outputs=[output])
    store = Store.in_memory()
    talk = Conversation(settings, engines, devices, store, app.SystemClock(), bus)
    world = Scene(room, talk)
    async with talk.running(rings=False):
        talk.body.set_volume(100)
        output.open()
        watcher = asyncio.create_task(_collect(seen, world))
        await asyncio.sleep(1.0)
        yield world
    output.close()
    await watcher


async def _collect(seen: Subscription, world: Scene) -> None:
    async for event in seen:
        world.events.append(event)
        world.news.set()


def near_voice(sound: Samples, level: float) -> Samples:
    """A person from the first audible sample on, at an RMS level while speaking."""
    wave = sound.astype(float)
    wave = wave[int(np.argmax(np.abs(wave) > 0.05 * np.abs(wave).max())) :]
    wave *= level / speaking_level(wave)
    near: Samples = np.clip(np.rint(wave), -32768, 32767).astype(np.int16)
    return near


def speaking_level(wave: Any) -> float:
    """RMS of what is louder than a tenth of the peak: of speech without its pauses."""
    size = np.abs(np.asarray(wave, float))
    return float(np.sqrt(np.mean(size[size > 0.1 * size.max()] ** 2)))


def response(shared: Path, name: str) -> Samples:
    """A measured room."""
    return read_wav(shared / f"data/speech/rir/{name}.wav")


def seconds(samples: int) -> float:
    return samples / LISTENING_RATE
