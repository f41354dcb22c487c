"""A conversation on fakes that is recorded, on the stepped loop in virtual time."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from edge.app.devices import PersistentMicrophone
from edge.audio.output import Output
from edge.fakes.body import FakeBattery, FakeButton, FakeVitals
from edge.fakes.engines import (
    FakeRecognizer,
    FakeVoiceActivityDetector,
    FakeVoiceOnsetDetector,
    FakeWakeWordDetector,
)
from edge.fakes.sound import FakeEchoCanceller, FakeMicrophone, FakeSpeaker
from edge.fakes.speech import FakeSynthesizer
from edge.fakes.time import FakeClock
from edge.modes.conversation import Conversation
from edge.modes.parts import Devices, Engines, Hearing
from edge.ports import Role
from edge.replay import recording, replay, tape
from edge.replay.loop import Pace, VirtualPace, run
from edge.replay.recorder import PRIVATE, Recorder
from edge.replay.writer import FolderWriter
from edge.settings import ListeningSettings, OutputSettings, Settings
from edge.store.store import Store
from tests.turns.conftest import _languages_are_read

__all__ = ["_languages_are_read"]

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from edge.modes.parts import Closing
    from edge.ports import LanguageModel, Samples, Speaker, SpeechRecognizer
    from edge.replay.replay import Result


@dataclass
class World:
    """What a conversation is made of, and what the world can do to it."""

    microphone: FakeMicrophone = field(default_factory=lambda: FakeMicrophone("main"))
    speaker: Speaker = field(default_factory=lambda: FakeSpeaker("room"))
    button: FakeButton = field(default_factory=FakeButton)
    vitals: FakeVitals = field(default_factory=FakeVitals)
    recognizer: SpeechRecognizer = field(default_factory=FakeRecognizer)
    synthesizer: FakeSynthesizer | None = None
    mind: LanguageModel | None = None
    context_tokens: int = 2048
    """Of the mind."""
    judge: Callable[[str, Samples], Awaitable[float]] | None = None
    opened: Sequence[Closing] = ()
    """Engines that must be closed in the end."""
    store: Store = field(default_factory=Store.in_memory)
    mode: str = "continuous"


@dataclass
class Stage:
    """A conversation that is recorded."""

    world: World
    talk: Conversation

    async def typed(self, text: str) -> None:
        await self.talk.bus.moment()
        self.talk.assistant.typed(text)


Plot: TypeAlias = "Callable[[Stage], Awaitable[None]]"


def record(
    folder: Path, plot: Plot, world: World | None = None, pace: Pace | None = None
) -> list[str]:
    """Run `plot` in a conversation that is recorded; what the writer complained of."""
    failures: list[str] = []
    world = world or World()
    with FolderWriter(folder, failures.append) as writer:
        world.store.copy_to(writer.private(tape.MEMORY), PRIVATE)
        run(_record(writer, plot, world), pace or VirtualPace(1000.0))
    return failures


async def _record(writer: FolderWriter, plot: Plot, world: World) -> None:
    settings = Settings(listening=ListeningSettings(mode=world.mode))
    recorder = Recorder(writer, FakeClock().now())
    output = Output(world.speaker, OutputSettings(name="room"), asyncio.get_running_loop().time)
    hearing = Hearing(
        microphone=PersistentMicrophone(world.microphone, recorder.bus),
        vad=FakeVoiceActivityDetector(),
        onset=FakeVoiceOnsetDetector(),
        wake=FakeWakeWordDetector(),
        canceller=FakeEchoCanceller(gain=0.0),
        judge=world.judge,
        role=Role.OWNER,
    )
    synthesizer = world.synthesizer or FakeSynthesizer()
    engines, devices = recorder.watch(
        Engines(
            recognizer=lambda _: world.recognizer,
            synthesizer=synthesizer,
            mind=world.mind,
            context_tokens=world.context_tokens,
            opened=world.opened,
        ),
        Devices(
            hearing=[hearing],
            outputs=[output],
            buttons=[world.button],
            battery=FakeBattery(),
            vitals=world.vitals,
        ),
        world.store,
        {"settings": asdict(settings), "language": "", "rings": True},
    )
    talk = Conversation(settings, engines, devices, world.store, recorder.clock, recorder.bus)
    output.open()
    async with recorder.running(talk, rings=True):
        await plot(Stage(world, talk))
    output.close()
    await engines.close()


def replayed(folder: Path) -> Result:
    return replay.exactly(recording.read(folder), folder)


def lines(folder: Path) -> list[dict[str, Any]]:
    """The tape."""
    return [json.loads(line) for line in (folder / tape.TAPE).read_bytes().splitlines()]


def rewrite(folder: Path, records: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(record) + "\n" for record in records)
    (folder / tape.TAPE).write_text(text, encoding="utf-8")
