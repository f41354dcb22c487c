"""Reading print in a process of its own, which is there only while something is read.

RapidOCR needs 350 MB while it works, and creating it keeps other threads of its process waiting. So
the product reads in a child, and the child leaves when nothing was read for a while.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import CancelledError
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from edge.engines.vision.library import checked, shrunk
from edge.errors import EngineError
from edge.ports import Box

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from edge.engines.runtime import Runtime
    from edge.ports import Picture, TextLine

LONGEST_SIDE = 2000
"""What is larger is made smaller before it is handed over: 12 MB at most."""
IDLE_SECONDS = 90.0
"""Then the memory is free again; the next page waits for the models once."""


class ReaderAway:
    """Fulfils TextReader for the vision thread; the engine's `lines` run in `runtime`."""

    def __init__(
        self, runtime: Runtime, loop: asyncio.AbstractEventLoop, idle: float = IDLE_SECONDS
    ) -> None:
        self._runtime = runtime
        self._loop = loop
        self._idle = idle
        self._readings = 0
        self._leaving: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    def read(self, picture: Picture) -> list[TextLine]:
        """From any thread but the loop's."""
        waiting = asyncio.run_coroutine_threadsafe(self._all(picture), self._loop)
        try:
            return waiting.result()
        except CancelledError:
            raise EngineError("reading was broken off: the program ends") from None

    async def lines(self, picture: Picture) -> AsyncGenerator[TextLine, None]:
        """From the top, each once it is recognised; on the loop. Closing it stops the engine."""
        small, ratio = await asyncio.to_thread(lambda: shrunk(checked(picture), LONGEST_SIDE))
        self._readings += 1
        self._stay()
        try:
            async with aclosing(self._runtime.stream("lines", small)) as found:
                async for line in found:
                    yield _at(line, ratio)
        finally:
            self._readings -= 1
            if self._readings == 0:
                self._leaving = self._loop.call_later(self._idle, self._leave)

    async def close(self) -> None:
        """The memory is free when this returns."""
        self._stay()
        if self._closing is not None:
            await self._closing
        await self._runtime.close()

    async def _all(self, picture: Picture) -> list[TextLine]:
        return [line async for line in self.lines(picture)]

    def _stay(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

    def _leave(self) -> None:
        self._closing = self._loop.create_task(self._runtime.close())


def _at(line: TextLine, ratio: float) -> TextLine:
    """With its box in pixels of the picture as it was given."""
    if ratio == 1.0:
        return line
    box = line.box
    return replace(
        line,
        box=Box(box.left * ratio, box.top * ratio, box.right * ratio, box.bottom * ratio),
    )
