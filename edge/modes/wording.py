"""What hearing and speaking must know of a language, out of its data file."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from edge import language as languages
from edge.listening.words import ListeningWords
from edge.speaking.normalise import Normaliser

if TYPE_CHECKING:
    from edge.language import Language
    from edge.speaking.spoken import Spoken


@cache
def normaliser_for(code: str) -> Normaliser:
    """How numbers, units and dates are said in a language."""
    language = languages.load(code)
    return Normaliser(code, language.spoken, language.spaced)


def spoken(text: str, code: str) -> Spoken:
    """What the synthesiser is given for a text."""
    return normaliser_for(code).spoken(text)


def _spelled(language: Language) -> frozenset[str]:
    """Digits and letters as they are said one by one."""
    digits = language.words["numbers"]["digits"]
    return frozenset(digits) | frozenset("abcdefghijklmnopqrstuvwxyz")


@cache
def words_for(code: str) -> ListeningWords:
    """What listening must know of a language."""
    language = languages.load(code)
    return ListeningWords(
        language=code,
        backchannels=language.backchannels,
        stop_words=language.stop_words,
        unfinished_endings=frozenset(language.unfinished_endings),
        fillers=language.fillers,
        spelled=_spelled(language),
    )
