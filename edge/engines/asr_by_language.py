"""One recogniser a language behind one SpeechRecognizer: the language of the moment decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from edge.ports import Hypothesis, Samples, SpeechRecognizer


class RecognizerByLanguage:
    """Asks `language` at the start of each utterance."""

    def __init__(
        self, recognizers: Mapping[str, SpeechRecognizer], language: Callable[[], str]
    ) -> None:
        self._recognizers = recognizers
        self._language = language

    def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        """Raises EngineError where nothing installed understands the language."""
        language = self._language()
        if language not in self._recognizers:
            raise EngineError(
                f'no recogniser for the language "{language}" is installed; put a model into the '
                "folder that EDGE_MODELS or models.path names"
            )
        return self._recognizers[language].transcribe(sound)
