"""A synthesiser whose timings are known beforehand, and which fails or stalls when told to."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import numpy as np

from edge.fakes.fallible import Fallible
from edge.ports import LISTENING_RATE, Mark, SpeechChunk, Voice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from edge.ports import Samples

_WORD = re.compile(r"[\u3400-\u9fff][，。！？；：、]*|[^\s\u3400-\u9fff]+")
CHUNK_SECONDS = 0.06


class FakeSynthesizer(Fallible):
    """Every word, and every Chinese character, lasts `word_seconds`; then `gap_seconds` of silence.

    The samples of the n-th word (from 0) all have the value 100 + n, those of a gap are 0, so that
    what reached the air can be read off the samples.
    """

    def __init__(
        self,
        rate: int = LISTENING_RATE,
        word_seconds: float = 0.25,
        gap_seconds: float = 0.05,
        first_seconds: float = 0.0,
        factor: float = 0.0,
        work: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`first_seconds` of `work` before any sound, then `factor` seconds for one of sound."""
        super().__init__()
        self.rate = rate
        self.said: list[tuple[str, Voice]] = []
        self.closed = 0
        """Utterances that were dropped by their reader."""
        self._word_seconds = word_seconds
        self._gap_seconds = gap_seconds
        self._first_seconds = first_seconds
        self._factor = factor
        self._work = work

    async def synthesize(self, text: str, voice: Voice) -> AsyncIterator[SpeechChunk]:
        """Yield chunks of 60 ms, the marks in the first one that they fall into."""
        self.said.append((text, voice))
        sound, marks = self.render(text)
        step = round(CHUNK_SECONDS * self.rate)
        finished = False
        try:
            await self._spend(self._first_seconds)
            for start in range(0, max(len(sound), 1), step):
                if start:
                    await self.trouble()
                await self._spend(self._factor * CHUNK_SECONDS)
                due = tuple(mark for mark in marks if start <= mark.sample < start + step)
                yield SpeechChunk(sound[start : start + step], due)
            yield SpeechChunk(np.zeros(0, np.int16), (Mark("end", len(sound)),))
            finished = True
        finally:
            self.closed += not finished

    def render(self, text: str) -> tuple[Samples, list[Mark]]:
        """What `synthesize` yields, as one piece, without the mark "end"."""
        word = round(self._word_seconds * self.rate)
        gap = round(self._gap_seconds * self.rate)
        parts: list[Samples] = []
        marks: list[Mark] = []
        for number, found in enumerate(_WORD.finditer(text)):
            at = number * (word + gap)
            marks.append(Mark("word", at, found.start(), len(found[0])))
            marks.append(Mark("phoneme", at, phoneme="a"))
            marks.append(Mark("phoneme", at + word, phoneme=""))
            parts += [np.full(word, 100 + number, np.int16), np.zeros(gap, np.int16)]
        return np.concatenate(parts) if parts else np.zeros(0, np.int16), marks

    async def _spend(self, seconds: float) -> None:
        if seconds:
            await self._work(seconds)
