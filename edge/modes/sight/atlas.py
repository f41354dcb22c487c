"""The imported map, asked in a thread of its own: a query waits for the disk."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.way.street_map import StreetMap

T = TypeVar("T")


class Atlas:
    """Used from the loop."""

    def __init__(self, streets: StreetMap) -> None:
        self._streets = streets
        self._thread = ThreadPoolExecutor(1, "map")

    async def ask(self, query: Callable[[StreetMap], T]) -> T:
        """What the map answers. Raises StoreError."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, query, self._streets)

    def close(self) -> None:
        """The map is closed behind the query at work; nobody waits for that."""
        self._thread.submit(self._streets.close)
        self._thread.shutdown(wait=False)
