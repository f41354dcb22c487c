"""One slot in which the newest value wins; whoever comes late has missed what was before."""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """For the loop only. Any number of tasks may wait for the next value."""

    def __init__(self) -> None:
        self.value: T | None = None
        self._waiting: list[asyncio.Future[T]] = []

    def put(self, value: T) -> None:
        self.value = value
        for waiting in self._taken():
            waiting.set_result(value)

    def clear(self) -> None:
        """What there was is gone; those who wait go on waiting."""
        self.value = None

    def fail(self, error: Exception) -> None:
        """Those who wait now get the error."""
        for waiting in self._taken():
            waiting.set_exception(error)

    async def next(self) -> T:
        """The first value that comes from now on."""
        waiting: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        return await waiting

    def _taken(self) -> list[asyncio.Future[T]]:
        """Those who still wait; from now on nobody does."""
        waiting, self._waiting = self._waiting, []
        return [one for one in waiting if not one.done()]
