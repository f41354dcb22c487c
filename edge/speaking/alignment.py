"""From played samples back to words: which part of a text has been heard at a given sample.

A word has been heard when its last sounding sample has reached the air; the word in progress has
not. What an engine does not time by itself ("the" in "of the", a Chinese character without an
event) belongs to the timed word before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.speaking.spoken import Spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports import Mark

_CHINESE = r"\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[“‘「『（《【]*[{_CHINESE}][”’」』）》】，。！？；：、…]*|[^\s{_CHINESE}]+")
_UNSPACED = re.compile(rf"[{_CHINESE}“‘「『（《【”’」』）》】，。！？；：、…]")


@dataclass(frozen=True, slots=True)
class TimedWord:
    """Characters of the spoken text, and the samples of the utterance in which they sound."""

    start: int
    end: int
    onset: int
    offset: int
    """Where its sound ends; the pause behind it is not part of it."""


def timed_words(text: str, marks: Sequence[Mark]) -> list[TimedWord]:
    """The words of one synthesised piece whose end is known, by the marks that came so far."""
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    end = next((mark.sample for mark in marks if mark.kind == "end"), None)
    if not tokens:
        return []
    begun = _onsets(tokens, marks) or ([(0, 0)] if end is not None else [])
    words = []
    for number, (token, onset) in enumerate(begun):
        after = begun[number + 1] if number + 1 < len(begun) else None
        limit = after[1] if after else end
        if limit is None:
            break
        first = tokens[token if number else 0][0]
        last = tokens[after[0] - 1 if after else len(tokens) - 1][1]
        words.append(TimedWord(first, last, onset, _silence_before(limit, onset, marks)))
    return words


def _onsets(tokens: list[tuple[int, int]], marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """(token, sample) where a further token begins to sound."""
    starts = [start for start, _ in tokens]
    begun: list[tuple[int, int]] = []
    for mark in marks:
        if mark.kind != "word":
            continue
        token = max(bisect_right(starts, mark.start) - 1, 0)
        if not begun or token > begun[-1][0]:
            begun.append((token, mark.sample))
    return begun


def _silence_before(limit: int, onset: int, marks: Sequence[Mark]) -> int:
    """Where the last sound between `onset` and `limit` ends."""
    offset = limit
    for mark in reversed(marks):
        if mark.kind != "phoneme" or mark.sample >= limit:
            continue
        if mark.phoneme or mark.sample < onset:
            break
        offset = mark.sample
    return offset


class Alignment:
    """All pieces of one utterance, in samples of the output.

    A piece is begun, its marks are added as they come, and the next one is begun.
    """

    def __init__(self) -> None:
        self.original = ""
        """As far as it has been begun; and so is `text`, what is said for it."""
        self.text = ""
        self._words: list[TimedWord] = []
        self._offsets: list[int] = []
        self._ends: list[int] = []
        """Of each word, the characters of the original that have been said with it."""
        self._settled = 0
        self._piece = _Piece(Spoken(""), 0, 0, 0, 1.0)
        self._marks: list[Mark] = []
        self._changed = False

    def begin(self, spoken: Spoken, sample: int, ratio: float) -> None:
        """`spoken` follows, from the output's `sample` on.

        `ratio`: samples of the output for one of the synthesiser.
        """
        self._refresh()
        self._settled = len(self._words)
        self._piece = _Piece(spoken, len(self.text), len(self.original), sample, ratio)
        self._marks = []
        self.text += spoken.text
        self.original += spoken.original

    def add(self, marks: Sequence[Mark]) -> None:
        self._marks += marks
        self._changed = self._changed or bool(marks)

    def heard_text(self, sample: int) -> str:
        """What has been heard of the original, in whole words."""
        self._refresh()
        count = bisect_right(self._offsets, sample)
        end = _whole_words(self.original, self._ends[count - 1]) if count else 0
        return self.original[:end]

    def next_offset(self, sample: int) -> int | None:
        """The sample at which the next word will have been heard, where that is known."""
        self._refresh()
        index = bisect_right(self._offsets, sample)
        return self._offsets[index] if index < len(self._offsets) else None

    def between(self, start: int, end: int) -> str:
        """The spoken words of which any part sounds between two samples."""
        self._refresh()
        sounding = [word for word in self._words if word.offset > start and word.onset < end]
        return self.text[sounding[0].start : sounding[-1].end] if sounding else ""

    def _refresh(self) -> None:
        if not self._changed:
            return
        piece = self._piece
        for kept in (self._words, self._offsets, self._ends):
            del kept[self._settled :]
        for word in timed_words(piece.spoken.text, self._marks):
            placed = piece.placed(word)
            self._words.append(placed)
            self._offsets.append(placed.offset)
            self._ends.append(piece.original_start + piece.spoken.original_end(word.end))
        self._changed = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where a piece stands in the utterance."""

    spoken: Spoken
    start: int
    original_start: int
    sample: int
    ratio: float

    def placed(self, word: TimedWord) -> TimedWord:
        return TimedWord(
            self.start + word.start,
            self.start + word.end,
            self.sample + round(word.onset * self.ratio),
            self.sample + round(word.offset * self.ratio),
        )


def _whole_words(text: str, end: int) -> int:
    """The nearest end of a word at or before `end`, where a cut would fall inside "25km"."""
    inside = 0 < end < len(text) and not (
        text[end - 1].isspace()
        or text[end].isspace()
        or _UNSPACED.match(text[end - 1])
        or _UNSPACED.match(text[end])
    )
    if inside:
        found = re.search(r"\S*$", text[:end])
        end = found.start() if found else end
    return len(text[:end].rstrip())
