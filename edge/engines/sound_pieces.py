"""Sound that flows in any blocks, cut into pieces of one size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Samples


async def in_pieces(sound: AsyncIterator[Samples], size: int) -> AsyncIterator[Samples]:
    """The same samples, `size` at a time; the last piece may be shorter."""
    waiting = np.zeros(0, np.int16)
    async for samples in sound:
        waiting = np.concatenate([waiting, samples])
        while len(waiting) >= size:
            yield np.ascontiguousarray(waiting[:size])
            waiting = waiting[size:]
    if len(waiting):
        yield waiting
