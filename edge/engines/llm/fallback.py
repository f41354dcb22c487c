"""A language model with another one behind it, which answers what the first one cannot."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from edge.errors import ContextFull, EngineError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from edge.ports import LanguageModel, Prompt


class FallbackLanguageModel:
    """Asks `first`; where that fails before its first piece, `second` answers instead.

    An answer that breaks in its midst stays broken: two halves by two models are no answer.
    `told` hears in one sentence why, each time.
    """

    def __init__(
        self, first: LanguageModel, second: LanguageModel, told: Callable[[str], None]
    ) -> None:
        self._first = first
        self._second = second
        self._told = told

    async def prepare(self, prompt: Prompt) -> None:
        try:
            await self._first.prepare(prompt)
        except EngineError:  # it is told when somebody wants an answer
            await self._second.prepare(prompt)

    async def generate(self, prompt: Prompt) -> AsyncIterator[str]:
        begun = False
        try:
            async with aclosing(_pieces(self._first, prompt)) as pieces:
                async for piece in pieces:
                    begun = begun or piece != ""
                    yield piece
            return
        except ContextFull:
            raise
        except EngineError as error:
            if begun:
                raise
            self._told(str(error))
        async with aclosing(_pieces(self._second, prompt)) as pieces:
            async for piece in pieces:
                yield piece


def _pieces(model: LanguageModel, prompt: Prompt) -> AsyncGenerator[str, None]:
    return cast("AsyncGenerator[str, None]", model.generate(prompt))
