"""Who speaks next on one output: ranks, expiry, duplicates and the gaps between utterances. Pure.

A hazard goes before everything and what it interrupted goes on afterwards; an answer clears what
nobody asked for; what is automatic never interrupts its own rank. Stale items are dropped, never
delayed.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from edge.speaking.items import Priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.speaking.items import Item

HAZARD_REPEAT_SECONDS = 5.0
"""The same hazard is not told again within this time, unless it came nearer."""
AUTOMATIC_GAP_SECONDS = 1.2
"""Silence between two utterances that nobody asked for."""
AMBIENT_GAP_SECONDS = 5.0
"""Silence between two remarks about the surroundings."""
MOST_WAITING = 32
"""A longer queue loses its least important, oldest item."""


class Outcome(Enum):
    """What became of an offer."""

    QUEUED = "queued"
    REPLACES = "replaces"
    """An older item about the same thing, still waiting, was dropped for it."""
    DUPLICATE = "duplicate"
    """It was dropped: the same is being said, or was said a moment ago."""
    STALE = "stale"
    """It was dropped: expired or no longer true."""
    PREEMPTS = "pre-empts"
    """A hazard: what is being said shall be suspended for it and go on afterwards."""
    CUTS = "cuts"
    """What is being said shall end for good."""


class Arbiter:
    """The queue of one output."""

    def __init__(self) -> None:
        self.playing: Item | None = None
        self.last: Item | None = None
        """What was said last to its end or in part, for "say that again"."""
        self._dropped: list[Item] = []
        self._waiting: list[Item] = []
        self._hazards: dict[str, tuple[float, int]] = {}
        self._ended: dict[Priority, float] = {}

    def offer(self, item: Item, now: float) -> Outcome:
        """Take `item` in, or drop it; PREEMPTS and CUTS tell what to do with what is playing."""
        if item.is_stale(now):
            return Outcome.STALE
        if self._is_repeated(item, now):
            return Outcome.DUPLICATE
        replaced = self._drop(lambda other: item.key != "" and other.key == item.key)
        if item.priority is Priority.ANSWER:
            self._drop(lambda other: other.priority.is_automatic)
        self._waiting.append(item)
        self._shorten()
        if (effect := self._effect_on_playing(item)) is not None:
            return effect
        return Outcome.REPLACES if replaced else Outcome.QUEUED

    def next(self, now: float, before: Priority | None = None) -> Item | None:
        """The item to say now, which is then `playing`; stale ones are dropped.

        `before`: only one that is more important than this.
        """
        self._drop(lambda item: item.is_stale(now))
        ready = [
            item
            for item in self._waiting
            if self._ready_at(item) <= now and (before is None or item.priority < before)
        ]
        if not ready:
            return None
        chosen = min(ready, key=lambda item: item.priority)  # the first of its rank
        self._waiting.remove(chosen)
        self.playing = chosen
        if chosen.priority is Priority.HAZARD and chosen.key:
            self._hazards[chosen.key] = (now, chosen.zone)
        return chosen

    def next_at(self) -> float | None:
        """The earliest moment at which `next` may have something; None while nothing waits."""
        return min((self._ready_at(item) for item in self._waiting), default=None)

    def finished(self, item: Item, now: float) -> None:
        """`item` was said, or as much of it as will be."""
        if self.playing is item:
            self.playing = None
        self._ended[item.priority] = now
        if item.priority is not Priority.HAZARD:
            self.last = item

    def hush(self) -> None:
        """Drop everything that waits, except hazards."""
        self._drop(lambda item: item.priority is not Priority.HAZARD)

    def take_dropped(self) -> list[Item]:
        """Items that waited and will never be said, since the last call."""
        dropped, self._dropped = self._dropped, []
        return dropped

    def _is_repeated(self, item: Item, now: float) -> bool:
        if not item.key:
            return False
        if self.playing and self.playing.key == item.key:
            return item.zone <= self.playing.zone and item.text == self.playing.text
        told = self._hazards.get(item.key) if item.priority is Priority.HAZARD else None
        return told is not None and now - told[0] < HAZARD_REPEAT_SECONDS and item.zone <= told[1]

    def _effect_on_playing(self, item: Item) -> Outcome | None:
        playing = self.playing
        if playing is None or item.priority >= playing.priority:
            return None
        if item.priority is Priority.HAZARD:
            return Outcome.PREEMPTS
        return Outcome.CUTS if playing.interruptible else None

    def _ready_at(self, item: Item) -> float:
        """When the gap before an item of this rank is over."""
        if not item.priority.is_automatic:
            return 0.0
        ended = [
            self._ended.get(rank, -AMBIENT_GAP_SECONDS) for rank in Priority if rank.is_automatic
        ]
        ready = max(ended) + AUTOMATIC_GAP_SECONDS
        if item.priority is Priority.AMBIENT:
            ambient = self._ended.get(Priority.AMBIENT, -AMBIENT_GAP_SECONDS)
            ready = max(ready, ambient + AMBIENT_GAP_SECONDS)
        return ready

    def _drop(self, which: Callable[[Item], bool]) -> bool:
        gone = [item for item in self._waiting if which(item)]
        self._waiting = [item for item in self._waiting if item not in gone]
        self._dropped += gone
        return bool(gone)

    def _shorten(self) -> None:
        if len(self._waiting) > MOST_WAITING:
            least = max(self._waiting, key=lambda item: item.priority)
            self._waiting.remove(least)
            self._dropped.append(least)
