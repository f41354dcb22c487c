"""A whole conversation in virtual time: real stages, shipped fakes for engines and devices."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from edge import language as languages
from edge.audio.output import Output
from edge.bus import Bus
from edge.fakes.body import FakeButton, FakeVitals
from edge.fakes.engines import (
    FakeRecognizer,
    FakeVoiceActivityDetector,
    FakeVoiceOnsetDetector,
    FakeWakeWordDetector,
)
from edge.fakes.sound import FakeMicrophone, FakeSpeaker
from edge.fakes.speech import FakeSynthesizer
from edge.fakes.time import FakeClock
from edge.modes.conversation import Conversation
from edge.modes.parts import Devices, Engines, Hearing
from edge.modes.sight.outfit import Outfit
from edge.modes.wording import spoken, words_for
from edge.ports import Role
from edge.seeing.hazard_path import HazardWatch
from edge.settings import ListeningSettings, OutputSettings, Settings, SpeakingSettings
from edge.store.store import Store
from edge.thinking.mind.tools import tools_for
from edge.thinking.thinker import Thinker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from edge.bus import Subscription
    from edge.events import Event
    from edge.fakes.language_model import FakeLanguageModel


@pytest.fixture(scope="session", autouse=True)
def _languages_are_read() -> None:
    """As `app` does before the loop starts: reading files is no work for the loop."""
    for code in languages.available():
        Thinker(Store.in_memory(), FakeClock()).warm(code)
        tools_for(code)
        words_for(code)
        spoken("1", code)


@dataclass
class Stage:
    """The world of one conversation, and everything that happened in it."""

    microphone: FakeMicrophone
    speaker: FakeSpeaker
    conversation: Conversation
    clock: FakeClock
    button: FakeButton
    events: list[Event] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def happened(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, kind: type[Any], count: int = 1, seconds: float = 60.0) -> Any:
        """Wait until so many events of a kind have happened; the last of them."""
        async with asyncio.timeout(seconds):
            while len(self.happened(kind)) < count:
                self.news.clear()
                await self.news.wait()
        return self.happened(kind)[count - 1]


@asynccontextmanager
async def stage(
    mode: str = "continuous",
    open_loudspeaker: bool = False,
    outputs: tuple[str, ...] = ("room",),
    role: Role = Role.OWNER,
    recognizer: FakeRecognizer | None = None,
    mind: FakeLanguageModel | None = None,
    synthesizer: FakeSynthesizer | None = None,
    vitals: FakeVitals | None = None,
    outfit: Outfit | None = None,
    watch: Callable[[Sequence[Output]], HazardWatch] | None = None,
    **listening: Any,
) -> AsyncIterator[Stage]:
    """A running conversation with one microphone; `speaker` is the first output's."""
    settings = Settings(
        listening=ListeningSettings(mode=mode, **listening),
        speaking=SpeakingSettings(volume_percent=100),
    )
    microphone, clock = FakeMicrophone("main"), FakeClock()
    speakers = [FakeSpeaker(name) for name in outputs]
    made = [_output(speaker, open_loudspeaker) for speaker in speakers]
    ears = recognizer or FakeRecognizer()
    voice = synthesizer or FakeSynthesizer()
    engines = Engines(recognizer=lambda _: ears, synthesizer=voice, mind=mind)
    hearing = Hearing(
        microphone=microphone,
        vad=FakeVoiceActivityDetector(),
        onset=FakeVoiceOnsetDetector(),
        wake=FakeWakeWordDetector(),
        role=role,
    )
    button = FakeButton()
    devices = Devices(
        hearing=[hearing],
        outputs=made,
        buttons=[button],
        vitals=vitals,
        outfit=outfit or Outfit(),
        hazards=watch(made) if watch else HazardWatch((), ()),
    )
    bus = Bus()
    world = Stage(
        microphone,
        speakers[0],
        Conversation(settings, engines, devices, Store.in_memory(), clock, bus),
        clock,
        button,
    )
    seen = bus.subscribe(size=10_000)
    for output in made:
        output.open()
    async with world.conversation.running():
        watcher = asyncio.create_task(_collect(seen, world))
        yield world
    for output in made:
        output.close()
    await watcher


def _output(speaker: FakeSpeaker, open_loudspeaker: bool) -> Output:
    """An ear belongs to the owner, any other output to everyone."""
    settings = OutputSettings(
        name=speaker.name,
        audience="owner" if speaker.name == "ear" else "everyone",
        open_loudspeaker=open_loudspeaker,
    )
    return Output(speaker, settings, asyncio.get_running_loop().time)


async def _collect(seen: Subscription, world: Stage) -> None:
    async for event in seen:
        world.events.append(event)
        world.news.set()
