"""The last second of sound, kept so that a word's beginning is not lost."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from edge.audio.level import rms
from edge.ports import BLOCK_SECONDS

if TYPE_CHECKING:
    from edge.ports import Block, Samples

KEPT_SECONDS = 1.0
"""Half a second before the onset, and what passes until Silero is sure of it."""


class Preroll:
    """A ring of the last blocks."""

    def __init__(self, seconds: float = KEPT_SECONDS) -> None:
        self._blocks: deque[Block] = deque(maxlen=round(seconds / BLOCK_SECONDS))

    def keep(self, block: Block) -> None:
        self._blocks.append(block)

    def since(self, start: float) -> list[Samples]:
        """The samples of all kept blocks that end after `start`, oldest first."""
        return [block.samples for block in self._blocks if block.at > start]

    def quietest(self, start: float) -> float:
        """When, since `start`, it was quietest: the end of that block; `start` if none is kept."""
        recent = [(rms(block.samples), -block.at) for block in self._blocks if block.at > start]
        return -min(recent)[1] if recent else start

    def clear(self) -> None:
        self._blocks.clear()
