"""What every Runtime keeps: one call at a time, early ends, failures, and closing."""

from __future__ import annotations

import asyncio
import errno
import os
import sys
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from edge.engines.runtime import only
from edge.engines.runtime.in_process import DEATHS, InProcess
from edge.engines.runtime.in_thread import InThread
from edge.engines.runtime.worker import LENGTH
from edge.errors import ContextFull, EngineError
from tests.engines.crashing import Counter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from typing import TypeAlias

    from edge.engines.runtime import Runtime

    Make: TypeAlias = Callable[..., AbstractAsyncContextManager[Runtime]]

pytestmark = pytest.mark.engines

FACTORY = "tests.engines.crashing:Counter"


@pytest.fixture(params=["thread", "process"])
def engine(request: pytest.FixtureRequest) -> Make:
    """A runtime of each kind around the same engine, closed in the end."""

    @asynccontextmanager
    async def running(*args: str) -> AsyncIterator[Runtime]:
        in_thread = request.param == "thread"
        made: Runtime = (
            InThread(lambda: Counter(*args), "counter") if in_thread else InProcess(FACTORY, *args)
        )
        try:
            yield made
        finally:
            await made.close()

    return running


async def test_the_items_of_a_call_come_in_order(engine: Make) -> None:
    async with engine() as runtime:
        assert [item async for item in runtime.stream("count", 5)] == [1, 2, 3, 4, 5]


async def test_calls_are_done_one_after_the_other(engine: Make) -> None:
    async with engine() as runtime:

        async def count() -> list[int]:
            return [item async for item in runtime.stream("count", 50)]

        both = await asyncio.gather(count(), count())
        assert list(both) == [list(range(1, 51))] * 2


async def test_a_call_that_is_closed_early_tells_the_engine_and_frees_it(engine: Make) -> None:
    async with engine() as runtime:
        async with aclosing(runtime.stream("until_stopped")) as items:
            assert await anext(items) == "working"
        async with asyncio.timeout(5):
            assert await only(runtime.stream("count", 3)) == 1


async def test_a_call_that_is_cancelled_while_the_engine_works_frees_it(engine: Make) -> None:
    async with engine() as runtime:
        await runtime.open()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(_all(runtime, "until_stopped"), 0.2)
        async with asyncio.timeout(5):
            assert [item async for item in runtime.stream("count", 3)] == [1, 2, 3]


async def test_the_engine_stays_loaded_between_calls(engine: Make) -> None:
    async with engine() as runtime:
        for _ in range(3):
            await only(runtime.stream("count", 1))
        assert await only(runtime.stream("calls")) == 3


async def test_an_engine_that_cannot_load_says_why_each_time(engine: Make) -> None:
    async with engine("missing") as runtime:
        for _ in range(2):
            with pytest.raises(EngineError, match="the model file missing is not there"):
                await runtime.open()


async def test_an_error_of_ours_comes_through_whole(engine: Make) -> None:
    async with engine() as runtime:
        with pytest.raises(ContextFull) as caught:
            await only_second(runtime, "refuse")
        assert (caught.value.needed, caught.value.limit) == (700, 512)
        assert await only(runtime.stream("count", 1)) == 1


async def test_a_bug_in_a_library_costs_the_call_and_no_more(engine: Make) -> None:
    async with engine() as runtime:
        with pytest.raises(EngineError, match="a bug in the library"):
            await only_second(runtime, "stumble")
        assert await only(runtime.stream("count", 1)) == 1


async def _all(runtime: Runtime, method: str) -> list[object]:
    return [item async for item in runtime.stream(method)]


async def only_second(runtime: Runtime, method: str, *args: object) -> object:
    async with aclosing(runtime.stream(method, *args)) as items:
        assert await anext(items) == "before"
        return await anext(items)


async def test_a_crash_costs_a_call_and_the_next_finds_a_new_process() -> None:
    runtime = InProcess(FACTORY)
    with pytest.raises(EngineError, match=r"the process of Counter was killed by SIGSEGV"):
        await only_second(runtime, "crash")
    assert await only(runtime.stream("count", 1)) == 1
    await runtime.close()


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        (["loading", "out of \x1b[31mbounds", "", "  "], "SIGSEGV: out of [31mbounds"),
        (["tensor " * 100], "SIGSEGV: " + "tensor " * 21 + "tensor…"),
        ([], "SIGSEGV"),
    ],
)
async def test_the_last_line_of_a_process_tells_why_it_died(printed: list[str], told: str) -> None:
    runtime = InProcess(FACTORY)
    with pytest.raises(EngineError) as caught:
        await only_second(runtime, "lament", *printed)
    assert str(caught.value) == f"the process of Counter was killed by {told}"
    await runtime.close()


async def test_closing_a_process_at_its_work_is_no_death() -> None:
    runtime = InProcess(FACTORY)
    for _ in range(DEATHS):
        async with aclosing(runtime.stream("until_stopped")) as items:
            await anext(items)
            await runtime.close()
            with pytest.raises(EngineError):
                await anext(items)
    await runtime.open()
    await runtime.close()


async def test_an_engine_that_keeps_crashing_rests() -> None:
    runtime = InProcess(FACTORY)
    for _ in range(DEATHS):
        with pytest.raises(EngineError, match="SIGSEGV"):
            await only_second(runtime, "crash")
    with pytest.raises(EngineError, match=r"Counter ended 3 times within 60 seconds and rests"):
        await runtime.open()
    await runtime.close()


async def test_what_a_library_prints_spoils_nothing_and_blocks_nothing() -> None:
    runtime = InProcess(FACTORY)
    assert await only(runtime.stream("chatter", 5000)) == 5000
    await runtime.close()


async def test_closing_ends_the_process_even_while_it_works() -> None:
    runtime = InProcess(FACTORY)
    async with aclosing(runtime.stream("until_stopped")) as items:
        await anext(items)
        pid = runtime.pid
        assert pid is not None
        waiting = asyncio.ensure_future(anext(items))
        await asyncio.sleep(0)
        await runtime.close()
        with pytest.raises(EngineError, match="ended"):
            await waiting
    assert runtime.pid is None


async def test_a_process_that_cannot_be_started_is_a_failure_of_the_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refused(*_: object, **__: object) -> None:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refused)
    runtime = InProcess(FACTORY)
    with pytest.raises(EngineError, match="no process for Counter can be started: Cannot"):
        await runtime.open()


@pytest.mark.parametrize("sent", [b"", b"\x00\x00", LENGTH.pack(1000) + b"half of it"])
async def test_a_process_ends_with_a_parent_that_was_killed_in_the_midst_of_a_message(
    sent: bytes,
) -> None:
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edge.engines.runtime.worker",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(10):
            await worker.communicate(sent)
        assert worker.returncode == 0
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
