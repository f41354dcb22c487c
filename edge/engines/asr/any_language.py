"""Recognisers of several languages on the same sound, where nobody knows which is spoken."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from edge.errors import EngineError
from edge.ports import Hypothesis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from edge.ports import Samples


class ClosingRecognizer(Protocol):
    """A SpeechRecognizer that holds a model."""

    def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]: ...
    def close(self) -> None: ...


class AnyLanguageRecognizer:
    """Believes the recogniser that trusts its sentence most; nothing, where none heard one of its
    sentences. There is only a final hypothesis, as the others change their language."""

    def __init__(self, recognizers: Sequence[ClosingRecognizer]) -> None:
        self._recognizers = recognizers

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        async with asyncio.TaskGroup() as group:
            queues: list[asyncio.Queue[Samples | None]]
            queues = [asyncio.Queue() for _ in self._recognizers]
            hearing = [
                group.create_task(_final(recognizer, queue))
                for recognizer, queue in zip(self._recognizers, queues, strict=True)
            ]
            async for samples in sound:
                for queue in queues:
                    queue.put_nowait(samples)
            for queue in queues:
                queue.put_nowait(None)
        heard = [task.result() for task in hearing]
        commands = [one for one in heard if one.is_command]
        yield max(commands, key=lambda one: one.trust, default=Hypothesis("", final=True))

    def close(self) -> None:
        """Free all models."""
        for recognizer in self._recognizers:
            recognizer.close()


async def _final(recognizer: ClosingRecognizer, queue: asyncio.Queue[Samples | None]) -> Hypothesis:
    """What it heard; nothing where it broke, as the others may have understood."""
    last = Hypothesis("", final=True)
    with suppress(EngineError):
        async for hypothesis in recognizer.transcribe(_taken(queue)):
            last = hypothesis
    return last


async def _taken(queue: asyncio.Queue[Samples | None]) -> AsyncIterator[Samples]:
    while (samples := await queue.get()) is not None:
        yield samples
