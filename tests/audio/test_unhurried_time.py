"""Time that passes only while the loop waits."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from edge.fakes.time import run_unhurried


async def _while_it_works(seconds: float) -> float:
    loop = asyncio.get_running_loop()
    before = loop.time()
    await asyncio.sleep(0.01)
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        pass
    await asyncio.sleep(0.01)
    return loop.time() - before


def test_the_work_of_the_loop_takes_no_time() -> None:
    assert run_unhurried(_while_it_works(0.3)) == pytest.approx(0.02, abs=0.01)


async def _until_a_thread_has_worked(seconds: float) -> float:
    loop = asyncio.get_running_loop()
    before, done = loop.time(), asyncio.Event()
    threading.Timer(seconds, loop.call_soon_threadsafe, (done.set,)).start()
    await done.wait()
    return loop.time() - before


def test_the_work_of_a_thread_takes_the_time_it_takes() -> None:
    assert run_unhurried(_until_a_thread_has_worked(0.1)) >= 0.09
