"""Recognisers of sherpa-onnx that want whole segments: run again and again while speech grows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.engines.asr.hotwords import Hotwords
from edge.engines.asr.recognised_text import hypothesis
from edge.engines.asr.speech_segments import SpeechSegments
from edge.engines.runtime import only
from edge.engines.sherpa.kinds import OFFLINE
from edge.engines.sherpa.library import as_floats, library
from edge.engines.sherpa.model import find_model
from edge.engines.sound_pieces import in_pieces
from edge.errors import EngineError
from edge.ports import LISTENING_RATE, VAD_SAMPLES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from pathlib import Path

    from edge.engines.runtime import Runtime, Stopped
    from edge.ports import Hypothesis, Samples, VoiceActivityDetector

BUSY_SHARE = 0.5
"""Of the time, at most, goes into recognising a segment that still grows."""
TRIED_SECONDS = 0.5


class OfflineEngine:
    """One model. The constructor loads and tries it; raises EngineError naming file and fault.

    `languages` are those it will be asked for at first: some models load anew for another one.
    """

    def __init__(
        self,
        folder: Path,
        kind: str = "",
        threads: int = 1,
        hotwords: tuple[str, ...] = (),
        languages: tuple[str, ...] = ("en",),
    ) -> None:
        self._model = find_model(folder, OFFLINE, kind)
        self._threads = threads
        self._leading = Hotwords(self._model.tokens, folder)
        self._hotwords = self._leading.line(hotwords) if self._model.kind.hotwords else ""
        self._language = self._expected(self._known(languages))
        self._recognizer = self._loaded(self._language)
        self._try()

    def recognise(
        self, stopped: Stopped, samples: Samples, languages: tuple[str, ...]
    ) -> Iterator[str]:
        """The text of a segment, which is in one of these languages; most likely the first.

        A model that says which language it heard may choose among several; where it chooses
        another one, it has to recognise the segment again in the first.
        """
        known = self._known(languages)
        expected = self._expected(known)
        self._listen_for(expected)
        text, heard = self._decoded(samples)
        if not expected and heard not in known and not stopped():
            self._listen_for(known[0])
            text, _ = self._decoded(samples)
        yield text

    def close(self) -> None:
        self._recognizer = None

    def _loaded(self, language: str) -> Any:
        told = dict.fromkeys(self._model.kind.languages, language)
        with self._leading.search(self._hotwords) as search:
            return self._model.load(
                library().OfflineRecognizer, num_threads=self._threads, **told, **search
            )

    def _known(self, languages: tuple[str, ...]) -> list[str]:
        """Those that the model can be told; one without a name where it can be told none."""
        if not self._model.kind.languages:
            return [""]
        known = [language for language in languages if language in self._model.languages]
        if not known:
            raise EngineError(f"{self._model.folder} knows none of {', '.join(languages)}")
        return known

    def _expected(self, known: Sequence[str]) -> str:
        """The language to be told; "" where the model shall choose among several."""
        return "" if self._model.kind.detects and len(known) > 1 else known[0]

    def _listen_for(self, language: str) -> None:
        """Expect this language from now on; "" leaves it to the model."""
        if language == self._language and self._recognizer is not None:
            return
        if self._model.kind.settable:
            config = self._recognizer.config
            getattr(config.model_config, self._model.kind.settable).language = language
            self._recognizer.recognizer.set_config(config)
        else:
            self._recognizer = None  # two of them would need twice the memory
            self._recognizer = self._loaded(language)
        self._language = language

    def _decoded(self, samples: Samples) -> tuple[str, str]:
        """Text, and the language that the model heard if it says so."""
        stream = self._recognizer.create_stream(self._hotwords or None)
        stream.accept_waveform(LISTENING_RATE, as_floats(samples))
        self._recognizer.decode_stream(stream)
        return stream.result.text, stream.result.lang.strip("<|>")

    def _try(self) -> None:
        """Run it on a moment of silence: parts that do not fit together fail here."""
        try:
            self._decoded(np.zeros(round(TRIED_SECONDS * LISTENING_RATE), np.int16))
        except Exception as error:
            kind = self._model.kind.name
            raise EngineError(f"{self._model.folder} does not work as a {kind}: {error}") from error


class OfflineRecognizer:
    """Fulfils SpeechRecognizer with an OfflineEngine; a second utterance waits for the first.

    `languages` gives those of the profile, the one spoken most likely first. The `vad` has a memory
    and must be nobody else's.
    """

    def __init__(
        self,
        runtime: Runtime,
        vad: VoiceActivityDetector,
        languages: Callable[[], tuple[str, ...]],
    ) -> None:
        self._runtime = runtime
        self._vad = vad
        self._languages = languages
        self._busy = asyncio.Lock()

    async def open(self) -> None:
        await self._runtime.open()

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        async with self._busy:
            self._vad.reset()
            work = _Utterance(self._runtime, self._languages())
            shown = ""
            async for piece in in_pieces(sound, VAD_SAMPLES):
                heard = hypothesis(await work.hear(piece, self._voice(piece)))
                if heard.text and heard.text != shown:
                    shown = heard.text
                    yield heard
            yield hypothesis(await work.finish(), final=True)

    async def close(self) -> None:
        await self._runtime.close()

    def _voice(self, piece: Samples) -> float:
        """Of the last piece, which may be shorter: none, as it is no frame."""
        return self._vad.speech_probability(piece) if len(piece) == VAD_SAMPLES else 0.0


class _Utterance:
    """The text of the segments that are done with, and of the one that grows."""

    def __init__(self, runtime: Runtime, languages: tuple[str, ...]) -> None:
        self._runtime = runtime
        self._languages = languages
        self._segments = SpeechSegments()
        self._done: list[str] = []
        self._growing = ""
        self._took = 0.0
        """Seconds that it took to recognise the open segment the last time."""

    async def hear(self, frame: Samples, probability: float) -> str:
        """The text after one more frame."""
        self._segments.hear(frame, probability)
        if self._segments.is_long:
            self._done.append(await self._recognised(self._segments.cut()))
            await self._recognise()
        elif self._segments.is_due(self._took / BUSY_SHARE):
            await self._recognise()
        if self._segments.is_over:
            self._close()
        return self._text()

    async def finish(self) -> str:
        """The whole text."""
        if self._segments.has_news:
            await self._recognise()
        return self._text()

    def _close(self) -> None:
        self._done.append(self._growing)
        self._growing, self._took = "", 0.0
        self._segments.start_anew()

    async def _recognise(self) -> None:
        began = asyncio.get_running_loop().time()
        self._growing = await self._recognised(self._segments.sound())
        self._took = asyncio.get_running_loop().time() - began
        self._segments.recognised()

    async def _recognised(self, samples: Samples) -> str:
        text: str = await only(self._runtime.stream("recognise", samples, self._languages))
        return text

    def _text(self) -> str:
        return " ".join(filter(None, (*self._done, self._growing)))
