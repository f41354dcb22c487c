"""Recognisers of sherpa-onnx that follow speech as it flows, led towards given words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.engines.asr.hotwords import Hotwords
from edge.engines.asr.recognised_text import hypothesis
from edge.engines.runtime import only
from edge.engines.sherpa.kinds import STREAMING
from edge.engines.sherpa.library import as_floats, library
from edge.engines.sherpa.model import find_model
from edge.engines.sound_pieces import in_pieces
from edge.errors import EngineError
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from edge.engines.runtime import Runtime, Stopped
    from edge.ports import Hypothesis, Samples

PIECE_SAMPLES = 1_600
"""Handed to the engine at once: 100 ms; models take 320 ms and more at a time anyway."""
TAIL_SECONDS = 0.2
"""Silence after the last word, beside what the model needs to look at it."""


class StreamingEngine:
    """One model. `begin`, `hear` and `finish` are one utterance; a new `begin` drops the last.

    The constructor loads and tries the model; raises EngineError naming the file and the fault.
    """

    def __init__(
        self, folder: Path, kind: str = "", threads: int = 1, hotwords: tuple[str, ...] = ()
    ) -> None:
        model = find_model(folder, STREAMING, kind)
        leading = Hotwords(model.tokens, folder)
        self._hotwords = leading.line(hotwords) if model.kind.hotwords else ""
        with leading.search(self._hotwords) as search:
            recognizer = library().OnlineRecognizer
            self._recognizer = model.load(recognizer, num_threads=threads, **search)
        self._tail = np.zeros(
            round((model.chunk_seconds + TAIL_SECONDS) * LISTENING_RATE), np.int16
        )
        self._stream: Any = None
        self._try(f"{folder} does not work as a {model.kind.name}")

    def begin(self, stopped: Stopped) -> Iterator[None]:
        """A new utterance."""
        self._stream = self._recognizer.create_stream(self._hotwords or None)
        yield

    def hear(self, stopped: Stopped, samples: Samples) -> Iterator[str]:
        """The text so far, after more sound."""
        yield self._after(stopped, samples)

    def finish(self, stopped: Stopped) -> Iterator[str]:
        """The whole text; the utterance is over."""
        text = self._after(stopped, self._tail)
        self._stream = None
        yield text

    def close(self) -> None:
        self._stream = self._recognizer = None

    def _after(self, stopped: Stopped, samples: Samples) -> str:
        """The text after these; between two steps of the model it gives up where it shall."""
        if self._stream is None:
            raise EngineError("the recogniser was started anew in the middle of an utterance")
        self._stream.accept_waveform(LISTENING_RATE, as_floats(samples))
        while not stopped() and self._recognizer.is_ready(self._stream):
            self._recognizer.decode_stream(self._stream)
        text: str = self._recognizer.get_result(self._stream)
        return text

    def _try(self, fault: str) -> None:
        """Run it on a moment of silence: parts that do not fit together fail here."""
        try:
            for call in (self.begin, self.finish):
                list(call(lambda: False))
        except EngineError:
            raise
        except Exception as error:
            raise EngineError(f"{fault}: {error}") from error


class StreamingRecognizer:
    """Fulfils SpeechRecognizer with a StreamingEngine; a second utterance waits for the first."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._busy = asyncio.Lock()

    async def open(self) -> None:
        await self._runtime.open()

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        async with self._busy:
            await self._ask("begin")
            shown = ""
            async for piece in in_pieces(sound, PIECE_SAMPLES):
                heard = hypothesis(await self._ask("hear", piece))
                if heard.text and heard.text != shown:
                    shown = heard.text
                    yield heard
            yield hypothesis(await self._ask("finish"), final=True)

    async def close(self) -> None:
        await self._runtime.close()

    async def _ask(self, method: str, *arguments: object) -> str:
        answer: str = await only(self._runtime.stream(method, *arguments))
        return answer
