"""Timers, alarms and reminders: ring when due, again and again until somebody stops them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from edge.errors import StoreError
from edge.events import ReminderRang, TurnFailed
from edge.speaking.items import Item, Priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bus import Bus
    from edge.ports import Clock
    from edge.store.store import Store
    from edge.thinking.schedule import Due
    from edge.thinking.thinker import Thinker

AGAIN_SECONDS = 12.0
"""Between two rings of the same bell."""
MOST_RINGS = 10
"""After two minutes a bell falls silent; it stays in the list as missed."""
LONGEST_SLEEP_SECONDS = 60.0
"""Looked at at least so often: the clock of the day may be set meanwhile."""


class Ringer:
    """Watches the schedule; `run` is its task. Times of day come from the clock, never the loop."""

    def __init__(
        self,
        thinker: Thinker,
        store: Store,
        bus: Bus,
        clock: Clock,
        say: Callable[[Item], None],
        cue: Callable[[str], None],
    ) -> None:
        self._thinker = thinker
        self._store = store
        self._bus = bus
        self._clock = clock
        self._say = say
        self._cue = cue
        self._changed = asyncio.Event()
        self._rings: dict[int, asyncio.Task[None]] = {}

    def schedule_changed(self) -> None:
        """A timer was set or cancelled: look again when the next is due."""
        self._changed.set()

    def stop(self) -> None:
        """Somebody said stop, or snoozed: no bell rings any more."""
        for ring in self._rings.values():
            ring.cancel()
        self._rings.clear()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._changed.clear()
                for due in await self._due():
                    self._rings[due.key] = tasks.create_task(self._ring(due))
                await self._wait()

    async def _due(self) -> list[Due]:
        """What begins to ring now; nothing where the schedule cannot be read this time."""
        try:
            return await self._store.run(self._thinker.due, self._clock.now())
        except StoreError as error:
            now = asyncio.get_running_loop().time()
            self._bus.publish(
                TurnFailed(at=now, stage="ringing", code=error.code, message=str(error))
            )
            return []

    async def _wait(self) -> None:
        seconds = LONGEST_SLEEP_SECONDS
        with suppress(StoreError):  # told by _due, which is asked again in a minute
            next_due = self._thinker.next_due()
            if next_due is not None:
                seconds = min(seconds, (next_due - self._clock.now()).total_seconds())
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                await self._changed.wait()

    async def _ring(self, due: Due) -> None:
        now = asyncio.get_running_loop().time()
        self._bus.publish(ReminderRang(at=now, kind=due.kind, name=due.name, key=due.key))
        item = Item(
            text=due.text,
            language=due.language,
            audience="everyone",
            priority=Priority.ANSWER,
            key=f"ring {due.key}",
        )
        for _ in range(MOST_RINGS):
            self._cue("reminder")
            self._say(item)
            await asyncio.sleep(AGAIN_SECONDS)
        self._rings.pop(due.key, None)
