"""One recogniser a language behind one SpeechRecognizer: the language of the moment decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge import language as languages
from edge.errors import NoRecognizer

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
        """Raises NoRecognizer, in that language, where nothing installed understands it."""
        code = self._language()
        if code not in self._recognizers:
            raise NoRecognizer(languages.load(code).replies["no_recognizer"])
        return self._recognizers[code].transcribe(sound)
