"""The judge of turns, where one is installed: seconds a decision, and memory."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from edge.bench import speech
from edge.bench.machine import resident_mb
from edge.bench.rows import milliseconds, row
from edge.bench.stage import stock
from edge.engines.turn_smart import SmartTurnJudge
from edge.models.shelf import Shelf
from edge.settings import models_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.ports import Samples


async def rows(asked: Asked) -> list[Row]:
    """With one thread, the features of the sound included."""
    return await asyncio.to_thread(_measured, asked.turns)


def _measured(turns: int) -> list[Row]:
    found: list[Row] = []
    for model in _installed():
        before = resident_mb()
        judge = SmartTurnJudge(model)
        sounds = [speech.spoken(text) for text in speech.COMMANDS]
        judge.finished("", sounds[0])
        decisions = [_seconds(judge, sounds[turn % len(sounds)]) for turn in range(turns)]
        found.append(row("turn_judge", "ms", milliseconds(decisions), 0))
        found.append(row("turn_judge_memory", "MB", [resident_mb() - before], 0))
    return found


def _installed() -> Sequence[Path]:
    models = Shelf(models_folder(stock().models)).models()
    return [model.files["model"] for model in models if model.kind == "smart-turn"][:1]


def _seconds(judge: SmartTurnJudge, sound: Samples) -> float:
    began = time.perf_counter()
    judge.finished("", sound)
    return time.perf_counter() - began
