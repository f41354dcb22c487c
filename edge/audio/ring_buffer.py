"""The last moments of a microphone: what was said before anyone knew it was speech."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from edge.ports import BLOCK_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edge.ports import Block, Samples


class RingBuffer:
    """The newest blocks, oldest first; older ones fall out."""

    def __init__(self, seconds: float) -> None:
        self._blocks: deque[Block] = deque(maxlen=max(1, round(seconds / BLOCK_SECONDS)))

    def push(self, block: Block) -> None:
        self._blocks.append(block)

    def clear(self) -> None:
        self._blocks.clear()

    def take(self) -> list[Block]:
        """Everything that is held, oldest first; the buffer is empty afterwards."""
        held = list(self._blocks)
        self._blocks.clear()
        return held

    def samples(self) -> Samples:
        """Everything that is held as one piece; it stays in the buffer."""
        if not self._blocks:
            return np.zeros(0, np.int16)
        return np.concatenate([block.samples for block in self._blocks])

    def __iter__(self) -> Iterator[Block]:
        return iter(tuple(self._blocks))

    def __len__(self) -> int:
        return len(self._blocks)
