"""A loop in moments: time stands still while anything runs, and arrivals are never mixed."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from edge.replay.loop import RealPace, VirtualPace, moment, run, until


def _now() -> float:
    return asyncio.get_running_loop().time()


def test_timers_come_at_exactly_their_time_and_in_their_order() -> None:
    told: list[tuple[int, float]] = []

    async def sleeper(number: int) -> None:
        await asyncio.sleep(0.01)
        told.append((number, _now()))

    async def main() -> None:
        await asyncio.gather(*(sleeper(number) for number in range(20)))

    run(main(), RealPace())
    assert [number for number, _ in told] == list(range(20))
    assert len({at for _, at in told}) == 1


def test_time_stands_still_while_anything_runs() -> None:
    async def main() -> None:
        before = _now()
        for _ in range(3):
            busy_until = time.perf_counter() + 0.01
            while time.perf_counter() < busy_until:
                pass
            await asyncio.sleep(0)
        assert _now() == before

    run(main(), RealPace())


def test_every_arrival_has_a_moment_of_its_own() -> None:
    async def main() -> None:
        seen: list[float] = []
        loop = asyncio.get_running_loop()
        done = asyncio.Event()

        def arrive() -> None:
            seen.append(loop.time())
            if len(seen) == 30:
                done.set()

        def send() -> None:
            for _ in range(10):
                loop.call_soon_threadsafe(arrive)

        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        await done.wait()
        assert len(set(seen)) == 30
        assert seen == sorted(seen)

    run(main(), RealPace())


def test_timers_that_were_cancelled_do_not_come() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        called: list[str] = []
        loop.call_later(0.01, called.append, "kept")
        loop.call_later(0.005, called.append, "cancelled").cancel()
        loop.call_soon_threadsafe(called.append, "cancelled too").cancel()
        await asyncio.sleep(0.02)
        assert called == ["kept"]

    run(main(), VirtualPace())


def test_a_timeout_is_a_timer() -> None:
    async def main() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2.5):
                await asyncio.Event().wait()
        assert _now() == 102.5

    run(main(), VirtualPace(100.0))


def test_other_threads_are_told_the_time_as_it_is() -> None:
    async def main() -> None:
        before = _now()
        assert await asyncio.to_thread(_after_a_while, asyncio.get_running_loop()) > before + 0.01

    run(main(), RealPace())


def _after_a_while(loop: asyncio.AbstractEventLoop) -> float:
    time.sleep(0.02)
    return loop.time()


def test_a_recorded_moment_is_waited_for_to_the_last_bit() -> None:
    async def main() -> None:
        await until(7.1)
        assert _now() == 7.1
        await until(3.0)
        assert _now() == 7.1
        assert await moment() > 7.1

    run(main(), VirtualPace())


def test_waiting_for_nothing_is_reported_in_virtual_time() -> None:
    with pytest.raises(RuntimeError, match="nothing is scheduled"):
        run(asyncio.Event().wait(), VirtualPace())
