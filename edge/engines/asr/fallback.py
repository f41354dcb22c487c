"""A recogniser with another one behind it, which hears the whole sentence when the first breaks."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from edge.engines.runtime.standby import Standby
    from edge.ports import Hypothesis, Samples, SpeechRecognizer


class FallbackRecognizer:
    """Hears with `first` while that is ready; else, and where it fails, with `second`.

    `standby` is that of `first`, `told` hears in one sentence why it failed, each time.
    """

    def __init__(
        self,
        first: SpeechRecognizer,
        standby: Standby,
        second: SpeechRecognizer,
        told: Callable[[str], None],
    ) -> None:
        self._first = first
        self._standby = standby
        self._second = second
        self._told = told

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        kept: list[Samples] = []  # a turn ends after half a minute at most: 1 MB
        if self._standby.ready_or_loading():
            try:
                with self._standby.working():
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
