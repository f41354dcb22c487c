"""A turn judge on its own thread, asked by the listener in a pause."""

from __future__ import annotations

import numpy as np
import pytest

from edge.fakes.engines import FakeTurnJudge
from edge.listening.judging import JudgeThread


@pytest.mark.engines
async def test_the_judge_answers_without_holding_up_the_loop() -> None:
    judge = FakeTurnJudge({"i would like to": 0.1})
    asked = JudgeThread(judge)
    assert await asked("i would like to", np.zeros(160, np.int16)) == 0.1
    assert await asked("what time is it", np.zeros(160, np.int16)) == 0.9
    asked.close()
    assert judge.asked == ["i would like to", "what time is it"]
