"""A tone for somebody who waits: the answer takes longer than a person would think about it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.events import StateChanged
from edge.turn import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bus import Bus

LONG_SECONDS = 1.5
"""Of thinking; a silence beyond it sounds as if nothing had been heard."""


class Patience:
    """Sounds "thinking" once in every answer that keeps somebody waiting; `run` is its task."""

    def __init__(self, bus: Bus, cue: Callable[[str], None]) -> None:
        self._states = bus.subscribe(StateChanged)
        self._cue = cue
        self._due: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        try:
            async for event in self._states:
                self._stop_waiting()
                if isinstance(event, StateChanged) and event.state == State.THINKING.value:
                    loop = asyncio.get_running_loop()
                    self._due = loop.call_later(LONG_SECONDS, self._cue, "thinking")
        finally:
            self._stop_waiting()

    def _stop_waiting(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None
