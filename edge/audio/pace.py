"""Calls a function at even steps of the loop's clock: a sound card made of timers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Pace:
    """Calls `step` every `seconds` without drift; a loop that was late is caught up with."""

    def __init__(self, step: Callable[[], None], seconds: float) -> None:
        self._step = step
        self._seconds = seconds
        self._steps = 0
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._timer = self._loop.call_soon(self._turn)

    def stop(self) -> None:
        self._timer.cancel()

    def _turn(self) -> None:
        self._steps += 1
        # Ordered first: a step that stops the pace cancels this timer.
        self._timer = self._loop.call_at(self._began + self._steps * self._seconds, self._turn)
        self._step()
