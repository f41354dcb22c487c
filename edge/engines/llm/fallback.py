"""A language model with another one behind it, which answers what the first one cannot."""

from __future__ import annotations

import logging
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from edge.engines.runtime.standby import Rest
from edge.errors import ContextFull, EngineError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from edge.ports import LanguageModel, Prompt

log = logging.getLogger(__name__)


class FallbackLanguageModel:
    """Asks `first`; where that fails before its first piece, `second` answers instead.

    An answer that breaks in its midst stays broken: two halves by two models are no answer. One
    that failed rests, longer each time, as nobody wants to wait for it with every question.
    `told` hears in one sentence why, each time.
    """

    def __init__(
        self, first: LanguageModel, second: LanguageModel, told: Callable[[str], None]
    ) -> None:
        self._first = first
        self._second = second
        self._told = told
        self._rest = Rest()

    async def prepare(self, prompt: Prompt) -> None:
        if self._rest.is_over:
            try:
                await self._first.prepare(prompt)
                return
            except EngineError as error:  # it is told when somebody wants an answer
                log.info("not prepared: %s", error)
        await self._second.prepare(prompt)

    async def generate(self, prompt: Prompt) -> AsyncIterator[str]:
        if self._rest.is_over:
            begun = False
            try:
                async with aclosing(_pieces(self._first, prompt)) as pieces:
                    async for piece in pieces:
                        begun = begun or piece != ""
                        yield piece
                self._rest.forget()
                return
            except ContextFull:
                raise
            except EngineError as error:
                self._rest.begin()
                if begun:
                    raise
                self._told(str(error))
            yield ""  # a sign of work: the patience for the other one begins anew
        async with aclosing(_pieces(self._second, prompt)) as pieces:
            async for piece in pieces:
                yield piece


def _pieces(model: LanguageModel, prompt: Prompt) -> AsyncGenerator[str, None]:
    return cast("AsyncGenerator[str, None]", model.generate(prompt))
