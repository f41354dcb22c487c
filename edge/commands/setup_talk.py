"""How `edge setup` asks: on the screen, and aloud with answers by mouth where there is sound."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from edge.audio.resample import resample
from edge.errors import EdgeError
from edge.ports import BLOCK_SAMPLES, LISTENING_RATE, Voice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from edge.audio.output import Output
    from edge.ports import Block, Microphone, Samples, SpeechSynthesizer

Say: TypeAlias = Callable[[str, str], Awaitable[None]]
"""Speaks a text in a language."""


async def silently(text: str, code: str) -> None:
    """Says nothing: everything stands on the screen."""


class Talk:
    """Tells and asks; whatever comes first, typed or heard, is the answer."""

    def __init__(self, show: Callable[[str], None], say: Say = silently) -> None:
        self.show = show
        self._say = say
        self._answers: asyncio.Queue[str | None] = asyncio.Queue()
        self._listening = False
        self.asks_language = False
        """The question is which language to speak: it may be answered in any."""

    def typed(self, line: str | None) -> None:
        """A line by hand; None after the last one, as then nobody answers any more."""
        self._answers.put_nowait(line)

    def heard(self, text: str) -> None:
        """Somebody said it; it counts only while a question waits for its answer."""
        if self._listening and text:
            self.show(f"> {text}")
            self._answers.put_nowait(text)

    async def tell(self, text: str, code: str) -> None:
        self.show(text)
        await self._say(text, code)

    async def ask(self, text: str, code: str) -> str | None:
        """The answer, perhaps empty; None where nobody answers any more. Typing cuts us short."""
        self.show(text)
        answer = asyncio.ensure_future(self._answers.get())
        speaking = asyncio.ensure_future(self._say(text, code))
        try:
            await asyncio.wait({answer, speaking}, return_when=asyncio.FIRST_COMPLETED)
            self._listening = True
            return await answer
        finally:
            self._listening = False
            for task in (answer, speaking):
                task.cancel()
                with suppress(asyncio.CancelledError, EdgeError):
                    await task


@contextmanager
def typed_lines(take: Callable[[str | None], None]) -> Iterator[None]:
    """Give each line of standard input to `take`, and None at its end; what comes later is left for
    whoever reads after us."""
    if sys.stdin is None or sys.stdin.closed:
        take(None)
        yield
        return
    loop, number, rest = asyncio.get_running_loop(), sys.stdin.fileno(), bytearray()

    def ready() -> None:
        data = os.read(number, 4096)
        rest.extend(data)
        *lines, last = rest.decode("utf-8", "replace").split("\n")
        rest[:] = last.encode()
        for line in lines:
            take(line.strip())
        if not data:
            loop.remove_reader(number)
            take(None)

    try:
        loop.add_reader(number, ready)
    except PermissionError:  # a plain file always has its answers ready
        for line in sys.stdin:
            take(line.strip())
        take(None)
    try:
        yield
    finally:
        loop.remove_reader(number)


class TappedMicrophone:
    """A microphone to which somebody else may listen as well."""

    def __init__(self, microphone: Microphone) -> None:
        self.name = microphone.name
        self._microphone = microphone
        self._tap: Callable[[Samples], None] | None = None

    async def blocks(self) -> AsyncIterator[Block]:
        async for block in self._microphone.blocks():
            if self._tap:
                self._tap(block.samples)
            yield block

    async def record(self, seconds: float, meter: Callable[[Samples], None]) -> Samples:
        """So much of what is heard from now on; empty where nothing comes. Somebody must be reading
        `blocks`; `meter` is given each 0.2 s."""
        parts: list[Samples] = []
        wanted = round(seconds * LISTENING_RATE / BLOCK_SAMPLES)
        full = asyncio.Event()

        def take(samples: Samples) -> None:
            parts.append(samples)
            if len(parts) % 20 == 0:
                meter(np.concatenate(parts[-20:]))
            if len(parts) >= wanted:
                full.set()

        self._tap = take
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds * 2 + 1):
                await full.wait()
        self._tap = None
        return np.concatenate(parts) if parts else np.zeros(0, np.int16)


@dataclass(frozen=True)
class Sound:
    """What this machine has of it; None for what is missing."""

    microphone: TappedMicrophone | None = None
    loudspeaker: Loudspeaker | None = None


class Loudspeaker:
    """Says texts and plays sound on one output that is open."""

    def __init__(
        self, output: Output, synthesizer: SpeechSynthesizer, rate: Callable[[], int]
    ) -> None:
        self._output = output
        self._synthesizer = synthesizer
        self._words_per_minute = rate

    async def say(self, text: str, code: str) -> None:
        """Until it was heard; cancelled, it falls silent. Raises EngineError."""
        voice = Voice(code, words_per_minute=self._words_per_minute())
        self._output.begin()
        try:
            async for chunk in self._synthesizer.synthesize(text, voice):
                await self._write(chunk.samples, self._synthesizer.rate)
            self._output.finish()
            await self._output.drained()
        except asyncio.CancelledError:
            self._output.drop()
            raise

    async def play(self, samples: Samples) -> None:
        """Sound as a microphone gave it, until it was heard."""
        self._output.begin()
        await self._write(samples, LISTENING_RATE)
        self._output.finish()
        await self._output.drained()

    async def _write(self, samples: Samples, rate: int) -> None:
        await self._output.write(resample(samples, rate, self._output.rate))
