"""A processor in virtual time that engines share, and a recogniser that needs a part of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.fakes.engines import FakeRecognizer
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Hypothesis, Samples

SLICE_SECONDS = 0.004
"""For which one of them works before the next one may."""


class OneCore:
    """Works for whoever wants it in turn, a slice at a time."""

    def __init__(self) -> None:
        self._free = asyncio.Lock()

    async def work(self, seconds: float) -> None:
        """So much work; it takes longer while others want the core too."""
        while seconds > 0:
            async with self._free:
                await asyncio.sleep(min(SLICE_SECONDS, seconds))
            seconds -= SLICE_SECONDS


class WorkingRecognizer(FakeRecognizer):
    """Works `factor` seconds for one of sound before it has heard it."""

    def __init__(self, core: OneCore, factor: float) -> None:
        super().__init__()
        self._core = core
        self._factor = factor

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        async for hypothesis in super().transcribe(self._worked_on(sound)):
            yield hypothesis

    async def _worked_on(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Samples]:
        async for samples in sound:
            await self._core.work(self._factor * len(samples) / LISTENING_RATE)
            yield samples
