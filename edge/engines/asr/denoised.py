"""A recogniser that hears its sound without the noise."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

import numpy as np

from edge.engines.sound_pieces import in_pieces
from edge.errors import EngineError
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from edge.ports import Denoiser, Hypothesis, Samples, SpeechRecognizer

PIECE_SAMPLES = 640
"""40 ms, as the recogniser takes them."""
TAIL_SAMPLES = LISTENING_RATE // 20
"""Silence after the sound, so that what the denoiser still holds comes out."""


class DenoisedRecognizer:
    """Fulfils SpeechRecognizer; the denoiser works in a thread of its own.

    `told` hears in one sentence why that failed; from then on the sound is heard as it is.
    """

    def __init__(
        self, recognizer: SpeechRecognizer, denoiser: Denoiser, told: Callable[[str], None]
    ) -> None:
        self._recognizer = recognizer
        self._denoiser = denoiser
        self._told = told
        self._works = True
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="denoiser")
        self._busy = asyncio.Lock()

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        async with self._busy:
            # a recogniser's iterator is a generator: closing it frees the engine
            hypotheses = cast(
                "AsyncGenerator[Hypothesis, None]",
                self._recognizer.transcribe(self._cleaned(sound)),
            )
            async with aclosing(hypotheses):
                async for hypothesis in hypotheses:
                    yield hypothesis

    def close(self) -> None:
        """The recogniser stays open: it is somebody else's."""
        self._thread.shutdown(wait=False)

    async def _cleaned(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Samples]:
        run = asyncio.get_running_loop().run_in_executor
        await run(self._thread, self._denoiser.reset)
        async for piece in in_pieces(sound, PIECE_SAMPLES):
            yield await run(self._thread, self._clean, piece)
        tail = np.zeros(TAIL_SAMPLES, np.int16)
        yield await run(self._thread, self._clean, tail)

    def _clean(self, piece: Samples) -> Samples:
        """In the thread."""
        if self._works:
            try:
                return self._denoiser.clean(piece)
            except EngineError as error:
                self._works = False
                self._told(str(error))
        return piece
