"""Virtual time: an event loop whose clock jumps to the next timer instead of waiting.

A conversation of minutes runs in milliseconds and always the same way, as long as no real thread
takes part. If nothing is scheduled at all the loop would wait for ever; that is reported.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

P = ParamSpec("P")
T = TypeVar("T")


class _JumpingSelector(selectors.SelectSelector):
    """Adds the wait to the clock instead of waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready:
            return ready
        if timeout is None:
            raise RuntimeError("nothing is scheduled: in virtual time this waits for ever")
        self.now += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop in virtual time, from 0.0 seconds."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


class _WaitingSelector(selectors.SelectSelector):
    """Adds the wait that was asked for to the clock, however long it became."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        began = time.monotonic()
        ready = super().select(timeout)
        waited = time.monotonic() - began
        self.now += waited if timeout is None else min(waited, max(0.0, timeout))
        return ready


class UnhurriedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes only while it waits: with real threads, as with real engines.

    On an idle machine it keeps real time but for the loop's own work. Where the machine is busy
    with other things, time passes more slowly, and no sound comes late for that.
    """

    def __init__(self) -> None:
        self._waiting = _WaitingSelector()
        super().__init__(self._waiting)

    def time(self) -> float:
        return self._waiting.now


def run_unhurried(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end on an UnhurriedLoop."""
    with asyncio.Runner(loop_factory=UnhurriedLoop) as runner:
        return runner.run(main)


def run_in_virtual_time(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)


class AtOnce(Executor):
    """In the place of a thread: virtual time does not pass while it works."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


class FakeClock:
    """A Clock that tells a chosen time of day, advanced by the running loop's time or by hand."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start or datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
        self._moved = timedelta()

    def now(self) -> datetime:
        try:
            passed = asyncio.get_running_loop().time()
        except RuntimeError:
            passed = 0.0
        return self._start + self._moved + timedelta(seconds=passed)

    def advance(self, seconds: float) -> None:
        self._moved += timedelta(seconds=seconds)
