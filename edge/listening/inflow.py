"""Sound that waits for the recogniser: never too much for whoever feeds it, in whole pieces."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

from edge.ports import BLOCK_SECONDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Samples

CURRENT_SECONDS = 0.1
"""With more sound than this still waiting, the recogniser's text is stale."""


class Inflow:
    """Fed block by block, read by one recogniser until it is closed."""

    def __init__(self) -> None:
        self.abandoned = False
        """Nobody reads any more."""
        self._waiting: list[Samples] = []
        self._closed = False
        self._more = asyncio.Event()
        self._caught_up = asyncio.Event()

    def feed(self, samples: Samples) -> None:
        """More sound; never waits. (The hard limit on turns bounds how much can pile up.)"""
        self._waiting.append(samples)
        self._caught_up.clear()
        self._more.set()

    def close(self) -> None:
        """That was all."""
        self._closed = True
        self._more.set()

    def abandon(self) -> None:
        """The reader has ended; nobody needs to wait for it."""
        self.abandoned = True
        self._caught_up.set()

    @property
    def behind(self) -> float:
        """Seconds of sound that the recogniser has not taken."""
        return len(self._waiting) * BLOCK_SECONDS

    @property
    def is_current(self) -> bool:
        """The recogniser has taken (nearly) all the sound."""
        return self.behind <= CURRENT_SECONDS

    async def caught_up(self) -> None:
        """Wait until the recogniser has worked through all the sound, or has ended."""
        await self._caught_up.wait()

    async def pieces(self) -> AsyncIterator[Samples]:
        """All that is waiting, as one piece, as soon as there is any."""
        while True:
            while self._waiting:
                piece = self._waiting
                self._waiting = []
                yield piece[0] if len(piece) == 1 else np.concatenate(piece)
            if self._closed:
                return
            self._caught_up.set()
            self._more.clear()
            await self._more.wait()
