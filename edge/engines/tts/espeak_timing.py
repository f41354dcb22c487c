"""What eSpeak NG knows of a text beside its sound: how it is pronounced, and in which rhythm.

Neural voices that are fed with phonemes, or tell no times of their own, borrow it. All of it is
done by the process's one eSpeak NG, whose thread the caller waits for.
"""

from __future__ import annotations

import queue
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from edge.engines.tts.espeak import espeak_thread, marks_of, speakable
from edge.errors import EngineError, InputError
from edge.ports import Mark, Voice

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.engines.tts.espeak_native import Espeak

Answer = TypeVar("Answer")

_NORMAL = Voice()
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")
_FLAG = re.compile(r"\([^)]*\)")
"""How the engine marks that a word was read in another language: "(en)"."""
_STOP = re.compile(r"([,.;:?!，、；：。？！…])\W*\w?$")
"""The last one of a clause; the engine reads up to one letter of the next."""
_NARROW = str.maketrans("，、；：。？！…", ",,;:.?!.")


def rhythm(text: str, language: str) -> list[Mark]:
    """Words and phonemes in order, the end last, at a normal pace; 2 ms for a second of speech.

    Where eSpeak NG does not speak the language, words only, one sample for each character.
    """
    try:
        return _asked(lambda engine: _timed(engine, speakable(text)), language)
    except (EngineError, InputError):
        return by_letters(text)


def pronounced(text: str, language: str) -> list[str]:
    """IPA, stress and stops of each sentence, as voices in the tradition of Piper are fed.

    Raises EngineError and InputError.
    """
    clauses = _asked(lambda engine: list(engine.clauses(speakable(text))), language)
    sentences = [""]
    for spelt, written in clauses:
        found = _STOP.search(written)
        stop = found[1].translate(_NARROW) if found else ""
        ends = stop in tuple(".?!")
        sentences[-1] += _FLAG.sub("", spelt) + stop + " " * (not ends)
        if ends:
            sentences.append("")
    return [unicodedata.normalize("NFD", one.strip()) for one in sentences if one.strip()]


def by_letters(text: str) -> list[Mark]:
    """Words as if every character took one sample."""
    words = [
        Mark("word", found.start(), found.start(), len(found[0])) for found in _WORD.finditer(text)
    ]
    return [*words, Mark("end", len(text))]


def _timed(engine: Espeak, text: str) -> list[Mark]:
    marks: list[Mark] = []
    samples = 0

    def on_chunk(sound: Any, count: int, events: Any) -> bool:
        nonlocal samples
        samples += count if sound else 0
        marks.extend(marks_of(events, len(text)))
        return True

    engine.speak(text, on_chunk)
    return [*marks, Mark("end", samples)]


def _asked(question: Callable[[Espeak], Answer], language: str) -> Answer:
    thread = espeak_thread()
    job = _Question(question, thread.identifier(Voice(language=language)))
    thread.submit(job)
    answer = job.answer.get()
    if isinstance(answer, EngineError):
        raise answer
    return answer


class _Question(Generic[Answer]):
    """Asked on the engine's thread."""

    def __init__(self, question: Callable[[Espeak], Answer], identifier: str) -> None:
        self.answer: queue.SimpleQueue[Answer | EngineError] = queue.SimpleQueue()
        self._question = question
        self._identifier = identifier

    def run(self, engine: Espeak) -> None:
        try:
            engine.choose(self._identifier, _NORMAL.words_per_minute, _NORMAL.pitch)
            self.answer.put(self._question(engine))
        except EngineError as error:
            self.answer.put(error)
