"""The text of an item on its way to the output: synthesised piece by piece, ahead of playback."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

import numpy as np

from edge.audio.resample import StreamResampler
from edge.errors import EngineError
from edge.events import SentenceReady
from edge.speaking.alignment import Alignment
from edge.speaking.sentences import pause_seconds
from edge.speaking.visemes import track

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Mark, Samples, SpeechChunk, Voice
    from edge.speaking.items import Item
    from edge.speaking.means import Means

SILENT_SECONDS = 5.0
"""A synthesiser that yields nothing for so long is given up."""


class Synthesis:
    """Writes an item to the output; `alignment` says which sample belongs to which word."""

    def __init__(self, item: Item, means: Means, start: int = 0) -> None:
        self.alignment = Alignment()
        self.written = 0
        """Samples of the output so far."""
        self.mouth: deque[tuple[int, str]] = deque()
        """The sample at which each shape of the mouth begins."""
        self._item = item
        self._means = means
        self._start = start
        self._ratio = means.output.rate / means.synthesizer.rate

    async def run(self) -> None:
        """To the end; the output's `write` holds us back. Raises EngineError and InputError."""
        pause = 0.0
        async for piece in self._item.pieces(self._start):
            await self._write(np.zeros(round(pause * self._means.output.rate), np.int16))
            voice = self._means.manner.voice_for(self._item.language)
            spoken = self._means.manner.spoken(piece, self._item.language)
            self.alignment.begin(spoken, self.written, self._ratio)
            if spoken.text.strip():
                await self._synthesize(spoken.text, voice)
            pause = pause_seconds(piece, voice.words_per_minute)

    async def _synthesize(self, piece: str, voice: Voice) -> None:
        base = self.written
        resampler = StreamResampler(self._means.synthesizer.rate, self._means.output.rate)
        marks: list[Mark] = []
        ready = False
        async with aclosing(_watched(self._means.synthesizer.synthesize(piece, voice))) as chunks:
            async for chunk in chunks:
                if len(chunk.samples) and not ready:
                    ready = True
                    self._tell_ready(piece)
                self.alignment.add(chunk.marks)
                marks += chunk.marks
                await self._write(resampler.push(chunk.samples))
        await self._write(resampler.flush())
        if self._means.manner.visemes:
            rate = self._means.output.rate
            self.mouth += [
                (base + round(seconds * rate), viseme)
                for seconds, viseme in track(marks, self._means.synthesizer.rate)
            ]

    def _tell_ready(self, piece: str) -> None:
        means = self._means
        ready = SentenceReady(
            at=means.clock(), output=means.output.name, item=self._item.id, text=piece.strip()
        )
        means.bus.publish(ready)

    async def _write(self, samples: Samples) -> None:
        await self._means.output.write(samples)
        self.written += len(samples)


async def _watched(stream: AsyncIterator[SpeechChunk]) -> AsyncGenerator[SpeechChunk, None]:
    """The same chunks; EngineError when the next one does not come. Closes the stream."""
    try:
        while True:
            try:
                async with asyncio.timeout(SILENT_SECONDS):
                    chunk = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise EngineError(
                    f"the synthesiser has been silent for {SILENT_SECONDS:.0f} seconds"
                ) from None
            yield chunk
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()
