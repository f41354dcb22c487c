"""Replies in a room: how often our own voice stops us, and how soon a person does."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from edge.events import BargedIn, PlaybackFinished, PlaybackPaused, PlaybackResumed, Transcribed
from edge.fakes.room import Room
from tests.own_voice.material import ECHO_LEVEL, people
from tests.own_voice.rig import response, scene, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.own_voice.rig import Scene

LOST_PAUSE_SECONDS = 0.3
"""A pause that resumes sooner is counted; a longer one loses the reply."""
SPEAKS_SECONDS = (0.8, 1.3, 1.8)
"""Into a reply, by turns, a person cuts in."""
BETWEEN_SECONDS = 0.6


@dataclass
class OwnVoice:
    """Replies that nobody interrupted."""

    replies: int = 0
    seconds: float = 0.0
    pauses: list[float] = field(default_factory=list)
    """How long each false pause lasted."""
    lost: list[str] = field(default_factory=list)
    """Replies that did not reach their end, and words that were taken for a person's."""

    @property
    def pauses_per_minute(self) -> float:
        return 60 * len(self.pauses) / self.seconds


@dataclass
class Cut:
    """A person cut in."""

    who: str
    stopped: bool
    silent_after: float
    """Seconds from the voice's first audible sample to the loudspeaker's last, in the air."""


async def own_voice(shared: Path, room_name: str, replies: Sequence[str]) -> OwnVoice:
    """Say the replies in an empty room."""
    found = OwnVoice()
    heard_as = await asyncio.to_thread(response, shared, room_name)
    async with scene(Room(heard_as)) as world:
        for text in replies:
            before = world.room.now
            item = await world.say(text)
            finished = await world.until(PlaybackFinished, item)
            found.replies += 1
            found.seconds += seconds(world.room.now - before)
            if not finished.completed:
                found.lost.append(text)
            await asyncio.sleep(BETWEEN_SECONDS)
        found.pauses = _pauses(world)
        heard = (event.text for event in world.happened(Transcribed) if event.final)
        found.lost += [f"heard: {text}" for text in heard if text]
    found.lost += [f"paused for {long:.2f} s" for long in found.pauses if long > LOST_PAUSE_SECONDS]
    return found


def _pauses(world: Scene) -> list[float]:
    found, since = [], 0.0
    for event in world.happened((PlaybackPaused, PlaybackResumed, BargedIn)):
        if isinstance(event, PlaybackPaused):
            since = event.at
        elif since:
            found.append(event.at - since)
            since = 0.0
    return found


async def cuts(
    shared: Path,
    folder: Path,
    room_name: str,
    replies: Sequence[str],
    *,
    level: float = 1.0,
    open_loudspeaker: bool = True,
) -> list[Cut]:
    """People cut in on replies, so many times as loud as the echo."""
    found: list[Cut] = []
    heard_as = await asyncio.to_thread(response, shared, room_name)
    room = Room(heard_as, echo_gain=0.5 if open_loudspeaker else 0.0)
    loudness = level * ECHO_LEVEL[room_name]
    persons = await asyncio.to_thread(people, shared, folder, loudness)
    async with scene(room, open_loudspeaker=open_loudspeaker) as world:
        for number, text in enumerate(replies):
            found.append(await _cut(world, number, text + " " + replies[-1], persons[number]))
            await _quiet(world)
    return found


async def _cut(world: Scene, number: int, text: str, person: tuple[str, np.ndarray]) -> Cut:
    item = await world.say(text)
    who, sound = person
    begins = world.room.say(sound, in_seconds=SPEAKS_SECONDS[number % len(SPEAKS_SECONDS)])
    await asyncio.sleep(seconds(begins - world.room.now) + seconds(len(sound)))
    finished = await world.until(PlaybackFinished, item)
    await asyncio.sleep(0.3)
    silent = world.silent_from(begins)
    after = seconds(silent - begins) if silent is not None else float("inf")
    return Cut(who, not finished.completed, after)


async def _quiet(world: Scene) -> None:
    """Let what was heard be answered, then have silence."""
    await asyncio.sleep(1.6)
    for mouth in world.talk.mouths:
        mouth.voice.hush()
    await asyncio.sleep(BETWEEN_SECONDS)


def percentile(found: Sequence[Cut], share: float) -> float:
    """Of the times to silence, in seconds."""
    return float(np.quantile([cut.silent_after for cut in found], share))


def in_time(found: Sequence[Cut], limit: float) -> int:
    return sum(cut.stopped and cut.silent_after <= limit for cut in found)
