"""Cutting a reply into pieces to synthesise: the first clause first, then sentence by sentence.

Pure and lossless: the pieces joined are the text. In doubt two sentences stay together, since a
cut inside "Dr. Smith" is heard and a missing cut is not.
"""

from __future__ import annotations

import re

LONGEST_CHARACTERS = 240
"""A longer sentence is cut at a clause, or between words."""
SENTENCE_PAUSE_SECONDS = 0.30
CLAUSE_PAUSE_SECONDS = 0.15
"""Silence after a piece at 175 words a minute, as eSpeak NG makes it within a text (measured)."""

_NORMAL_WORDS_PER_MINUTE = 175
_CLOSING = "\"'”’»)\\]"
_WIDE_CLOSING = "”’」』）》】\"'"
_SENTENCE = re.compile(
    rf"(?P<stop>[.!?…]+)[{_CLOSING}]*\s+|[。！？]+[{_WIDE_CLOSING}]*\s*|[ \t]*(?:\r?\n)+[ \t]*"
)
_CLAUSE = re.compile(r"[,;:][\"'”’)]*\s+|\s[—–]\s+|[，；：、]\s*")
_WORD_BEFORE = re.compile(r"[\w.'’-]*$")
_DOTTED = re.compile(r"(?:\w\.)+\w?")  # U.S, e.g, a.m; also the initial of a name
_SHORTENED_WORDS = """
dr mr mrs ms prof sr jr st vs etc approx nr vol dept est inc ltd corp gen col lt sgt rev hon
jan feb apr jun jul aug sep sept oct nov dec mon tue thu fri tel ext ca cf bzw usw ggf
"""
_SHORTENED = frozenset(_SHORTENED_WORDS.split())
_BEFORE_NUMBERS = frozenset({"no", "p", "pp", "fig", "ed", "max", "min", "mar", "sat", "sun"})
_SHORTEST_CLAUSE = 8
_SHORTEST_WIDE_CLAUSE = 3
_CHINESE = re.compile(r"[\u3400-\u9fff]")


class SentenceSplitter:
    """Fed with a reply as it grows, hands out every piece that is surely complete."""

    def __init__(self) -> None:
        self._rest = ""
        self._first = True

    def feed(self, piece: str) -> list[str]:
        """The pieces that became complete."""
        self._rest += piece
        return self._cut(final=False)

    def finish(self) -> list[str]:
        """What is left, in pieces."""
        pieces = self._cut(final=True)
        if self._rest:
            pieces.append(self._rest)
        self._rest, self._first = "", True
        return pieces

    def _cut(self, final: bool) -> list[str]:
        pieces = []
        while (end := _next_cut(self._rest, self._first, final)) is not None:
            pieces.append(self._rest[:end])
            self._rest = self._rest[end:]
            self._first = self._first and not pieces[-1].strip()
        return pieces


def split(text: str) -> list[str]:
    """The whole text in pieces."""
    splitter = SentenceSplitter()
    return splitter.feed(text) + splitter.finish()


def pause_seconds(piece: str, words_per_minute: int) -> float:
    """The silence that belongs between this piece and the next."""
    last = piece.rstrip("\"'”’»)]」』）》】 \t\r\n")[-1:]
    if last in ".!?…。！？" or "\n" in piece[len(piece.rstrip()) :]:
        pause = SENTENCE_PAUSE_SECONDS if last else 0.0
    else:
        pause = CLAUSE_PAUSE_SECONDS if last in ",;:—–，；：、" and last else 0.0
    return pause * _NORMAL_WORDS_PER_MINUTE / words_per_minute


def _next_cut(text: str, first: bool, final: bool) -> int | None:
    """Where the first piece of `text` ends; None while that is not known, or there is one only."""
    cut = _sentence_end(text, final)
    if first:
        clause = _clause_end(text, cut or len(text))
        cut = clause or cut
    if (cut or len(text)) > LONGEST_CHARACTERS:
        return _forced_cut(text)
    return cut if cut != len(text) else None


def _sentence_end(text: str, final: bool) -> int | None:
    for match in _SENTENCE.finditer(text):
        if match.end() == len(text) and not final:
            return None  # a closing quote or a small letter may follow
        if match["stop"] is None or _ends_sentence(text, match):
            return match.end() if text[: match.end()].strip() else None
    return None


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match["stop"] != ".":
        return not text[match.end() : match.end() + 1].islower()
    found = _WORD_BEFORE.search(text, 0, match.start())
    word = found[0].casefold() if found else ""
    after = text[match.end() : match.end() + 1]
    if after.islower() or word in _SHORTENED or (after.isdigit() and word in _BEFORE_NUMBERS):
        return False
    if word.isdigit() and not text[: match.start() - len(word)].strip():
        return False  # the number of a list's entry
    return _DOTTED.fullmatch(word + ".") is None or word in ("", "i") or word.isdigit()


def _clause_end(text: str, limit: int) -> int | None:
    for match in _CLAUSE.finditer(text, 0, limit):
        head = text[: match.start()].strip()
        shortest = _SHORTEST_WIDE_CLAUSE if _CHINESE.search(head) else _SHORTEST_CLAUSE
        if len(head) >= shortest and match.end() < len(text):
            return match.end()
    return None


def _forced_cut(text: str) -> int:
    """At the last clause, space or, failing both, character that fits."""
    ends = [match.end() for match in _CLAUSE.finditer(text, 0, LONGEST_CHARACTERS)]
    if ends:
        return ends[-1]
    return text.rfind(" ", 1, LONGEST_CHARACTERS) + 1 or LONGEST_CHARACTERS
