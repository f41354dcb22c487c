"""Banknotes by what is printed on them, and nothing else: the word and the figure must agree; pure.

One picture is never enough: a 20-kronor note was also read "200" with a score of 0.98. Where
pictures disagree nothing is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edge.ports import TextLine

_ENGLISH = {
    1: "one", 2: "two", 5: "five", 10: "ten", 20: "twenty", 50: "fifty", 100: "one hundred",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Currency:
    """What its notes say. Words are written without accents and in lower case."""

    code: str
    marks: tuple[str, ...]
    """Any of them tells the currency."""
    words: Mapping[int, tuple[str, ...]]
    """For each value how it is spelled out; empty where only figures are printed."""
    figures: frozenset[int]


def _currency(code: str, marks: Iterable[str], words: Mapping[int, str]) -> Currency:
    spelled = {value: tuple(text.split("|")) if text else () for value, text in words.items()}
    return Currency(code, tuple(marks), spelled, frozenset(words))


CURRENCIES = (
    _currency(
        "SEK", ("kronor", "krona", "riksbank"),
        {20: "tjugo", 50: "femtio", 100: "ett hundra", 200: "tva hundra",
         500: "fem hundra", 1000: "ett tusen"},
    ),
    _currency("EUR", ("euro", "eypo", "ευρω"), dict.fromkeys((5, 10, 20, 50, 100, 200, 500), "")),
    _currency(
        "USD", ("dollar", "federal reserve", "united states", "in god we trust"),
        _ENGLISH,
    ),
    _currency(
        "GBP", ("pounds", "bank of england"),
        {value: _ENGLISH[value] for value in (5, 10, 20, 50)},
    ),
    _currency(
        "CNY", ("中国人民银行", "zhongguo renmin yinhang", "人民银行", "yuan", "圆"),
        {1: "壹圆|壹元", 5: "伍圆|伍元", 10: "拾圆|拾元", 20: "贰拾圆|贰拾元",
         50: "伍拾圆|伍拾元", 100: "壹佰圆|壹百圆|壹佰元"},
    ),
)  # fmt: skip
"""Marks and words as the notes in use in 2026 print them."""

WINDOW = 6
"""Pictures that are remembered."""
AGREEING, AGREEING_FIGURES = 2, 3
"""Pictures with the same note; more where no word can confirm the figure."""
SURE = 0.8
"""Lines that score less neither speak for a note nor against one."""


@dataclass(frozen=True, slots=True)
class Note:
    """A banknote."""

    currency: str
    """ISO 4217."""
    value: int
    is_spelled: bool
    """The word was read too, not the figure alone."""


class Banknotes:
    """Tells a note once several pictures agree; `step` is called with what was read in each."""

    def __init__(self) -> None:
        self._seen: deque[Note | None] = deque(maxlen=WINDOW)

    def step(self, lines: Sequence[TextLine]) -> Note | None:
        """The note that is held up; None as long as that is not sure."""
        self._seen.append(note_in(lines))
        seen = [note for note in self._seen if note is not None]
        if len({(note.currency, note.value) for note in seen}) != 1:
            return None
        spelled = [note for note in seen if note.is_spelled]
        if len(spelled) >= AGREEING:
            return spelled[0]
        only_figures = not _words_of(seen[0].currency)
        return seen[0] if only_figures and len(seen) >= AGREEING_FIGURES else None

    @property
    def is_torn(self) -> bool:
        """Pictures disagree: hold it flat, or show the other side."""
        return len({(note.currency, note.value) for note in self._seen if note}) > 1


def note_in(lines: Sequence[TextLine]) -> Note | None:
    """What one picture says; None where it says too little, or two things."""
    texts = [_plain(line.text) for line in lines if line.score >= SURE]
    whole = " ".join(texts)
    found = [note for currency in CURRENCIES for note in _notes(currency, texts, whole)]
    return found[0] if len(found) == 1 else None


def _notes(currency: Currency, texts: Sequence[str], whole: str) -> list[Note]:
    """Those of one currency that the print would bear out."""
    if not any(mark in whole for mark in currency.marks):
        return []
    figures = {int(text) for text in texts if re.fullmatch(r"\d{1,4}", text)} & currency.figures
    if not any(currency.words.values()):
        return [Note(currency.code, value, False) for value in figures]
    spelled = _spelled(currency, whole)
    if len(spelled) == 1:
        return [Note(currency.code, value, True) for value in spelled & figures]
    return []


def _spelled(currency: Currency, text: str) -> set[int]:
    """Values in words; "one" within "one hundred" is none."""
    found: set[int] = set()
    pairs = [(word, value) for value, words in currency.words.items() for word in words]
    for word, value in sorted(pairs, key=lambda pair: -len(pair[0])):
        pattern = r"(?<![a-z])" + word.replace(" ", r"\s?") + rf"(?![a-z])|(?<![a-z]){word}(?=kron)"
        text, count = re.subn(pattern, "|", text)
        if count:
            found.add(value)
    return found


def _words_of(code: str) -> bool:
    return any(any(one.words.values()) for one in CURRENCIES if one.code == code)


def _plain(text: str) -> str:
    """Lower case, without accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign)).strip()
