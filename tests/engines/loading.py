"""A model that takes a second to load, for the tests of what is loaded beside a conversation."""

from __future__ import annotations

import asyncio

from edge.errors import EngineError


class Model:
    """Counts; fails to load while its file is gone."""

    def __init__(self) -> None:
        self.loads = 0
        self.is_held = False
        self.is_gone = False

    async def open(self) -> None:
        self.loads += 1
        await asyncio.sleep(1)
        if self.is_gone:
            raise EngineError("the model file is gone")
        self.is_held = True

    async def close(self) -> None:
        self.is_held = False
