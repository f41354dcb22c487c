"""What the figures of working ahead are made of, with a quick model and a slow voice."""

from __future__ import annotations

import asyncio
import statistics

from edge.bench.one_core import OneCore
from edge.bench.overlap import Board, run
from edge.fakes.time import run_in_virtual_time
from edge.modes.model_use import BEHIND_SECONDS


def test_a_slow_voice_sounds_sooner_and_the_recogniser_keeps_up() -> None:
    ahead = run(Board(speed=40, overlap=True, slow_voice=True), questions=3)
    after = run(Board(speed=40, overlap=False, slow_voice=True), questions=3)
    assert len(ahead.seconds) == len(after.seconds) == 3
    assert statistics.median(ahead.seconds) < statistics.median(after.seconds) - 0.2
    assert statistics.median(ahead.behind) < BEHIND_SECONDS
    assert after.sound_seconds == 0


def test_two_that_share_a_core_take_twice_as_long() -> None:
    ended: list[float] = []

    async def work(core: OneCore) -> None:
        await core.work(1.0)
        ended.append(asyncio.get_running_loop().time())

    async def both() -> None:
        core = OneCore()
        await asyncio.gather(work(core), work(core))

    run_in_virtual_time(both())
    assert all(1.98 < moment < 2.02 for moment in ended)
