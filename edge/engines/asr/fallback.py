"""A recogniser with another one behind it, which hears the whole sentence when the first breaks."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from edge.ports import Hypothesis, Samples, SpeechRecognizer


class FallbackRecognizer:
    """Hears with `first`; where that fails, `second` hears the utterance from its beginning.

    `told` hears in one sentence why, each time. `allowed` says at the beginning
    of each utterance whether `first` may be used now.
    """

    def __init__(
        self,
        first: SpeechRecognizer,
        second: SpeechRecognizer,
        told: Callable[[str], None],
        allowed: Callable[[], bool] = lambda: True,
    ) -> None:
        self._first = first
        self._second = second
        self._told = told
        self._allowed = allowed

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        kept: list[Samples] = []  # a turn ends after half a minute at most: 1 MB
        if self._allowed():
            try:
                async with aclosing(_heard(self._first, _keeping(sound, kept))) as found:
                    async for hypothesis in found:
                        yield hypothesis
                return
            except EngineError as error:
                self._told(str(error))
        async with aclosing(_heard(self._second, _again(kept, sound))) as found:
            async for hypothesis in found:
                yield hypothesis


def _heard(
    recognizer: SpeechRecognizer, sound: AsyncIterator[Samples]
) -> AsyncGenerator[Hypothesis, None]:
    return cast("AsyncGenerator[Hypothesis, None]", recognizer.transcribe(sound))


async def _keeping(sound: AsyncIterator[Samples], kept: list[Samples]) -> AsyncIterator[Samples]:
    async for samples in sound:
        kept.append(samples)
        yield samples


async def _again(kept: list[Samples], rest: AsyncIterator[Samples]) -> AsyncIterator[Samples]:
    for samples in kept:
        yield samples
    async for samples in rest:
        yield samples
