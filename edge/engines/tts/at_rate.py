"""A SpeechSynthesizer at another sample rate than its engine's, marks and all."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from edge.audio.resample import StreamResampler
from edge.engines.tts.voice_stream import CHUNK_SECONDS
from edge.ports import Mark, SpeechChunk

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from edge.ports import Samples, SpeechSynthesizer, Voice


def at_rate(synthesizer: SpeechSynthesizer, rate: int) -> SpeechSynthesizer:
    """Itself where it has that rate already."""
    return synthesizer if synthesizer.rate == rate else AtRate(synthesizer, rate)


class AtRate:
    """The same speech, resampled as it flows; up to 20 ms later."""

    def __init__(self, synthesizer: SpeechSynthesizer, rate: int) -> None:
        self._synthesizer = synthesizer
        self.rate = rate

    async def synthesize(self, text: str, voice: Voice) -> AsyncIterator[SpeechChunk]:
        """Chunks of CHUNK_SECONDS at most. Raises as the engine does."""
        engine = self._synthesizer
        resampler = StreamResampler(engine.rate, self.rate)
        stream = cast("AsyncGenerator[SpeechChunk, None]", engine.synthesize(text, voice))
        made = 0
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                marks = tuple(self._moved(mark) for mark in chunk.marks if mark.kind != "end")
                sound = resampler.push(chunk.samples)
                made += len(sound)
                for piece in self._pieces(sound, marks):
                    yield piece
        rest = resampler.flush()
        for piece in self._pieces(rest, ()):
            yield piece
        yield SpeechChunk(np.zeros(0, np.int16), (Mark("end", made + len(rest)),))

    def _moved(self, mark: Mark) -> Mark:
        return replace(mark, sample=round(mark.sample * self.rate / self._synthesizer.rate))

    def _pieces(self, sound: Samples, marks: tuple[Mark, ...]) -> list[SpeechChunk]:
        """The first one carries the marks."""
        step = round(CHUNK_SECONDS * self.rate)
        parts = [sound[at : at + step] for at in range(0, len(sound), step)]
        if not parts:
            return [SpeechChunk(sound, marks)] if marks else []
        return [SpeechChunk(parts[0], marks), *map(SpeechChunk, parts[1:])]
