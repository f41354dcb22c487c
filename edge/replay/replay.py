"""Runs a recorded conversation again, in virtual time and without models, and compares."""

from __future__ import annotations

import asyncio
import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from edge import events, settings
from edge.audio.output import Output
from edge.modes.conversation import Conversation
from edge.modes.parts import Devices, Engines, Hearing
from edge.ports import Role
from edge.replay import replayed, tape
from edge.replay.clock import SteppedClock
from edge.replay.comparison import ComparingBus
from edge.replay.loop import VirtualPace, run, until
from edge.store.database import Database
from edge.store.salvage import copy_rows
from edge.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from edge.replay.comparison import Difference
    from edge.replay.recording import Recording


@dataclass(frozen=True, slots=True)
class Result:
    """How a replay came out."""

    events: int
    """That came out the same."""
    seconds: float
    difference: Difference | None


def exactly(recording: Recording, folder: Path, longest: float = math.inf) -> Result:
    """Run it again for `longest` seconds of it at most. Reads files, so not on a loop."""
    memory = _memory(folder)
    end = min(recording.end, recording.start + longest)
    return run(_replay(recording, memory, end), VirtualPace(recording.start))


async def _replay(recording: Recording, memory: Store, end: float) -> Result:
    over = asyncio.Event()
    expected = [event for moment, event in recording.events if moment <= end]
    bus = ComparingBus(expected, over.set)
    playing = asyncio.create_task(_play(recording, memory, bus))
    ending = asyncio.create_task(_over(end, over))
    await asyncio.wait({playing, ending}, return_when=asyncio.FIRST_COMPLETED)
    bus.end()
    seconds = asyncio.get_running_loop().time() - recording.start
    playing.cancel()
    with suppress(asyncio.CancelledError):
        await playing
    return Result(bus.events, seconds, bus.difference)


async def _play(recording: Recording, memory: Store, bus: ComparingBus) -> None:
    """Until cancelled: what was cut off has no end of its own to wait for."""
    talk = _conversation(recording, memory, bus)
    async with talk.running(rings=recording.manifest["rings"]):
        await _come_in(recording, talk)
        await until(math.inf)


async def _over(end: float, over: asyncio.Event) -> None:
    """At the end, or as soon as something differs."""
    with suppress(TimeoutError):
        async with asyncio.timeout_at(end):
            await over.wait()


def _memory(folder: Path) -> Store:
    database = Database(None)
    if (folder / tape.MEMORY).exists():
        copy_rows(folder / tape.MEMORY, database)
    return Store(database)


def _conversation(recording: Recording, memory: Store, bus: ComparingBus) -> Conversation:
    manifest = recording.manifest
    player = replayed.Player(recording)
    clock = SteppedClock(datetime.fromisoformat(manifest["wall"]), manifest["loop"])
    replayed.replay_store(memory, player, clock)
    engines = Engines(
        recognizer=lambda _: replayed.ReplayedRecognizer(player),
        synthesizer=replayed.ReplayedSynthesizer(player, manifest["synthesizer_rate"]),
        mind=replayed.ReplayedLanguageModel(player) if manifest["mind"] else None,
        context_tokens=manifest["context_tokens"],
    )
    devices = Devices(
        hearing=list(_hearing(player, manifest)),
        outputs=[_output(record, recording) for record in manifest["outputs"]],
        buttons=[replayed.ReplayedButton(player, n) for n in range(manifest["buttons"])],
        battery=replayed.ReplayedBattery(recording) if manifest["battery"] else None,
        vitals=replayed.ReplayedVitals(player) if manifest["vitals"] else None,
    )
    talk = Conversation(recording.settings, engines, devices, memory, clock, bus)
    if manifest["language"]:
        talk.body.speak(manifest["language"])
    return talk


def _hearing(player: replayed.Player, manifest: dict[str, Any]) -> Iterator[Hearing]:
    for number, record in enumerate(manifest["microphones"]):
        ear = replayed.ReplayedMicrophone(player, number, record["name"])
        yield Hearing(
            microphone=ear,
            vad=ear,
            onset=ear,
            wake=ear if record["wake"] else None,
            judge=replayed.ReplayedJudge(player) if record["judge"] else None,
            role=Role(record["role"]),
            patient=record["patient"],
        )


def _output(record: dict[str, Any], recording: Recording) -> Output:
    named = settings.OutputSettings(
        name=record["name"],
        audience=record["audience"],
        open_loudspeaker=record["open_loudspeaker"],
    )
    speaker = replayed.UnheardSpeaker(record["name"], record["rate"])
    output = Output(speaker, named, asyncio.get_running_loop().time)
    output.seen = replayed.ReplayedProgress(output, recording)
    return output


async def _come_in(recording: Recording, talk: Conversation) -> None:
    """What comes in over the bus: devices lost and found, typed lines, taps on the talk key."""
    for moment, event in recording.outside:
        await until(moment)
        match event:
            case events.Transcribed(text=text):
                talk.assistant.typed(text)
            case events.ButtonPressed(key=key):
                talk.hearing.tapped(key)
            case _:
                talk.bus.publish(event)
