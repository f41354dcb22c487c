"""smart-turn opened, asked, given up in mid-work and closed: ten times, or a hundred."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.turn_smart import SmartTurnJudge
from edge.listening.judging import JudgeThread
from tests.engines.leaks import leaks_nothing

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Samples

pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
pytestmark = [pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(600)]

MODEL = "models/speech/turn/smart-turn-v3.2/smart-turn-v3.2-cpu.onnx"
INTO_SECONDS = 0.02
"""Of a judgement, which takes some 60 ms."""

MOST_GROWTH_MB = 60.0
"""From the first rounds to the last: two models, whose memory the C library still keeps; ten that
stay would have 250."""


def voice(seconds: float) -> Samples:
    return np.random.default_rng(3).normal(0, 8_000, round(seconds * 16_000)).astype(np.int16)


async def judged_and_given_up(model: Path) -> None:
    """A judgement, one that nobody waits for in its midst, and one that never begins."""
    judge = JudgeThread(await asyncio.to_thread(SmartTurnJudge, model))
    assert 0 <= await judge("", voice(2)) <= 1
    working = asyncio.ensure_future(judge("", voice(8)))
    waiting = asyncio.ensure_future(judge("", voice(8)))
    await asyncio.sleep(INTO_SECONDS)
    assert not working.done()
    working.cancel()
    judge.close()
    gone = await asyncio.gather(working, waiting, return_exceptions=True)
    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in gone)


async def test_nothing_leaks_and_nothing_crashes(shared: Path, long_run: bool) -> None:
    rounds = 100 if long_run else 10
    await leaks_nothing(lambda: judged_and_given_up(shared / MODEL), rounds, MOST_GROWTH_MB)


async def test_one_judge_given_up_again_and_again_still_judges(shared: Path) -> None:
    judge = JudgeThread(await asyncio.to_thread(SmartTurnJudge, shared / MODEL))
    before = await judge("", voice(2))
    for _ in range(10):
        given_up = asyncio.ensure_future(judge("", voice(8)))
        await asyncio.sleep(INTO_SECONDS)
        given_up.cancel()
    assert await judge("", voice(2)) == before
    judge.close()
