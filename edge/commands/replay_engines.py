"""A recorded conversation with the engines of this machine: what do they make of its sound?"""

from __future__ import annotations

import asyncio
import difflib
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge import app, events, settings
from edge.audio.echo import without_echo
from edge.bus import Bus
from edge.commands.lines import line
from edge.fakes.time import run_unhurried
from edge.ports import BLOCK_SAMPLES, Block
from edge.replay import tape
from edge.replay.clock import SteppedClock
from edge.replay.recording import sound
from edge.store.store import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from edge.bus import Subscription
    from edge.modes.conversation import Conversation
    from edge.ports import EchoCanceller, Samples
    from edge.replay.recording import Recording
    from edge.settings import Settings

LAST_WORDS_SECONDS = 5.0
"""These engines may be slower than those of the recording."""


def differences(recording: Recording, folder: Path, longest: float) -> list[str]:
    """Lines that a person would have read, with "- " where only then and "+ " where only now."""
    kept = recording.settings
    end = min(recording.end, recording.start + longest)
    then = [line(tape.event_from(record)) for moment, record in recording.events if moment <= end]
    with _memory_of(folder):
        now = run_unhurried(_talk(_Timetable(recording, end), folder, kept))
    compared = difflib.ndiff([text for text in then if text], now)
    return [text for text in compared if not text.startswith("? ")]


@contextmanager
def _memory_of(folder: Path) -> Iterator[None]:
    """A state folder that remembers what the recording does; nothing of the owner's is touched."""
    own = settings.state_folder()
    with tempfile.TemporaryDirectory(prefix="edge-replay-") as state:
        if (folder / tape.MEMORY).exists():
            shutil.copyfile(folder / tape.MEMORY, Path(state) / FILE_NAME)
        if (own / "cache").exists():  # computed from files of the product alone
            (Path(state) / "cache").symlink_to(own / "cache")
        os.environ["EDGE_STATE"] = state
        yield


class _Timetable:
    """When everything came, by the clock of the loop that runs now."""

    def __init__(self, recording: Recording, end: float) -> None:
        self.recording = recording
        self.end = end
        self._began = 0.0

    def begin(self, clock: SteppedClock) -> None:
        """The conversation starts; `clock` tells the time of day that it was then."""
        self._began = asyncio.get_running_loop().time()
        clock.at = self._began - (self.recording.start - self.recording.manifest["loop"])

    async def until(self, moment: float) -> float:
        """Wait for a moment of the recording; its time now."""
        due = self._began + moment - self.recording.start
        await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
        return due


class _Microphone:
    """The sound of a recording, from before the echo was cancelled where that was done."""

    def __init__(
        self, number: int, timetable: _Timetable, folder: Path, canceller: EchoCanceller | None
    ) -> None:
        self.name = timetable.recording.manifest["microphones"][number]["name"]
        self._timetable = timetable
        self._moments = [at for at, _ in timetable.recording.blocks.get(number, [])]
        self._canceller = canceller
        if canceller is None:
            self._heard = sound(folder / f"microphone-{number}.wav")
        else:
            self._heard, self._played = sound(folder / f"echo-{number}.wav", 2).T.copy()

    def blocks(self) -> AsyncIterator[Block]:
        if self._canceller is None:
            return self._as_recorded()
        return without_echo(self._as_recorded(), self._canceller, _Tap(self._played))

    async def _as_recorded(self) -> AsyncIterator[Block]:
        for moment, samples in zip(self._moments, _blocks(self._heard), strict=False):
            yield Block(samples, await self._timetable.until(moment))


class _Tap:
    """What was played when it was recorded, in place of what is played now."""

    def __init__(self, played: Samples) -> None:
        self._blocks = _blocks(played)

    def next(self) -> Samples:
        return next(self._blocks)


def _blocks(samples: Samples) -> Iterator[Samples]:
    whole = len(samples) - len(samples) % BLOCK_SAMPLES
    return iter(samples[:whole].reshape(-1, BLOCK_SAMPLES))


async def _talk(timetable: _Timetable, folder: Path, kept: Settings) -> list[str]:
    """The lines of the same conversation, with engines."""
    manifest = timetable.recording.manifest
    clock = SteppedClock(datetime.fromisoformat(manifest["wall"]), manifest["loop"])
    microphones = await asyncio.to_thread(_microphones, timetable, folder, kept)
    plan = app.Plan(
        microphones=microphones,
        roles=tuple(one["role"] for one in manifest["microphones"]),
        outputs=tuple(_silent(one) for one in manifest["outputs"]),
        language=manifest["language"],
        rings=manifest["rings"],
        clock=clock,
    )
    bus = Bus()
    told = bus.subscribe(size=100_000)
    without = replace(kept, audio=replace(kept.audio, echo_canceller="none"))
    async with app.conversation(without, plan, bus) as talk:
        timetable.begin(clock)
        await _come_in(timetable, talk)
        await timetable.until(timetable.end + LAST_WORDS_SECONDS)
        told.close()
    return await _lines(told)


def _microphones(timetable: _Timetable, folder: Path, kept: Settings) -> tuple[_Microphone, ...]:
    records = timetable.recording.manifest["microphones"]
    return tuple(
        _Microphone(number, timetable, folder, app.canceller(kept) if record["echo"] else None)
        for number, record in enumerate(records)
    )


def _silent(record: dict[str, Any]) -> settings.OutputSettings:
    return settings.OutputSettings(
        name=record["name"],
        audience=record["audience"],
        device="null",
        open_loudspeaker=record["open_loudspeaker"],
    )


async def _come_in(timetable: _Timetable, talk: Conversation) -> None:
    """Typed lines, taps, and the talk key."""
    for moment, act in sorted(_acts(timetable.recording, talk), key=lambda act: act[0]):
        if moment <= timetable.end:
            await timetable.until(moment)
            act()


def _acts(recording: Recording, talk: Conversation) -> Iterator[tuple[float, Callable[[], None]]]:
    for moment, event in recording.outside:
        match event:
            case events.Transcribed(text=text):
                yield moment, partial(talk.assistant.typed, text)
            case events.ButtonPressed(key=key):
                yield moment, partial(talk.hearing.tapped, key)
    for name, script in recording.calls.items():
        for moment, press in script.given if name.startswith("button ") else ():
            yield moment, partial(talk.hearing.key, down=press == "down")


async def _lines(told: Subscription) -> list[str]:
    return [text async for event in told if (text := line(event))]
