"""A voice on a real output and a fake loudspeaker, for tests in virtual time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from edge.audio.output import Output
from edge.bus import Bus
from edge.errors import InputError
from edge.events import (
    PlaybackFinished,
)
from edge.fakes.sound import FakeSpeaker
from edge.fakes.speech import FakeSynthesizer
from edge.ports import Voice as VoiceSettings
from edge.settings import OutputSettings
from edge.speaking.arbiter import Arbiter
from edge.speaking.spoken import Replacement, Spoken
from edge.speaking.voice import Manner, Voice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.events import Event

TEXT = "one two three four five six seven eight nine ten"


@dataclass
class Room:
    """A voice, its loudspeaker, and every event so far."""

    voice: Voice
    speaker: FakeSpeaker
    synthesizer: FakeSynthesizer
    output: Output
    events: list[Event] = field(default_factory=list)

    def told(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def finished(self) -> list[tuple[str, bool]]:
        return [(event.heard, event.completed) for event in self.told(PlaybackFinished)]

    def words_in_the_air(self) -> list[int]:
        """Numbers of the words whose sound came out of the loudspeaker, in order."""
        sound = self.speaker.sound()
        values = [int(value) - 100 for value in sound[sound >= 100]]
        return [n for i, n in enumerate(values) if i == 0 or values[i - 1] != n]


def _spoken_for(text: str, language: str) -> Spoken:
    if language == "tlh":
        raise InputError("no rules")
    at = text.find("25")
    return Spoken(text, (Replacement(at, at + 2, "twenty five"),) if at >= 0 else ())


@asynccontextmanager
async def stage(
    delay: float = 0.0, rate: int = 16_000, visemes: bool = False
) -> AsyncIterator[Room]:
    loop = asyncio.get_running_loop()
    bus, speaker, synthesizer = (
        Bus(),
        FakeSpeaker(rate=rate, delay_seconds=delay),
        FakeSynthesizer(),
    )
    output = Output(speaker, OutputSettings(), loop.time)
    output.set_volume(100)
    output.open()
    manner = Manner(VoiceSettings, _spoken_for, visemes)
    voice = Voice(output, synthesizer, Arbiter(), bus, loop.time, manner)
    room = Room(voice, speaker, synthesizer, output)
    reader = bus.subscribe(size=10_000)

    async def keep() -> None:
        async for event in reader:
            room.events.append(event)

    tasks = [asyncio.create_task(voice.run()), asyncio.create_task(keep())]
    try:
        yield room
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        output.close()
        assert all(isinstance(end, asyncio.CancelledError) for end in ended), ended
