"""What the soak's assistant lives in: somebody who talks, a noisy room, and somebody who counts."""

from __future__ import annotations

import asyncio
import os
import subprocess
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from edge.events import (
    BargedIn,
    PlaybackFinished,
    PlaybackResumed,
    PlaybackStarted,
    ReminderRang,
    SkillAnswered,
    Transcribed,
)
from edge.turn import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bus import Subscription
    from edge.modes.conversation import Conversation
    from edge.ports import Samples
    from tests.pulse import PulseBench

RATE = 16_000
LOOK_SECONDS = 0.05
SETTLED_SECONDS = 25.0
"""The longest answer, and the patience of the ear after it."""


@dataclass(frozen=True)
class Sample:
    """What the process holds at one moment."""

    at: float
    resident_mb: float
    shared_mb: float
    """Of which files and what is shared with other processes, as the sound server's blocks."""
    tasks: int
    threads: int
    files: int


def sample(now: float) -> Sample:
    """As the kernel counts it."""
    page_mb = os.sysconf("SC_PAGE_SIZE") / 1e6
    resident, shared = Path("/proc/self/statm").read_text(encoding="ascii").split()[1:3]
    return Sample(
        now,
        int(resident) * page_mb,
        int(shared) * page_mb,
        len(asyncio.all_tasks()),
        threading.active_count(),
        len(os.listdir("/proc/self/fd")),
    )


class Room:
    """The air in front of the microphone: plays into a sink, for as long as the sound lasts."""

    def __init__(self, bench: PulseBench, sink: str) -> None:
        self._player = subprocess.Popen(
            [
                "pacat", "--playback", f"--device={sink}", "--latency-msec=20", "--raw",
                f"--rate={RATE}", "--channels=1", "--format=s16le",
            ],
            env={**os.environ, **bench.environment}, stdin=subprocess.PIPE, bufsize=0,
        )  # fmt: skip

    async def play(self, sound: Samples) -> None:
        pipe = self._player.stdin
        assert pipe is not None
        await asyncio.to_thread(pipe.write, sound.tobytes())
        await asyncio.sleep(len(sound) / RATE)

    def close(self) -> None:
        self._player.kill()
        self._player.communicate()


@dataclass
class Person:
    """Talks to the assistant, waits for it, and writes down where it hung."""

    talk: Conversation
    room: Room
    voice: Callable[[str], Samples]
    counts: Counter[type] = field(default_factory=Counter)
    scenes: Counter[str] = field(default_factory=Counter)
    stuck: list[str] = field(default_factory=list)
    unanswered: int = 0
    asked: int = 0

    async def count(self, events: Subscription) -> None:
        async for event in events:
            if not isinstance(event, Transcribed) or event.final:
                self.counts[type(event)] += 1

    async def scene(self, name: str) -> None:
        """Play one and wait until the assistant is quiet and done with it."""
        self.scenes[name] += 1
        await getattr(self, f"_{name}")()
        if not await self._until(self._settled, SETTLED_SECONDS):
            self.stuck.append(f"{name}: {self.talk.assistant.state.value}")
            self.talk.assistant.typed("stop")

    async def ask(self, text: str) -> bool:
        """Say it; True once an answer begins."""
        self.asked += 1
        before = self.counts[PlaybackStarted]
        await self.room.play(self.voice(text))
        answered = await self._until(lambda: self.counts[PlaybackStarted] > before, 8.0)
        self.unanswered += not answered
        return answered

    async def _command(self) -> None:
        commands = ("what time is it", "what is the date", "what is twelve times eleven")
        await self.ask(commands[self.scenes["command"] % len(commands)])

    async def _barge_in(self) -> None:
        if await self.ask("what can you do"):
            await asyncio.sleep(1.0)
            await self.room.play(self.voice("stop"))

    async def _backchannel(self) -> None:
        if await self.ask("what can you do"):
            await asyncio.sleep(1.0)
            await self.room.play(self.voice("yeah"))

    async def _timer(self) -> None:
        before = self.counts[ReminderRang]
        await self.ask("set a timer for five seconds")
        if await self._until(lambda: self.counts[ReminderRang] > before, 9.0):
            await asyncio.sleep(2.0)
        await self.room.play(self.voice("stop"))
        await asyncio.sleep(1.0)
        self.talk.assistant.typed("cancel all timers")
        await asyncio.sleep(0.5)

    async def _chatter(self) -> None:
        await self.room.play(self.voice("the old man walked slowly along the river with his dog"))
        await asyncio.sleep(1.0)

    async def _noise(self) -> None:
        hiss = np.random.default_rng(self.scenes["noise"]).normal(0, 900, RATE * 2)
        await self.room.play(hiss.astype(np.int16))

    async def _silence(self) -> None:
        await asyncio.sleep(3.0)

    def _settled(self) -> bool:
        quiet = not any(mouth.voice.speaking for mouth in self.talk.mouths)
        return quiet and self.talk.assistant.state in (State.IDLE, State.LISTENING)

    async def _until(self, reached: Callable[[], bool], seconds: float) -> bool:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not reached():
            if loop.time() > end:
                return False
            await asyncio.sleep(LOOK_SECONDS)
        return True

    def summary(self) -> str:
        names = (
            SkillAnswered, PlaybackFinished, BargedIn, PlaybackResumed, ReminderRang,
        )  # fmt: skip
        told = ", ".join(f"{self.counts[kind]} {kind.__name__}" for kind in names)
        scenes = sum(self.scenes.values())
        return f"{scenes} scenes, {self.asked} asked, {self.unanswered} unanswered, {told}"
