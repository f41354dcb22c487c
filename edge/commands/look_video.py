"""A film, or what a camera shows for a while: what comes, moves and goes, and how many at most."""

from __future__ import annotations

import statistics
from collections import Counter
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from edge.commands.looked import Result, sure, thing
from edge.modes.sight import seen_words
from edge.seeing.changes import Changes
from edge.seeing.scene import scene_of
from edge.seeing.tracking import Tracker

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from edge.modes.sight.vision import Vision
    from edge.ports.sight import Frame
    from edge.seeing.changes import Change
    from edge.seeing.scene import Placed
    from edge.thinking.phrases import Phrases


@dataclass
class Followed:
    """What was seen so far."""

    changes: list[tuple[float, Change]] = field(default_factory=list)
    """Each with the seconds since the first picture."""
    most: Counter[str] = field(default_factory=Counter)
    """How many of each label there were at once, at most."""
    looks: list[float] = field(default_factory=list)
    """Seconds that each look took."""
    seconds: float = 0.0


async def followed(
    vision: Vision, frames: AsyncIterator[Frame], seconds: float, tell: Callable[[str], None]
) -> Followed:
    """So many seconds of them, or up to their end; `tell` gets a line a change, when it comes."""
    seen, tracker, changes = Followed(), Tracker(), Changes()
    began: float | None = None
    async with aclosing(cast("AsyncGenerator[Frame, None]", frames)) as pictures:
        async for frame in pictures:
            began = frame.at if began is None else began
            seen.seconds = frame.at - began
            if seen.seconds > seconds:
                break
            there = await _there(vision, tracker, frame)
            seen.looks.append(vision.looker.seconds["things"])
            seen.most |= Counter(one.label for one in there.values())
            for change in changes.step(there, frame.at):
                seen.changes.append((seen.seconds, change))
                tell(line(seen.seconds, change))
    return seen


async def _there(vision: Vision, tracker: Tracker, frame: Frame) -> dict[int, Placed]:
    """Everything that is followed, by its number."""
    found = await vision.looker.ask("things", partial(vision.detected, frame.picture))
    tracks = {track.number: track.thing for track in tracker.update(found, frame.at)}
    height, width = frame.picture.shape[:2]
    placed = scene_of(list(tracks.values()), (width, height), vision.field_of_view).placed
    by_thing = {id(one.thing): one for one in placed}
    return {number: by_thing[id(one)] for number, one in tracks.items()}


def line(at: float, change: Change) -> str:
    """As it is printed."""
    one = change.thing
    where = "" if change.kind == "gone" else f", {one.hour} o'clock, {sure(one.thing.score)}"
    return f"{at:6.1f} s  {change.kind:5}  {one.label}{where}"


def summed_up(seen: Followed, phrases: Phrases, source: str) -> Result:
    """How many of each there were at once, at most, the most first."""
    things = [seen_words.named(phrases, label, count) for label, count in seen.most.most_common()]
    spoken = seen_words.guessed(phrases, things) if things else phrases.reply("seen.nothing")
    record: dict[str, Any] = {
        "source": source,
        "seconds": round(seen.seconds, 2),
        "frames": len(seen.looks),
        "changes": [
            {"at": round(at, 2), "change": change.kind, **thing(change.thing)}
            for at, change in seen.changes
        ],
        "most": dict(seen.most),
        "description": spoken,
        "timings_ms": {"things": round(1000 * statistics.median(seen.looks), 1)}
        if seen.looks
        else {},
    }
    return Result(record, spoken, spoken)
