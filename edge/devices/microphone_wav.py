"""A WAV file as a microphone, at the speed of speech or as fast as it is read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal

import numpy as np

from edge.audio.wav import read_wav
from edge.ports import BLOCK_SAMPLES, BLOCK_SECONDS, Block

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


class WavMicrophone:
    """Yields the file's blocks once; the last is filled up with silence."""

    def __init__(self, path: Path, pace: Literal["real", "fast"] = "real") -> None:
        """Read the file, so not on the loop. Raises InputError."""
        self.name = f"file:{path}"
        self._pace = pace
        sound = read_wav(path)
        missing = -len(sound) % BLOCK_SAMPLES
        self._blocks = np.pad(sound, (0, missing)).reshape(-1, BLOCK_SAMPLES)

    async def blocks(self) -> AsyncIterator[Block]:
        """Times follow the sound: with "fast" they run ahead of the loop's clock."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number, samples in enumerate(self._blocks, 1):
            due = began + number * BLOCK_SECONDS
            await asyncio.sleep(max(0.0, due - loop.time()) if self._pace == "real" else 0.0)
            yield Block(samples, due)
