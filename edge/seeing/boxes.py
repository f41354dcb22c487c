"""Is this the right box? One's own medicines and things, taught once by code and label; pure.

A code decides where there is one. Print decides only by words that tell the box from all the
others that were taught: two strengths of one medicine differ in a single number. Two looks must
agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from edge.seeing.codes import is_checked, product
from edge.seeing.document import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edge.ports import Code, TextLine

SURE = 0.85
"""Lines that score less teach nothing and prove nothing."""
ENOUGH_WORDS = 3
"""Fewer make no label."""
SEEN_SHARE = 0.5
"""Of the words that were taught, that have to be seen again: one side of a box shows so many."""
STRANGE_SHARE = 0.15
"""Of the words that were taught; a label that shows fewer is another one."""
MOST_LOOKS = 6


@dataclass(frozen=True, slots=True)
class Taught:
    """A box that somebody has taught."""

    id: int
    name: str
    """What the person called it: "the evening one"."""
    codes: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    reminder: int | None = None
    """The reminder that it belongs to."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a box shows."""

    codes: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    @property
    def is_enough_to_teach(self) -> bool:
        return bool(self.codes) or len(self.words) >= ENOUGH_WORDS


class Finding(Enum):
    """What a look says."""

    TAUGHT = "taught"
    NOT_TAUGHT = "not taught"
    CANNOT_TELL = "cannot tell"


class Answer(Enum):
    """What is said about the box that was asked for."""

    RIGHT = "right"
    ANOTHER = "another"
    NOT_TAUGHT = "not taught"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which box it is, if any."""

    finding: Finding
    box: Taught | None = None
    is_by_code: bool = False


UNKNOWN = Verdict(Finding.CANNOT_TELL)


def look(codes: Iterable[Code], lines: Iterable[TextLine], year: int) -> Look:
    """Of one picture, or of the pictures of a box turned around while it is taught."""
    keys = frozenset(_key(code, year) for code in codes if is_checked(code))
    return Look(keys, frozenset(word for line in lines for word in _words(line)))


def verdict(seen: Look, boxes: Sequence[Taught]) -> Verdict:
    """By the code if one is seen, else by the words."""
    if seen.codes:
        having = [box for box in boxes if box.codes & seen.codes]
        if len(having) == 1:
            return Verdict(Finding.TAUGHT, having[0], is_by_code=True)
        if not having and all(box.codes for box in boxes):
            return Verdict(Finding.NOT_TAUGHT, is_by_code=True)
        return UNKNOWN if having else _by_words(seen, [box for box in boxes if not box.codes])
    return _by_words(seen, boxes)


def answer(found: Verdict, wanted: Taught | None) -> Answer:
    """To "is this the evening one?", or, without `wanted`, to "which one is this?"."""
    if found.finding is Finding.CANNOT_TELL:
        return Answer.CANNOT_TELL
    if found.box is None:
        return Answer.NOT_TAUGHT
    return Answer.RIGHT if wanted is None or wanted.id == found.box.id else Answer.ANOTHER


class RightBox:
    """Asks for looks until two of them agree."""

    def __init__(self, boxes: Sequence[Taught]) -> None:
        self._boxes = tuple(boxes)
        self._found: list[Verdict] = []
        self._looks = 0

    def step(self, seen: Look) -> Verdict | None:
        """The verdict; None while another look is wanted. Two that differ end it, too."""
        self._looks += 1
        found = verdict(seen, self._boxes)
        if found.finding is not Finding.CANNOT_TELL:
            for before in self._found:
                is_same = before.finding is found.finding and before.box == found.box
                return found if is_same else UNKNOWN
            self._found.append(found)
        return UNKNOWN if self._looks >= MOST_LOOKS else None


def _by_words(seen: Look, boxes: Sequence[Taught]) -> Verdict:
    if len(seen.words) < ENOUGH_WORDS:
        return UNKNOWN
    labelled = [box for box in boxes if box.words]
    if all(_share(seen, box) < STRANGE_SHARE for box in labelled):
        whole = len(labelled) == len(boxes)
        return Verdict(Finding.NOT_TAUGHT) if whole else UNKNOWN
    best = max(labelled, key=lambda box: _share(seen, box))
    if _share(seen, best) < SEEN_SHARE or _numbers(seen.words) - best.words:
        return UNKNOWN
    others = [box for box in labelled if box.id != best.id]
    is_told_apart = all(_proves(seen, best, other) for other in others)
    return Verdict(Finding.TAUGHT, best) if is_told_apart else UNKNOWN


def _share(seen: Look, box: Taught) -> float:
    return len(seen.words & box.words) / len(box.words)


def _proves(seen: Look, box: Taught, other: Taught) -> bool:
    """Something is seen that only this one has, and nothing that only the other has."""
    return bool(seen.words & (box.words - other.words)) and not seen.words & (
        other.words - box.words
    )


def _numbers(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(sign.isdecimal() for sign in word))


def _key(code: Code, year: int) -> str:
    """The product's number, whatever kind of code carries it: batches of one medicine are one."""
    found = product(code, year)
    return found.gtin if found and found.gtin else f"{code.kind} {code.text}"


def _words(line: TextLine) -> list[str]:
    """Words and numbers; characters in pairs, for Chinese has no spaces."""
    if line.score < SURE:
        return []
    found = []
    for word in map(folded, line.text.split()):
        if word.isascii() or not any("\u3400" <= sign <= "\u9fff" for sign in word):
            found.append(word)
        else:
            found += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
    return [word for word in found if len(word) > 1 or word.isdecimal()]
