"""Keeps the process small, and its threads from shutting each other out."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SWITCH_SECONDS = 0.0005
"""Threads give way so often: a sound callback never waits long for the interpreter."""
HEAPS = 2
"""Of glibc's malloc, which else gives each of a dozen threads its own, none of which shrinks."""
MAPPED_FROM_BYTES = 131_072
"""Blocks from here on go back to the system when freed; glibc would raise this by itself."""
REAL_TIME_PRIORITY = 5
"""Of 1 to 99; sound servers run their own threads above it."""
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
"""From malloc.h."""


def tune() -> None:
    """For the whole process; before its threads begin."""
    sys.setswitchinterval(SWITCH_SECONDS)
    _limit_heaps()


@cache
def _limit_heaps() -> None:
    mallopt = _libc("mallopt")
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, HEAPS)
        mallopt(_M_MMAP_THRESHOLD, MAPPED_FROM_BYTES)


def prefer_this_thread() -> bool:
    """Let the calling thread go before all usual ones, where the system allows it; whether it did.

    Only for one that mostly waits. A service is allowed by LimitRTPRIO, a login by limits.conf.
    """
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(REAL_TIME_PRIORITY))
    except (OSError, AttributeError):
        return False
    return True


def give_back() -> None:
    """Hand memory that was freed back to the system: 0.3 ms, and the interpreter is free."""
    trim = _libc("malloc_trim")
    if trim is not None:
        trim(ctypes.c_size_t(0))


def memory_mb() -> tuple[float, float]:
    """(available, total) of the machine; zeros where the kernel does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        values = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
        return values["MemAvailable"], values["MemTotal"]
    except (OSError, KeyError, ValueError, IndexError):
        return 0.0, 0.0


@cache
def _libc(name: str) -> Any:
    """A function of glibc; None where the C library is another one."""
    return getattr(ctypes.CDLL(None), name, None)


@contextmanager
def loaded() -> Iterator[None]:
    """What was loaded before the block is not looked through for garbage inside it.

    A full collection holds the interpreter for 20 to 35 ms, longer than a sound card waits; see
    docs/decisions/0008.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def loading() -> Iterator[None]:
    """The same for what is loaded inside the block, for blocks inside `loaded`."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
