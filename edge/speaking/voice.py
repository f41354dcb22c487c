"""One output's voice: says what the arbiter chooses, pauses in mid-sample, knows what was heard."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from edge.audio.resample import StreamResampler
from edge.events import BargedIn, PlaybackPaused, PlaybackResumed
from edge.speaking.arbiter import Arbiter, Outcome
from edge.speaking.floor import Floor
from edge.speaking.items import Item, Priority
from edge.speaking.means import Manner, Means, SpeechOutput

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bus import Bus
    from edge.ports import SpeechSynthesizer

__all__ = ["Manner", "SpeechOutput", "Voice"]


class Voice:
    """Used from the loop. A hazard suspends what is being said; it goes on with the word cut off.

    `pause`, `resume`, `barge_in` and `hush` leave a hazard alone and act on what it suspended.
    """

    def __init__(
        self,
        output: SpeechOutput,
        synthesizer: SpeechSynthesizer,
        arbiter: Arbiter,
        bus: Bus,
        clock: Callable[[], float],
        manner: Manner,
    ) -> None:
        self.output = output
        self._bus = bus
        self._clock = clock
        self._arbiter = arbiter
        self._floor = Floor(Means(output, synthesizer, bus, clock, manner), arbiter)
        self._wake = asyncio.Event()
        StreamResampler(synthesizer.rate, output.rate)  # loads its library before sound opens

    @property
    def speaking(self) -> Item | None:
        """What is being said, or is paused, right now."""
        return self._floor.current.item if self._floor.current else None

    @property
    def last(self) -> Item | None:
        """What was said last, whole or in part; `items.again` makes it an answer to "repeat"."""
        return self._arbiter.last

    def say(self, item: Item) -> Outcome:
        """Offer an item; returns at once with what became of it."""
        outcome = self._arbiter.offer(item, self._clock())
        if outcome is Outcome.PREEMPTS:
            self._floor.suspend()
        elif outcome is Outcome.CUTS:
            self._floor.end(self._floor.current, completed=False)
        elif outcome in (Outcome.DUPLICATE, Outcome.STALE):
            if outcome is Outcome.STALE or not item.priority.is_automatic:
                self._floor.tell_unsaid([item])  # a duplicate is said, by another item
            return outcome
        waiting = self._floor.suspended
        if waiting and waiting.item.interruptible and _outranks(item, waiting.item):
            self._floor.end(waiting, completed=False)
        self._floor.tell_unsaid(self._arbiter.take_dropped())
        self._wake.set()
        return outcome

    def pause(self) -> None:
        """Fall silent at once, keeping the place."""
        speech = self._floor.interruptible
        if speech is None or self._floor.paused:
            return
        self._floor.paused = speech.paused = True
        if speech is self._floor.current:
            self.output.pause()
        self._bus.publish(
            PlaybackPaused(at=self._clock(), output=self.output.name, item=speech.item.id)
        )

    def resume(self, reason: str) -> None:
        """Go on at the very sample; after a hazard, with the word that was cut off."""
        speech = self._floor.interruptible
        if speech is None or not self._floor.paused:
            return
        self._floor.paused = speech.paused = False
        if speech is self._floor.current:
            self.output.resume()
        self._bus.publish(
            PlaybackResumed(
                at=self._clock(), output=self.output.name, item=speech.item.id, reason=reason
            )
        )
        self._wake.set()

    def barge_in(self) -> str:
        """Drop what is being said and return exactly what was heard of it."""
        speech = self._floor.interruptible
        if speech is None:
            return ""
        speech.stop()
        heard = speech.heard()
        self._bus.publish(
            BargedIn(at=self._clock(), output=self.output.name, item=speech.item.id, heard=heard)
        )
        self._floor.end(speech, completed=False)
        return heard

    def hush(self) -> None:
        """Drop everything, said or waiting, but hazards."""
        self._arbiter.hush()
        self._floor.tell_unsaid(self._arbiter.take_dropped())
        self._floor.end(self._floor.interruptible, completed=False)

    def saying(self, now: float) -> str:
        """The spoken words that may come back through a microphone around `now`."""
        return self._floor.saying(now)

    async def run(self) -> None:
        """Say what the arbiter chooses, for ever; cancelling silences."""
        while True:
            self._wake.clear()
            speech = self._floor.next()
            self._floor.tell_unsaid(self._arbiter.take_dropped())
            if speech is not None:
                await self._floor.perform(speech)
            else:
                await self._rest()

    async def _rest(self) -> None:
        """Until something is offered, or a gap between utterances is over."""
        due = self._arbiter.next_at()
        left = None if due is None else due - self._clock()
        with suppress(TimeoutError):
            async with asyncio.timeout(left if left is None or left > 0 else None):
                await self._wake.wait()


def _outranks(item: Item, other: Item) -> bool:
    """Would it have cut short `other`, had that been playing?"""
    return Priority.HAZARD < item.priority < other.priority
