"""A reply that is still being written: several voices read it, each at its own pace."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.speaking.sentences import split

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Growing:
    """Used from the loop. Whoever writes it must finish it, whatever happens."""

    def __init__(self) -> None:
        self.text = ""
        """So far."""
        self.finished = False
        self._first = 0
        """Characters that were added at first."""
        self._changed = asyncio.Event()

    def add(self, clause: str) -> None:
        """What is added must bear being said by itself: a clause, with the blank behind it."""
        self.text += clause
        self._first = self._first or len(clause)
        self._tell()

    def finish(self) -> None:
        """Nothing is added any more."""
        self.finished = True
        self._tell()

    async def pieces(self, start: int = 0) -> AsyncIterator[str]:
        """The text from character `start` on, in pieces to synthesise.

        What was added first stands alone, as it may have been made ready to be heard before the
        rest was there. Then all that is there is cut like any text, in whole sentences; the rest
        follows as it comes.
        """
        while True:
            end = self._first if start < self._first else len(self.text)
            changed, more = self._changed, self.text[start:end]
            start += len(more)
            for piece in split(more):
                yield piece
            if start == len(self.text):
                if self.finished:
                    return
                await changed.wait()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
