"""Tasks that live exactly as long as a block of code."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine


class Tasks:
    """A task group whose tasks are cancelled when its block ends; one that fails ends the block."""

    async def __aenter__(self) -> Tasks:
        self._started: list[asyncio.Task[None]] = []
        self._group = await asyncio.TaskGroup().__aenter__()
        return self

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        self._started.append(self._group.create_task(work))

    async def __aexit__(self, *error: Any) -> None:
        for task in self._started:
            task.cancel()
        await self._group.__aexit__(*error)
