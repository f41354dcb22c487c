"""A Runtime in this process: for engines that let the interpreter go while they work."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from edge.errors import EdgeError, EngineError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator

_END = object()


class InThread:
    """Runs `make()`'s methods in a thread called `name`."""

    def __init__(self, make: Callable[[], object], name: str) -> None:
        self._make = make
        self._name = name
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._busy = asyncio.Lock()
        self._engine: object | None = None

    async def open(self) -> None:
        await self._run(self._load)

    async def stream(self, method: str, *args: object) -> AsyncGenerator[Any, None]:
        async with self._busy:
            engine = await self._run(self._load)
            stopped = threading.Event()
            items: Iterator[Any] = getattr(engine, method)(stopped.is_set, *args)
            try:
                while (item := await self._run(next, items, _END)) is not _END:
                    yield item
            finally:
                stopped.set()
                self._end(items)

    async def close(self) -> None:
        self._thread.submit(self._unload)
        self._thread.shutdown(wait=False)

    def _load(self) -> object:
        if self._engine is None:
            self._engine = self._make()
        return self._engine

    def _end(self, items: Iterator[Any]) -> None:
        """In the engine's thread, after the item that it may still be working on."""
        close = getattr(items, "close", None)
        if close is None:
            return
        try:
            self._thread.submit(close)
        except RuntimeError:  # closed meanwhile: the engine goes, and its call with it
            return

    def _unload(self) -> None:
        close = getattr(self._engine, "close", None)
        self._engine = None
        if close is not None:
            close()

    async def _run(self, work: Callable[..., Any], *args: object) -> Any:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)
        except EdgeError:
            raise
        except Exception as error:
            raise EngineError(f"the engine {self._name} failed: {error!r}") from error
