"""What this process holds on to, before and after something was opened and closed many times."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

WARM_UP = 3
MOST_GROWTH_MB = 8.0
"""Of the whole process from the first rounds to the last; a model that stays has several MB."""
ENDING_SECONDS = 0.3
"""Threads end and pipes close a moment after what was closed."""


@dataclass(frozen=True, slots=True)
class Held:
    """By this process."""

    files: int
    threads: int
    tasks: int
    memory_mb: float

    @classmethod
    async def now(cls) -> Held:
        await asyncio.sleep(ENDING_SECONDS)
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)  # what is free is not held
        files, memory = await asyncio.to_thread(_files_and_memory)
        return cls(files, _threads(), len(asyncio.all_tasks()), memory)


async def leaks_nothing(
    once: Callable[[], Awaitable[None]], rounds: int, most_growth_mb: float = MOST_GROWTH_MB
) -> None:
    """Do something `rounds` times; fails where more is held in the end than after a few."""
    for _ in range(WARM_UP):
        await once()
    before = await Held.now()
    for _ in range(rounds):
        await once()
    after = await Held.now()
    assert after.files <= before.files
    assert after.threads <= before.threads
    assert after.tasks == before.tasks
    assert after.memory_mb - before.memory_mb < most_growth_mb


def _threads() -> int:
    """Without those of the loop's own pool, which come as they are needed and stay."""
    return sum(not thread.name.startswith("asyncio_") for thread in threading.enumerate())


def _files_and_memory() -> tuple[int, float]:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return len(os.listdir("/proc/self/fd")), pages * os.sysconf("SC_PAGE_SIZE") / 2**20
