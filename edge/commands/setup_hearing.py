"""Who listens to the answers of `edge setup`: every language at once, until one was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.ports import Hypothesis, Samples, SpeechRecognizer


class AnswerRecognizer:
    """Fulfils SpeechRecognizer: `naming` hears while a language is asked for, else `usual`."""

    def __init__(
        self, usual: SpeechRecognizer, naming: SpeechRecognizer, asks_language: Callable[[], bool]
    ) -> None:
        self._usual = usual
        self._naming = naming
        self._asks_language = asks_language

    def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        recognizer = self._naming if self._asks_language() else self._usual
        return recognizer.transcribe(sound)
