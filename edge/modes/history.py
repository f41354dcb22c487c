"""Keeps what was said, answered and really heard; and a person's pauses as they are learned."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from edge.errors import StoreError
from edge.events import PlaybackFinished, ReplyCompleted, SkillAnswered, Transcribed
from edge.ports import Role
from edge.store.records import Turn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.bus import Bus
    from edge.events import Event
    from edge.listening.listener import Listener
    from edge.ports import Clock
    from edge.store.store import Store
    from edge.thinking.people import People

log = logging.getLogger(__name__)

ERASING = "erase"
"""Who has everything deleted leaves no trace of having asked for it. (A partner's words are kept
in memory only, for half a minute: thinking/surroundings.py.)"""

RECENT = 32
"""Answers that may still sound; what was heard of older ones is known."""


class History:
    """Writes down turns as they happen; `run` is its task."""

    def __init__(
        self,
        bus: Bus,
        clock: Clock,
        store: Store,
        people: People,
        ears: Mapping[str, Listener],
    ) -> None:
        self._events = bus.subscribe(
            SkillAnswered, ReplyCompleted, PlaybackFinished, Transcribed, size=512
        )
        self._clock = clock
        self._store = store
        self._people = people
        self._ears = ears
        self._begun: dict[int, SkillAnswered] = {}
        """Replies that are still being written, by item."""
        self._kept: dict[int, int] = {}
        """The row of each item's turn."""
        self._heard: dict[int, str] = {}

    async def run(self) -> None:
        async for event in self._events:
            try:
                await self._keep(event)
            except StoreError as error:  # the conversation goes on without its history
                log.warning("not kept: %s", error)

    async def _keep(self, event: Event) -> None:
        match event:
            case SkillAnswered(complete=False):
                self._begun[event.item] = event
            case SkillAnswered():
                await self._answered(event)
            case ReplyCompleted():
                await self._completed(event)
            case PlaybackFinished():
                await self._played(event)
            case Transcribed(final=True, typed=False):
                await self._paused_like(event.source)

    def forget(self) -> None:
        """The rows were erased; what is still being said must not be written to them."""
        for known in (self._begun, self._kept, self._heard):
            known.clear()

    async def _answered(self, event: SkillAnswered) -> None:
        if event.skill == ERASING or event.role is Role.PARTNER:
            return
        turn = Turn(
            profile=self._people.current.name,
            at=self._clock.now(),
            source=event.source,
            role=event.role.value,
            text=event.text,
            skill=event.skill or "",
            slots=event.slots,
            reply=event.reply,
        )
        kept = await self._store.run(self._store.turns.add, turn)
        if event.item:
            self._kept[event.item] = kept.id
            await self._keep_heard(event.item)
        for known in (self._kept, self._heard):
            for oldest in list(known)[:-RECENT]:
                del known[oldest]

    async def _completed(self, event: ReplyCompleted) -> None:
        begun = self._begun.pop(event.item, None)
        if begun is not None:
            reply, skill, slots = event.reply, event.skill, event.slots
            await self._answered(replace(begun, reply=reply, skill=skill, slots=slots))

    async def _played(self, event: PlaybackFinished) -> None:
        """The same item may sound on several outputs; the longest heard part counts."""
        if len(event.heard) > len(self._heard.get(event.item, "")):
            self._heard[event.item] = event.heard
            await self._keep_heard(event.item)

    async def _keep_heard(self, item: int) -> None:
        """A reply that was cut short may have been heard before it is known as a whole."""
        if item in self._kept and item in self._heard:
            await self._store.run(self._store.turns.heard, self._kept[item], self._heard[item])

    async def _paused_like(self, source: str) -> None:
        listener = self._ears.get(source)
        if listener is None:
            return
        learned = listener.turns.pauses.as_record()
        if learned != self._people.current.pauses:
            await self._store.run(_keep_pauses, self._people, learned)


def _keep_pauses(people: People, learned: Mapping[str, object]) -> None:
    people.change(pauses=dict(learned))
