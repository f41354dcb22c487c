"""The words that listening itself must know, in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CJK = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+(?:['’-][^\W{_CJK}]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningWords:
    """Words and phrases, lower-case, as the recogniser writes them."""

    language: str = "en"
    backchannels: frozenset[str] = frozenset()
    """Said while listening to somebody: "mhm", "uh huh", "yeah", 嗯."""
    stop_words: frozenset[str] = frozenset()
    """End what is being said at once: "stop", "wait", 停."""
    unfinished_endings: frozenset[str] = frozenset()
    """A sentence does not end with these: conjunctions, prepositions, articles."""
    fillers: frozenset[str] = frozenset()
    """"um", "uh", 那个: the speaker is still looking for words."""
    spelled: frozenset[str] = frozenset()
    """Digits and letters as words, "one", "oh": several in a row are a number being read out."""


def tokens(text: str) -> list[str]:
    """The words of a text in lower case; each Chinese character counts as one."""
    return _TOKEN.findall(text.lower())


def made_only_of(text: str, phrases: frozenset[str]) -> bool:
    """Whether the text is one or more of the phrases and nothing else."""
    rest = tokens(text)
    known = [tokens(phrase) for phrase in phrases]
    while rest:
        fitting = [phrase for phrase in known if phrase and rest[: len(phrase)] == phrase]
        if not fitting:
            return False
        rest = rest[len(max(fitting, key=len)) :]
    return bool(tokens(text))


def ends_with_one_of(text: str, phrases: frozenset[str]) -> bool:
    """Whether the last words of the text are one of the phrases."""
    words = tokens(text)
    return any(words[-len(end) :] == end for end in map(tokens, phrases) if end)
