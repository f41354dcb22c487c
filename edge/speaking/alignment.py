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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports import Mark
    from edge.speaking.spoken import Spoken

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

    def __init__(self, spoken: Spoken) -> None:
        self.spoken = spoken
        self._words: list[TimedWord] = []
        self._offsets: list[int] = []
        self._piece: tuple[int, int] = (0, 0)
        self._marks: list[Mark] = []
        self._base = 0
        self._ratio = 1.0
        self._settled = 0
        self._changed = False

    def begin(self, start: int, end: int, sample: int, ratio: float) -> None:
        """Characters `start` to `end` of the spoken text follow, from the output's `sample` on.

        `ratio`: samples of the output for one of the synthesiser.
        """
        self._refresh()
        self._settled = len(self._words)
        self._piece, self._base, self._ratio = (start, end), sample, ratio
        self._marks = []

    def add(self, marks: Sequence[Mark]) -> None:
        self._marks += marks
        self._changed = self._changed or bool(marks)

    def heard_end(self, sample: int) -> int:
        """Characters of the original that have been heard, in whole words."""
        self._refresh()
        count = bisect_right(self._offsets, sample)
        if not count:
            return 0
        return _whole_words(
            self.spoken.original, self.spoken.original_end(self._words[count - 1].end)
        )

    def heard_text(self, sample: int) -> str:
        return self.spoken.original[: self.heard_end(sample)]

    def remaining(self, sample: int) -> str:
        """What is still to be said, from the word in progress on."""
        return self.spoken.original[self.heard_end(sample) :]

    def word_at(self, sample: int) -> TimedWord | None:
        """The word that sounds at this sample."""
        self._refresh()
        index = bisect_right(self._offsets, sample)
        found = self._words[index] if index < len(self._words) else None
        return found if found and found.onset <= sample else None

    def next_offset(self, sample: int) -> int | None:
        """The sample at which the next word will have been heard, where that is known."""
        self._refresh()
        index = bisect_right(self._offsets, sample)
        return self._offsets[index] if index < len(self._offsets) else None

    def between(self, start: int, end: int) -> str:
        """The spoken words of which any part sounds between two samples."""
        self._refresh()
        sounding = [word for word in self._words if word.offset > start and word.onset < end]
        return self.spoken.text[sounding[0].start : sounding[-1].end] if sounding else ""

    def _refresh(self) -> None:
        if not self._changed:
            return
        start, end = self._piece
        del self._words[self._settled :], self._offsets[self._settled :]
        for word in timed_words(self.spoken.text[start:end], self._marks):
            placed = TimedWord(
                start + word.start,
                start + word.end,
                self._base + round(word.onset * self._ratio),
                self._base + round(word.offset * self._ratio),
            )
            self._words.append(placed)
            self._offsets.append(placed.offset)
        self._changed = False


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
