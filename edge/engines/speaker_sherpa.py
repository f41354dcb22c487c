"""Whose voice it is: embeddings by the speaker models that sherpa-onnx runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.engines.runtime import only
from edge.engines.sherpa.kinds import SPEAKER
from edge.engines.sherpa.library import as_floats, library
from edge.engines.sherpa.model import describe
from edge.errors import EngineError, InputError
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from edge.engines.runtime import Runtime, Stopped
    from edge.ports import Embedding, Samples

SHORTEST_SECONDS = 0.5
"""Below this the models tell syllables apart rather than people."""


class SpeakerEngine:
    """One model file. Raises EngineError for one that is missing, cut or of another kind."""

    def __init__(self, model: Path, threads: int = 1) -> None:
        describe(model, SPEAKER, "speaker model")
        sherpa = library()
        config = sherpa.SpeakerEmbeddingExtractorConfig(model=str(model), num_threads=threads)
        try:
            self._extractor = sherpa.SpeakerEmbeddingExtractor(config)
            next(self.embed(lambda: False, np.ones(LISTENING_RATE, np.int16)))
        except Exception as error:
            raise EngineError(f"{model} does not work as a speaker model: {error}") from error

    def embed(self, stopped: Stopped, samples: Samples) -> Iterator[Embedding]:
        """One embedding of all the sound."""
        stream = self._extractor.create_stream()
        stream.accept_waveform(LISTENING_RATE, as_floats(samples))
        stream.input_finished()
        point = np.array(self._extractor.compute(stream), np.float32)
        yield point / max(float(np.linalg.norm(point)), 1e-9)


class SherpaSpeakerEmbedder:
    """Fulfils SpeakerEmbedder with a SpeakerEngine."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def open(self) -> None:
        await self._runtime.open()

    async def embed(self, speech: Samples) -> Embedding:
        seconds = len(speech) / LISTENING_RATE
        if seconds < SHORTEST_SECONDS:
            raise InputError(
                f"a voice cannot be told from {seconds:.1f} s of sound; "
                f"{SHORTEST_SECONDS} s are needed"
            )
        point: Embedding = await only(self._runtime.stream("embed", speech))
        return point

    async def close(self) -> None:
        await self._runtime.close()
