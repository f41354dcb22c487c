"""The vision thread: one job at a time, what somebody asked for before what is done unasked."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from edge.errors import EdgeError, EngineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    Turn = asyncio.Future[None]

T = TypeVar("T")

MOST_ASKED = 8
"""Questions that may wait; somebody who asks more is told so."""


class Looker:
    """Runs engines' work away from the loop, in turns."""

    def __init__(self, thread: Executor | None = None) -> None:
        """`thread` runs one job at a time; one of its own where None."""
        self.seconds: dict[str, float] = {}
        """How long the last job of each name took."""
        self.dropped = 0
        """Routine looks that a newer one has replaced."""
        self._thread = thread or ThreadPoolExecutor(1, "vision")
        self._is_busy = False
        self._asked: deque[Turn] = deque()
        self._routine: Turn | None = None

    async def ask(self, name: str, work: Callable[[], T]) -> T:
        """What `work` gives, before any routine. Raises EngineError for whatever it breaks with."""
        if len(self._asked) >= MOST_ASKED:
            raise EngineError(f"{MOST_ASKED} questions about the picture wait already")
        if self._is_busy:
            turn: Turn = asyncio.get_running_loop().create_future()
            self._asked.append(turn)
            await self._turn(turn)
        return await self._run(name, work)

    async def routine(self, name: str, work: Callable[[], T]) -> T | None:
        """The same where there is nothing else to do; None where a newer one came before that."""
        if self._is_busy:
            self._drop_routine()
            turn: Turn = asyncio.get_running_loop().create_future()
            self._routine = turn
            try:
                await self._turn(turn)
            except _ReplacedError:
                return None
        return await self._run(name, work)

    def close(self) -> None:
        """The job at work comes to its end in its thread; nobody is told of it."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _turn(self, turn: Turn) -> None:
        """Wait for it; it is handed on where whoever waited has gone."""
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._next()
            raise

    async def _run(self, name: str, work: Callable[[], T]) -> T:
        """In the thread; the next job's turn comes when it is really over, whoever has gone."""
        self._is_busy = True
        loop = asyncio.get_running_loop()
        done = loop.run_in_executor(self._thread, self._timed, name, work)
        done.add_done_callback(lambda _: self._next())
        return await asyncio.shield(done)

    def _timed(self, name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        try:
            return work()
        except EdgeError:
            raise
        except Exception as error:
            raise EngineError(f"{name} failed: {error!r}") from error
        finally:
            self.seconds[name] = time.perf_counter() - began

    def _next(self) -> None:
        """Give the turn to a question, or else to the routine, or else rest."""
        while self._asked:
            turn = self._asked.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        turn_of_routine, self._routine = self._routine, None
        if turn_of_routine is not None and not turn_of_routine.done():
            turn_of_routine.set_result(None)
            return
        self._is_busy = False

    def _drop_routine(self) -> None:
        waiting, self._routine = self._routine, None
        if waiting is not None and not waiting.done():
            self.dropped += 1
            waiting.set_exception(_ReplacedError())


class _ReplacedError(Exception):
    """A newer routine look wants the place."""
