"""The camera of the conversation: opened for whoever looks, at rest when nobody does."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from edge.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.seeing.eyes import Eyes

REST_SECONDS = 15.0
"""After the last look; the next question often follows, and opening takes a second."""
OPENING_SECONDS = 5.0
NOTHING_SEEN = ("black", "frozen")
"""States of eyes that give pictures, in which nothing can be recognised."""


class UnseenError(DeviceError):
    """The camera is there and shows nothing: muted, black or frozen."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the camera is {state}")
        self.state = state


class CameraUse:
    """`using()` it keeps it open; used from the loop."""

    def __init__(self, eyes: Eyes) -> None:
        self.eyes = eyes
        self._users = 0
        self._running: asyncio.Task[None] | None = None
        self._resting: asyncio.TimerHandle | None = None

    @property
    def is_open(self) -> bool:
        return self._running is not None and not self._running.done()

    @asynccontextmanager
    async def using(self) -> AsyncIterator[Eyes]:
        """Eyes that have seen something. Raises DeviceError where there is no picture."""
        self._users += 1
        if self._resting is not None:
            self._resting.cancel()
        try:
            await self._open()
            yield self.eyes
        finally:
            self._users -= 1
            if not self._users:
                self._rest_later()

    async def close(self) -> None:
        """The device is free when this returns."""
        if self._resting is not None:
            self._resting.cancel()
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    async def _open(self) -> None:
        """Return when there is a picture."""
        if self.eyes.is_muted:
            raise UnseenError("muted")
        if not self.is_open:
            self._running = asyncio.create_task(self.eyes.run())
        try:
            async with asyncio.timeout(OPENING_SECONDS):
                await self.eyes.newest.next()
        except TimeoutError:
            raise DeviceError(f"the camera is {self.eyes.state}") from None

    def _rest_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._resting = loop.call_later(REST_SECONDS, self._rest)

    def _rest(self) -> None:
        if not self._users and self._running is not None:
            self._running.cancel()
            self._running = None
