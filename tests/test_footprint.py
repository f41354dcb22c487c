"""The process stays small and its pauses short: what was loaded is not searched for garbage."""

from __future__ import annotations

import ctypes
import gc
import os
import subprocess
import sys
import threading
import weakref

import pytest

from edge import footprint
from edge.bench.machine import resident_mb


class Thing:
    """Something that may be garbage."""


def _cycle() -> weakref.ref[Thing]:
    thing = Thing()
    thing.itself = thing  # type: ignore[attr-defined]  # any attribute will do
    return weakref.ref(thing)


def test_what_was_loaded_is_not_searched_and_what_comes_later_is() -> None:
    kept = [{number: [number]} for number in range(100)]
    with footprint.loaded():
        assert not {id(one) for one in kept} & {id(one) for one in gc.get_objects()}
        garbage = _cycle()
        gc.collect()
        assert garbage() is None
    assert {id(one) for one in kept} <= {id(one) for one in gc.get_objects()}


def test_no_collection_interrupts_loading() -> None:
    with footprint.loaded():
        with footprint.loading():
            assert not gc.isenabled()
            later = [[number] for number in range(100)]
        assert gc.isenabled()
        assert not {id(one) for one in later} & {id(one) for one in gc.get_objects()}


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="this is not glibc")
def test_freed_memory_is_handed_back() -> None:
    footprint.tune()
    held = [bytearray(1000) for _ in range(40_000)]
    last = bytearray(1000)  # keeps the end of the heap from shrinking by itself
    before = resident_mb()
    del held
    footprint.give_back()
    assert resident_mb() < before - 20
    assert len(last) == 1000


def test_threads_give_way_soon() -> None:
    before = sys.getswitchinterval()
    footprint.tune()
    assert sys.getswitchinterval() < 0.001
    sys.setswitchinterval(before)


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="a matter of Linux")
def test_a_thread_goes_first_only_where_the_system_allows_it() -> None:
    found: list[tuple[bool, int]] = []

    def work() -> None:
        found.append((footprint.prefer_this_thread(), os.sched_getscheduler(0)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    ((preferred, policy),) = found
    assert preferred == (policy == os.SCHED_FIFO)
    assert os.sched_getscheduler(0) != os.SCHED_FIFO


def test_blas_has_one_thread_unless_somebody_wants_more() -> None:
    script = "import os, edge; print(os.environ['OPENBLAS_NUM_THREADS'])"
    bare = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    for wanted, environment in (("1", bare), ("2", {**bare, "OPENBLAS_NUM_THREADS": "2"})):
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        assert done.stdout.strip() == wanted
