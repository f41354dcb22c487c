"""An answer that is begun before it is asked for, and held behind its first words."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from edge.errors import EngineError
from edge.thinking.mind.in_time import in_time
from edge.thinking.mind.token_budget import tokens

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from edge.ports import LanguageModel, Prompt
    from edge.thinking.mind.means import Limits

HELD_PIECES = 16
"""About a first clause; a model writes no more of a guess than that."""


class HeldAnswer:
    """Written at once, as far as HELD_PIECES; whoever wants the rest reads `pieces`."""

    def __init__(self, model: LanguageModel, prompt: Prompt, limits: Limits) -> None:
        self.prompt = prompt
        self._model = model
        self._limits = limits
        self._pieces: deque[str] = deque()
        self._error: EngineError | TimeoutError | None = None
        self._news = asyncio.Event()
        self._wanted = asyncio.Event()
        self._writing = asyncio.create_task(self._write())

    @property
    def is_good(self) -> bool:
        """Nothing has gone wrong so far."""
        return self._error is None

    @property
    def tokens(self) -> int:
        """Written and not read."""
        return tokens("".join(self._pieces))

    async def pieces(self) -> AsyncGenerator[str, None]:
        """What is held, then the rest as it comes. Raises as the model does, or TimeoutError."""
        self._wanted.set()
        try:
            while self._pieces or not self._writing.done():
                while self._pieces:
                    yield self._pieces.popleft()
                self._news.clear()
                if not self._writing.done():
                    await self._news.wait()
            if self._error is not None:
                raise self._error
        finally:
            await self.drop()

    async def drop(self) -> None:
        """Nobody wants it: return when the model has been told."""
        self._writing.cancel()
        await asyncio.wait([self._writing])

    async def _write(self) -> None:
        stream = self._model.generate(self.prompt)
        pieces = in_time(stream, self._limits.first_seconds, self._limits.next_seconds)
        written = 0
        try:
            async for piece in pieces:
                self._pieces.append(piece)
                self._news.set()
                written += 1
                if written >= HELD_PIECES:
                    await self._wanted.wait()
        except (EngineError, TimeoutError) as error:
            self._error = error
        finally:
            await pieces.aclose()
            self._news.set()
