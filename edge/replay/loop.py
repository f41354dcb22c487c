"""An event loop in moments: time stands still while anything runs, and every input has its own.

Between two moments nothing of the conversation is left to run. A moment is a timer's, at exactly
the time that it was set to (all timers of one time share it, in the order in which they were
set), or that of one arrival from outside: a callback of another thread, or a file that is ready.
So whoever knows the arrivals and their moments knows everything that made a conversation go as it
went.
"""

from __future__ import annotations

import asyncio
import heapq
import math
import selectors
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from contextvars import Context

    Ready: TypeAlias = list[tuple[selectors.SelectorKey, int]]
    Select: TypeAlias = Callable[[float | None], Ready]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Pace(Protocol):
    """How time passes between moments."""

    def now(self) -> float: ...

    def wait(self, select: Select, until: float | None) -> Ready:
        """Wait for files, or until a time; None = for ever."""
        ...


class RealPace:
    """Time as it is."""

    def now(self) -> float:
        return time.monotonic()

    def wait(self, select: Select, until: float | None) -> Ready:
        return select(None if until is None else max(0.0, until - self.now()))


class VirtualPace:
    """Time jumps to the next timer."""

    def __init__(self, start: float = 0.0) -> None:
        self._now = start

    def now(self) -> float:
        return self._now

    def wait(self, select: Select, until: float | None) -> Ready:
        ready = select(0)
        if not ready:
            if until is None:
                raise RuntimeError("nothing is scheduled: in virtual time this waits for ever")
            self._now = until
        return ready


class _Selector(selectors.DefaultSelector):
    """Asked by the loop what is ready; while callbacks are, it does not look."""

    def __init__(self, step: Callable[[Select], Ready]) -> None:
        super().__init__()
        self._step = step

    def select(self, timeout: float | None = None) -> Ready:
        return [] if timeout == 0 else self._step(super().select)


class SteppedLoop(asyncio.SelectorEventLoop):
    """See above; `time()` is the moment's on the loop's thread, and the pace's on any other."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._now = pace.now()
        self._timers: list[tuple[float, int, asyncio.TimerHandle, Callable[[], object]]] = []
        self._ordered = 0
        self._arrived: deque[tuple[asyncio.Handle, Callable[[], object]]] = deque()
        self._home = threading.get_ident()
        super().__init__(_Selector(self._step))

    def time(self) -> float:
        return self._now if threading.get_ident() == self._home else self._pace.now()

    def call_at(
        self,
        when: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """A timer of the past is due in the next moment."""
        when = max(when, self._following())
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        self._ordered += 1
        due = self._unless_cancelled(handle, callback, args, context)
        heapq.heappush(self._timers, (when, self._ordered, handle, due))
        return handle

    def call_soon_threadsafe(
        self,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """Arrivals wait for a moment of their own, from the loop's own thread too."""
        handle = asyncio.Handle(callback, list(args), self, context)
        self._arrived.append((handle, self._unless_cancelled(handle, callback, args, context)))
        super().call_soon_threadsafe(_nothing)  # ends the waiting
        return handle

    def _unless_cancelled(
        self,
        handle: asyncio.Handle,
        callback: Callable[..., object],
        args: tuple[Any, ...],
        context: Context | None,
    ) -> Callable[[], object]:
        def run() -> None:
            if not handle.cancelled():
                callback(*args)

        return lambda: self.call_soon(run, context=context)

    def _following(self) -> float:
        return math.nextafter(self._now, math.inf)

    def _step(self, select: Select) -> Ready:
        """Go to the next moment, and tell the files that are ready in it: none, or one."""
        while True:
            due = self._next_timer()
            moment = max(self._pace.now(), self._following())
            if due is not None and due <= moment:
                self._release(due)
                return []
            if self._arrived:
                self._now = moment
                self._arrived.popleft()[1]()
                return []
            ready = self._pace.wait(select, due)
            moment = max(self._pace.now(), self._following())
            if ready and (due is None or moment < due):
                self._now = moment
                return ready[:1]

    def _next_timer(self) -> float | None:
        while self._timers and self._timers[0][2].cancelled():
            heapq.heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    def _release(self, due: float) -> None:
        self._now = due
        while self._timers and self._timers[0][0] == due:
            heapq.heappop(self._timers)[3]()


async def moment() -> float:
    """Wait for a moment of one's own, on a SteppedLoop; the time of it."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[None] = loop.create_future()
    loop.call_soon_threadsafe(_settle, future)
    await future
    return loop.time()


async def until(when: float) -> None:
    """Wait for a recorded moment; one that has passed is not waited for."""
    loop = asyncio.get_running_loop()
    if when > loop.time():
        future: asyncio.Future[None] = loop.create_future()
        if when < math.inf:
            loop.call_at(when, _settle, future)
        await future


def run(main: Coroutine[Any, Any, T], pace: Pace) -> T:
    """Run `main` to its end on a SteppedLoop."""
    with asyncio.Runner(loop_factory=lambda: SteppedLoop(pace)) as runner:
        return runner.run(main)


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _nothing() -> None:
    """Only wakes the loop."""
