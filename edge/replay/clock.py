"""The time of day as the loop tells it: a recorded conversation knows no other."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

T = TypeVar("T")


class SteppedClock:
    """A Clock that goes with the moments of a SteppedLoop, in whatever thread it is asked."""

    def __init__(self, wall: datetime, at: float) -> None:
        """It was `wall` (aware) at the loop's second `at`."""
        self.wall = wall
        self.at = at
        self._loop = asyncio.get_running_loop()
        self._local = threading.local()

    def now(self) -> datetime:
        at = getattr(self._local, "at", None)
        passed = (self._loop.time() if at is None else at) - self.at
        return self.wall + timedelta(seconds=passed)

    def during(self, at: float, work: Callable[[], T]) -> T:
        """Do some work to which it is `at` all the time."""
        self._local.at = at
        try:
            return work()
        finally:
            del self._local.at
