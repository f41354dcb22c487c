"""Writing turned into what is said: numbers, units, dates, times, money, abbreviations, signs.

All words of a language stand in the [spoken] table of its data file. The result knows the way
back, so that what was heard is told in the characters of the original.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from edge.speaking.amounts import Amounts
from edge.speaking.moments import Moments
from edge.speaking.numerals import Numerals
from edge.speaking.rules import any_of
from edge.speaking.spoken import Replacement, Spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edge.speaking.rules import Rule

_RUNS_INTO = re.compile(r"[^\s.,;:!?\"'“”‘’()\[\]{}*_`]")


class Normaliser:
    """Says the writing of one language. Pure once made."""

    def __init__(self, code: str, table: Mapping[str, Any], spaced: bool = True) -> None:
        """`spaced`: the language puts spaces between words."""
        self._joint = " " if spaced else ""
        numerals = Numerals(code, table, self._joint)
        self._rules = [
            *Moments(table, numerals).rules(),
            *Amounts(table, numerals, self._joint).rules(),
            *_words(table),
        ]

    def spoken(self, text: str) -> Spoken:
        """What to say for `text`; earlier rules take their characters from later ones."""
        found: list[Replacement] = []
        taken = bytearray(len(text))
        for pattern, say in self._rules:
            for match in pattern.finditer(text):
                start, end = match.span()
                if start == end or any(taken[start:end]) or (said := say(match)) is None:
                    continue
                taken[start:end] = b"\1" * (end - start)
                found.append(Replacement(start, end, self._apart(text, start, end, said)))
        return Spoken(text, tuple(sorted(found, key=lambda replacement: replacement.start)))

    def _apart(self, text: str, start: int, end: int, said: str) -> str:
        """With a space on each side where words would run together."""
        if not said or not self._joint:
            return said
        before = " " if start and _RUNS_INTO.match(text[start - 1]) else ""
        after = " " if _RUNS_INTO.match(text[end : end + 1]) else ""
        return before + said + after


def _words(table: Mapping[str, Any]) -> Iterable[Rule]:
    """Abbreviations and signs."""
    yield (
        re.compile(rf"(?<![A-Za-z.]){any_of(table['abbreviations'])}(?![A-Za-z])"),
        lambda match: _abbreviation(match, table),
    )
    yield re.compile(r"(?<=\d)\s?[*x×]\s?(?=\d)"), lambda _: f" {table['symbols']['×']} "
    yield re.compile(any_of(table["symbols"])), lambda match: str(table["symbols"][match[0]])


def _abbreviation(match: re.Match[str], table: Mapping[str, Any]) -> str:
    """The full stop stays where it also ends the sentence."""
    said = str(table["abbreviations"][match[0]])
    ends = re.match(r"\s*$|\s+[A-Z]", match.string[match.end() :])
    closes = match[0] in table.get("closing_abbreviations", ()) and ends
    return said + "." if closes else said
