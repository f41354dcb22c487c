"""A position and a compass without hardware, driven from the world's side."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.errors import DeviceError
from edge.ports.sight import Fix, Heading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class FakePosition:
    """Is where it is put."""

    def __init__(self, name: str = "fake position") -> None:
        self.name = name
        self._told: asyncio.Queue[Fix | DeviceError | None] = asyncio.Queue()

    def move_to(
        self,
        latitude: float,
        longitude: float,
        *,
        accuracy: float = 5.0,
        speed: float | None = None,
        course: float | None = None,
    ) -> None:
        """Somebody carried it there, now."""
        now = asyncio.get_running_loop().time()
        fix = Fix(
            at=now,
            latitude=latitude,
            longitude=longitude,
            accuracy=accuracy,
            speed=speed,
            course=course,
        )
        self._told.put_nowait(fix)

    def lose_sky(self) -> None:
        """The receiver works, and has no position."""
        self._told.put_nowait(None)

    def unplug(self) -> None:
        """Whoever listens now gets a DeviceError; the next one listens again."""
        self._told.put_nowait(DeviceError(f'the position sensor "{self.name}" was unplugged'))

    async def fixes(self) -> AsyncIterator[Fix | None]:
        while True:
            told = await self._told.get()
            if isinstance(told, DeviceError):
                raise told
            yield told


class FakeCompass:
    """Points where it is turned."""

    def __init__(self, name: str = "fake compass") -> None:
        self.name = name
        self._told: asyncio.Queue[Heading | DeviceError] = asyncio.Queue()

    def turn_to(self, degrees: float, accuracy: float = 5.0) -> None:
        """Somebody turned it, now; from true north."""
        now = asyncio.get_running_loop().time()
        self._told.put_nowait(Heading(now, degrees % 360, accuracy))

    def unplug(self) -> None:
        """Whoever listens now gets a DeviceError; the next one listens again."""
        self._told.put_nowait(DeviceError(f'the compass "{self.name}" was unplugged'))

    async def headings(self) -> AsyncIterator[Heading]:
        while True:
            told = await self._told.get()
            if isinstance(told, DeviceError):
                raise told
            yield told
