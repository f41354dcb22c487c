"""Work that is done ahead, one piece at a time, and given up without regret."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from edge.errors import EdgeError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class Ahead:
    """Runs the newest piece of work; used from the loop."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    @property
    def is_working(self) -> bool:
        return self._task is not None and not self._task.done()

    def start(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do this; what was being done is given up, and has ended before this begins."""
        self._task = asyncio.create_task(self._after(self._task, work))

    async def stop(self) -> None:
        """Return when nothing is being done any more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _after(
        self, former: asyncio.Task[None] | None, work: Callable[[], Awaitable[None]]
    ) -> None:
        try:
            if former is not None:
                former.cancel()
                await asyncio.wait([former])
            await work()
        except EdgeError as error:  # the turn itself will say so, if it matters then
            log.info("not done ahead: %s", error)
