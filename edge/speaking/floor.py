"""Who has the floor on one output: what is being said, and what waits suspended under a hazard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.errors import EdgeError
from edge.events import ItemDropped, PlaybackFinished, TurnFailed
from edge.speaking.items import Item, Priority
from edge.speaking.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge.speaking.arbiter import Arbiter
    from edge.speaking.means import Means

ECHO_BEFORE_SECONDS = 1.5
"""A word may come back from the room, and out of the recogniser, so long after it was said."""
ECHO_AHEAD_SECONDS = 0.3


class Floor:
    """Performs one speech at a time and ends each exactly once."""

    def __init__(self, means: Means, arbiter: Arbiter) -> None:
        self.means = means
        self.arbiter = arbiter
        self.current: Speech | None = None
        self.suspended: Speech | None = None
        self.paused = False
        """The speech that can be interrupted is silent until it is decided what happens to it."""
        self._task: asyncio.Task[None] | None = None
        self._ended: tuple[float, str] = (float("-inf"), "")

    @property
    def interruptible(self) -> Speech | None:
        """What a person can pause and cut short: what is being said, unless it is a hazard."""
        if self.current and self.current.item.priority is not Priority.HAZARD:
            return self.current
        return self.suspended

    def next(self) -> Speech | None:
        """What to perform now: what the arbiter chooses, or else what was suspended."""
        now, waiting = self.means.clock(), self.suspended
        item = self.arbiter.next(now, before=waiting.item.priority if waiting else None)
        if item is not None:
            return Speech(item, self.means, item.begins)
        if waiting is None or self.paused:
            return None
        if not waiting.item.valid():
            self.end(waiting, completed=False)
            return self.next()
        self.suspended = None
        self.arbiter.playing = waiting.item
        return Speech(waiting.item, self.means, len(waiting.heard()))

    async def perform(self, speech: Speech) -> None:
        """Speak until the end, or until `end` or `suspend`."""
        self.current = speech
        self.means.output.begin()
        self._task = asyncio.create_task(speech.perform())
        try:
            await asyncio.wait({self._task})
        except asyncio.CancelledError:
            self.end(self.current, completed=False)
            raise
        if self.current is not speech:
            return
        error = self._task.exception()
        if isinstance(error, EdgeError):
            self.means.bus.publish(
                TurnFailed(
                    at=self.means.clock(), stage="speaking", code=error.code, message=str(error)
                )
            )
        self.end(speech, completed=error is None)
        if error is not None and not isinstance(error, EdgeError):
            raise error

    def suspend(self) -> None:
        """Silence what is being said, to go on with it later."""
        if self.current is None:
            return
        self.end(self.suspended, completed=False)
        self.suspended = self.current
        self._silence(self.current)

    def end(self, speech: Speech | None, completed: bool) -> None:
        """It is over with `speech`, for good."""
        if speech is None:
            return
        heard = speech.item.wording
        if not completed:
            self._silence(speech)
            heard = speech.heard()
        now = self.means.clock()
        self._ended = (now, self._around(speech))
        if speech.item.priority is not Priority.HAZARD:
            self.paused = False
        if speech is self.current:
            self.current = None
        if speech is self.suspended:
            self.suspended = None
        self.arbiter.finished(speech.item, now)
        self._tell_finished(speech.item, heard, completed)

    def tell_unsaid(self, items: Iterable[Item]) -> None:
        """An answer that will never begin is told as finished: somebody may be waiting for it."""
        for item in items:
            if item.priority is Priority.ANSWER:
                self._tell_finished(item, "", completed=False)
            elif item.priority.is_automatic:
                self.means.bus.publish(_dropped(item, self.means))

    def saying(self, now: float) -> str:
        """The spoken words that may come back through a microphone around `now`."""
        ended, words = self._ended
        before = words if now - ended < ECHO_BEFORE_SECONDS else ""
        now_saying = self._around(self.current) if self.current else ""
        return f"{before} {now_saying}".strip()

    def _silence(self, speech: Speech) -> None:
        speech.stop()
        if speech is self.current:
            self.current = None
            if self._task:
                self._task.cancel()

    def _around(self, speech: Speech) -> str:
        sample, rate = speech.sample(), self.means.output.rate
        return speech.alignment.between(
            sample - round(ECHO_BEFORE_SECONDS * rate), sample + round(ECHO_AHEAD_SECONDS * rate)
        )

    def _tell_finished(self, item: Item, heard: str, completed: bool) -> None:
        event = PlaybackFinished(
            at=self.means.clock(),
            output=self.means.output.name,
            item=item.id,
            text=item.wording,
            heard=heard,
            completed=completed,
        )
        self.means.bus.publish(event)


def _dropped(item: Item, means: Means) -> ItemDropped:
    return ItemDropped(
        at=means.clock(),
        output=means.output.name,
        item=item.id,
        text=item.wording,
        priority=item.priority.name.lower(),
        key=item.key,
    )
