"""A TurnJudge on a thread of its own: it takes some 60 ms, which the loop cannot spare."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge.ports import Samples, TurnJudge


class JudgeThread:
    """Asks the judge without blocking the loop; `Ears.judge` takes an instance."""

    def __init__(self, judge: TurnJudge) -> None:
        self._judge = judge
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="turn-judge")

    async def __call__(self, text: str, sound: Samples) -> float:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._judge.finished, text, sound)

    def close(self) -> None:
        """No more questions; one that is being thought about is not waited for."""
        self._thread.shutdown(wait=False, cancel_futures=True)
