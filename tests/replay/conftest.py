"""A conversation on fakes that is recorded, on the stepped loop in virtual time."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from edge.audio.output import Output
from edge.fakes.body import FakeBattery, FakeButton
from edge.fakes.engines import (
    FakeRecognizer,
    FakeVoiceActivityDetector,
    FakeVoiceOnsetDetector,
    FakeWakeWordDetector,
)
from edge.fakes.sound import FakeEchoCanceller, FakeMicrophone, FakeSpeaker
from edge.fakes.speech import FakeSynthesizer
from edge.fakes.time import FakeClock
from edge.modes.conversation import Conversation, Devices, Engines, Hearing
from edge.ports import Role
from edge.replay.loop import Pace, VirtualPace, run
from edge.replay.recorder import Recorder
from edge.replay.writer import FolderWriter
from edge.settings import ListeningSettings, OutputSettings, Settings
from edge.store.store import Store
from tests.turns.conftest import _languages_are_read

__all__ = ["_languages_are_read"]

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path


@dataclass
class Stage:
    """What the world can do to a conversation."""

    microphone: FakeMicrophone
    speaker: FakeSpeaker
    button: FakeButton
    synthesizer: FakeSynthesizer
    recognizer: FakeRecognizer
    recorder: Recorder
    talk: Conversation


def recorded(
    folder: Path,
    plot: Callable[[Stage], Awaitable[None]],
    mode: str = "continuous",
    pace: Pace | None = None,
) -> list[str]:
    """Run `plot` in a conversation that is recorded; what the writer complained of."""
    failures: list[str] = []
    with FolderWriter(folder, failures.append) as writer:
        run(_record(writer, plot, mode), pace or VirtualPace(1000.25))
    return failures


async def _record(
    writer: FolderWriter, plot: Callable[[Stage], Awaitable[None]], mode: str
) -> None:
    settings = Settings(listening=ListeningSettings(mode=mode))
    recorder = Recorder(writer, FakeClock().now())
    microphone, speaker, button = FakeMicrophone("main"), FakeSpeaker("room"), FakeButton()
    synthesizer, recognizer = FakeSynthesizer(), FakeRecognizer()
    output = Output(speaker, OutputSettings(name="room"), asyncio.get_running_loop().time)
    hearing = Hearing(
        microphone=microphone,
        vad=FakeVoiceActivityDetector(),
        onset=FakeVoiceOnsetDetector(),
        wake=FakeWakeWordDetector(),
        canceller=FakeEchoCanceller(),
        role=Role.OWNER,
    )
    store = Store.in_memory()
    engines, devices = recorder.watch(
        Engines(recognizer=lambda _: recognizer, synthesizer=synthesizer),
        Devices(hearing=[hearing], outputs=[output], buttons=[button], battery=FakeBattery()),
        store,
        {"settings": asdict(settings), "language": "", "rings": True},
    )
    talk = Conversation(settings, engines, devices, store, recorder.clock, recorder.bus)
    output.open()
    async with recorder.running(talk, rings=True):
        stage = Stage(microphone, speaker, button, synthesizer, recognizer, recorder, talk)
        await plot(stage)
    output.close()
