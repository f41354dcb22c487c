"""A stream that is begun before anybody asks for it, and held behind what it gave so far."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

from edge.errors import EdgeError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

T = TypeVar("T")


class HeldStream(Generic[T]):
    """Reads `source` at once, until what came is `enough`; whoever wants the rest reads `items`."""

    def __init__(
        self, source: AsyncGenerator[T, None], enough: Callable[[Sequence[T]], bool]
    ) -> None:
        self.unread: deque[T] = deque()
        """What came, and nobody has taken."""
        self._source = source
        self._enough = enough
        self._error: EdgeError | TimeoutError | None = None
        self._news = asyncio.Event()
        self._wanted = asyncio.Event()
        self._resting = False
        self._reading = asyncio.create_task(self._read())

    @property
    def is_good(self) -> bool:
        """Nothing has gone wrong so far."""
        return self._error is None

    @property
    def is_working(self) -> bool:
        """The source is at work, and nobody has asked for it yet."""
        return not (self._wanted.is_set() or self._resting or self._reading.done())

    async def items(self) -> AsyncGenerator[T, None]:
        """What is held, then the rest as it comes. Raises as the source does."""
        self._wanted.set()
        try:
            while self.unread or not self._reading.done():
                while self.unread:
                    yield self.unread.popleft()
                self._news.clear()
                if not self._reading.done():
                    await self._news.wait()
            if self._error is not None:
                raise self._error
        finally:
            await self.drop()

    def cancel(self) -> None:
        """Nobody wants it; the source is closed as soon as it can be."""
        self._reading.cancel()

    async def drop(self) -> None:
        """Nobody wants it: return when the source has been closed."""
        self.cancel()
        await asyncio.wait([self._reading])

    async def _read(self) -> None:
        try:
            async for item in self._source:
                self.unread.append(item)
                self._news.set()
                if not self._wanted.is_set() and self._enough(self.unread):
                    self._resting = True
                    await self._wanted.wait()
        except (EdgeError, TimeoutError) as error:
            self._error = error
        finally:
            await self._source.aclose()
            self._news.set()
