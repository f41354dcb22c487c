"""Keeps what was said, answered and really heard; and a person's pauses as they are learned."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from edge.errors import StoreError
from edge.events import PlaybackFinished, SkillAnswered, Transcribed
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
        self._events = bus.subscribe(SkillAnswered, PlaybackFinished, Transcribed, size=512)
        self._clock = clock
        self._store = store
        self._people = people
        self._ears = ears
        self._kept: dict[int, int] = {}
        self._heard: dict[int, str] = {}

    async def run(self) -> None:
        async for event in self._events:
            try:
                await self._keep(event)
            except StoreError as error:  # the conversation goes on without its history
                log.warning("not kept: %s", error)

    async def _keep(self, event: Event) -> None:
        match event:
            case SkillAnswered():
                await self._answered(event)
            case PlaybackFinished():
                await self._played(event)
            case Transcribed(final=True, typed=False):
                await self._paused_like(event.source)

    def forget(self) -> None:
        """The rows were erased; what is still being said must not be written to them."""
        self._kept.clear()
        self._heard.clear()

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
        while len(self._kept) > RECENT:
            oldest = next(iter(self._kept))
            del self._kept[oldest]
            self._heard.pop(oldest, None)

    async def _played(self, event: PlaybackFinished) -> None:
        """The same item may sound on several outputs; the longest heard part counts."""
        key = self._kept.get(event.item)
        if key is None or len(event.heard) <= len(self._heard.get(event.item, "")):
            return
        self._heard[event.item] = event.heard
        await self._store.run(self._store.turns.heard, key, event.heard)

    async def _paused_like(self, source: str) -> None:
        listener = self._ears.get(source)
        if listener is None:
            return
        learned = listener.turns.pauses.as_record()
        if learned != self._people.current.pauses:
            await self._store.run(_keep_pauses, self._people, learned)


def _keep_pauses(people: People, learned: Mapping[str, object]) -> None:
    people.change(pauses=dict(learned))
