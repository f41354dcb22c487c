"""Wake words of one's own: names that a small streaming transducer of sherpa-onnx listens for."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.engines.sherpa.kinds import STREAMING
from edge.engines.sherpa.library import as_floats, library
from edge.engines.sherpa.model import find_model
from edge.engines.wake.spelling import WakeSpelling
from edge.errors import EngineError
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from edge.engines.sherpa.model import SherpaModel
    from edge.ports import Samples
    from edge.settings import WakeWordSettings

KIND = "streaming transducer"
LONGEST_WAIT_BLOCKS = 200
"""Sound that may wait for the model; what is older is lost, and counted."""


class SherpaWakeWordDetector:
    """Fulfils WakeWordDetector, for all the words of the settings at once.

    The model works in a thread of its own, as one of its steps takes longer than a block may, so a
    word is told some blocks late. Raises EngineError for an unusable model, SettingsError for a
    word that its tokens cannot write.
    """

    def __init__(self, folder: Path, words: tuple[WakeWordSettings, ...], threads: int = 1) -> None:
        model = find_model(folder, STREAMING, KIND)
        self._names = [word.name for word in words]
        self._spotter = _spotter(model, words, threads)
        self._stream: Any = None
        self._waiting: deque[Samples] = deque(maxlen=LONGEST_WAIT_BLOCKS)
        self._found: deque[str] = deque()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="wake word")
        self._work: Future[None] | None = None
        self.lost_blocks = 0
        self.reset()

    def detect(self, samples: Samples) -> str | None:
        """The word that ended a moment ago, once."""
        self.lost_blocks += len(self._waiting) == LONGEST_WAIT_BLOCKS
        self._waiting.append(samples.copy())
        if self._work is None or self._work.done():
            self._raise_failure()
            self._work = self._thread.submit(self._hear, self._stream, self._found)
        return self._found.popleft() if self._found else None

    def reset(self) -> None:
        """Forget the sound so far, that which waits included."""
        self._waiting.clear()
        self._found = deque()
        self._stream = self._spotter.create_stream()

    def close(self) -> None:
        """Free the model as soon as the step is done that it works on."""
        self._waiting.clear()
        self._thread.shutdown(wait=False)

    def _raise_failure(self) -> None:
        error = self._work.exception() if self._work else None
        if error is not None:
            raise EngineError(f"the wake word model failed: {error}") from error

    def _hear(self, stream: Any, found: deque[str]) -> None:
        """In the thread: all that waits."""
        blocks = list(self._taken())
        if blocks:
            stream.accept_waveform(LISTENING_RATE, as_floats(np.concatenate(blocks)))
        while self._spotter.is_ready(stream):
            self._spotter.decode_stream(stream)
            number = self._spotter.get_result(stream)
            if number:
                self._spotter.reset_stream(stream)
                found.append(self._names[int(number)])

    def _taken(self) -> Iterator[Samples]:
        """Oldest first; a reset may clear them meanwhile."""
        with suppress(IndexError):
            while True:
                yield self._waiting.popleft()


def _spotter(model: SherpaModel, words: tuple[WakeWordSettings, ...], threads: int) -> Any:
    """Reports a word by its number, as names may hold blanks."""
    spelling = WakeSpelling(model.tokens, model.folder)
    lines = [_line(spelling, word, number) for number, word in enumerate(words)]
    files = {argument: str(path) for argument, path in model.files.items()}
    spotter = library().KeywordSpotter
    with TemporaryDirectory(prefix="edge-wake-") as folder:
        keywords = Path(folder) / "keywords.txt"
        keywords.write_text("".join(lines), encoding="utf-8")
        try:
            return spotter(**files, keywords_file=str(keywords), num_threads=threads)
        except Exception as error:
            raise EngineError(
                f"{model.folder} cannot be loaded to listen for wake words: {error}"
            ) from error


def _line(spelling: WakeSpelling, word: WakeWordSettings, number: int) -> str:
    """One line of the library's keywords file."""
    threshold = f" #{word.cutoff:g}" if word.cutoff else ""
    return f"{' '.join(spelling.of(word.name))}{threshold} @{number}\n"
