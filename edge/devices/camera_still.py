"""One picture as a camera that stands still."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from edge.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.ports.sight import Frame

PAUSED_SECONDS = 0.1
"""Between two looks at a rate that is nought."""


class StillCamera:
    """Shows what `load` gives for ever, at the rate that is asked for.

    It is loaded in a thread whenever `frames` begins; what that raises ends them.
    """

    def __init__(self, name: str, load: Callable[[], Frame]) -> None:
        self.name = name
        self._load = load
        self._shown: Frame | None = None

    async def frames(self, rate: Callable[[], float]) -> AsyncIterator[Frame]:
        loop = asyncio.get_running_loop()
        frame = await asyncio.to_thread(self._load)
        number = 0
        try:
            while True:
                if (wanted := rate()) > 0:
                    number += 1
                    self._shown = replace(frame, at=loop.time(), number=number)
                    yield self._shown
                await asyncio.sleep(1 / wanted if wanted > 0 else PAUSED_SECONDS)
        finally:
            self._shown = None

    async def still(self) -> Frame:
        if self._shown is None:
            raise DeviceError(f'the camera "{self.name}" is off')
        return self._shown
