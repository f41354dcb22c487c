"""An engine that is loaded only while it is wanted: beside the conversation, between sentences."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

from edge.errors import ContextFull, EngineError
from edge.footprint import memory_mb
from edge.tasks import apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REST_SECONDS = 60.0
"""Of the first rest; the next is twice as long, up to LONGEST_REST_SECONDS."""
LONGEST_REST_SECONDS = 960.0


class Loading(Protocol):
    """An engine with something to load and to free, more than once."""

    async def open(self) -> None:
        """Load it; raises EngineError."""
        ...

    async def close(self) -> None: ...


class Rest:
    """For something that does not work now: longer every time, until it works again."""

    def __init__(self) -> None:
        self._rests = 0
        self._until = float("-inf")

    def begin(self) -> None:
        seconds = min(REST_SECONDS * 2**self._rests, LONGEST_REST_SECONDS)
        self._rests += 1
        self._until = asyncio.get_running_loop().time() + seconds

    @property
    def is_over(self) -> bool:
        return asyncio.get_running_loop().time() >= self._until

    def forget(self) -> None:
        """It works; the next rest is a short one."""
        self._rests = 0


class Standby:
    """Loads and frees one engine in a task of its own, in order; nobody waits for that.

    Whoever wants the engine asks `ready_or_loading`, lets somebody else do the work where that is
    false, and works inside `working` where it is true. `failed` hears in one sentence why the
    engine could not be loaded. One that needs more than the free memory is not loaded.
    """

    def __init__(
        self, engine: Loading, failed: Callable[[str], None], needs_mb: float = 0.0
    ) -> None:
        self._engine = engine
        self._failed = failed
        self._needs_mb = needs_mb
        self._rest = Rest()
        self._allowed = True
        self._wanted = False
        """Somebody has asked for it since it last failed."""
        self._loaded = False
        self._sentences = 0
        """Under way on it."""
        self._idle = asyncio.Event()
        self._idle.set()
        self._following: asyncio.Task[None] | None = None

    @property
    def is_ready(self) -> bool:
        """It is loaded, and a sentence may begin on it."""
        return self._loaded and self._allowed

    def ready_or_loading(self) -> bool:
        """`is_ready`; where it is not, it is being loaded from now on, if that is allowed."""
        if not self.is_ready and self._rest.is_over:
            self._wanted = True
            self._follow()
        return self.is_ready

    def allow(self, allowed: bool) -> None:
        """What the governor says: an engine that may not work is freed, and loaded when it may."""
        self._allowed = allowed
        self._follow()

    @contextmanager
    def working(self) -> Iterator[None]:
        """A sentence; an EngineError in it means that the engine must be loaded anew."""
        self._sentences += 1
        self._idle.clear()
        try:
            yield
        except ContextFull:
            raise
        except EngineError:
            self._loaded = False
            self._follow()
            raise
        finally:
            self._sentences -= 1
            if not self._sentences:
                self._idle.set()

    async def open(self) -> None:
        """Load it now; where that fails, it was told."""
        self._wanted = True
        self._follow()
        if self._following is not None:
            await self._following

    async def close(self) -> None:
        """Free it for good."""
        self._allowed = False
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following
        await self._engine.close()

    @property
    def _due(self) -> bool:
        return self._wanted and self._allowed

    def _follow(self) -> None:
        if self._following is None and self._due != self._loaded:
            self._following = asyncio.create_task(self._followed())

    async def _followed(self) -> None:
        try:
            while self._due != self._loaded:
                await (self._load() if self._due else self._put_away())
        finally:
            self._following = None

    async def _load(self) -> None:
        try:
            await self._check_memory()
            await self._engine.open()
        except EngineError as error:
            self._wanted = False
            self._rest.begin()
            self._failed(str(error))
        else:
            self._rest.forget()
            self._loaded = True

    async def _put_away(self) -> None:
        await self._idle.wait()
        if not self._due:
            self._loaded = False
            await self._engine.close()

    async def _check_memory(self) -> None:
        if not self._needs_mb:
            return
        available, _ = await apart(memory_mb)
        if 0 < available < self._needs_mb:
            raise EngineError(
                f"it needs about {self._needs_mb:.0f} MB of memory, "
                f"and {available:.0f} MB are available"
            )
