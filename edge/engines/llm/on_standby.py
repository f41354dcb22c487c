"""A language model that is loaded only while it may work; meanwhile it refuses at once."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from edge.engines.runtime.standby import Standby
    from edge.ports import LanguageModel, Prompt


class LanguageModelOnStandby:
    """Asks `model` while its `standby` is ready, and loads it otherwise for the next question."""

    def __init__(self, model: LanguageModel, standby: Standby) -> None:
        self._model = model
        self._standby = standby

    async def prepare(self, prompt: Prompt) -> None:
        """Nothing, where it is not ready."""
        if self._standby.ready_or_loading():
            with self._standby.working():
                await self._model.prepare(prompt)

    async def generate(self, prompt: Prompt) -> AsyncIterator[str]:
        """Raises EngineError where it is not ready."""
        if not self._standby.ready_or_loading():
            raise EngineError("the language model is not loaded now")
        with self._standby.working():
            pieces = cast("AsyncGenerator[str, None]", self._model.generate(prompt))
            async with aclosing(pieces):
                async for piece in pieces:
                    yield piece
