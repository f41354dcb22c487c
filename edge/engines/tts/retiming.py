"""Marks of one voice moved to the times of another that says the same words. Pure.

eSpeak NG knows where in the text a phoneme belongs, a neural voice when it sounds it. Both spell
phonemes in IPA, so their letters are laid side by side, and whatever lies between two letters that
agree is moved in proportion.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports import Mark, Samples

AGREEMENT = 0.6
"""Less of the letters in common, and the two do not say the same."""
AUDIBLE_SHARE = 0.02
"""Of the loudest sample: what is softer, at the beginning and the end, is silence."""
LEADING_SIGNS = frozenset("ˈˌ")
"""Stress marks stand before the vowel, and belong to it."""

Anchors = list[tuple[int, int]]
"""(sample of the known marks, sample of the voice), both rising."""


@dataclass(frozen=True, slots=True)
class Sounding:
    """A sign of the phonetic text, and the samples in which the voice sounds it."""

    sign: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Letter:
    letter: str
    start: int
    after: int | None = None
    """Where silence, or a gap between words, follows at once: its sample."""


def retimed(marks: Sequence[Mark], anchors: Anchors) -> list[Mark]:
    """The same marks, without the one that says "end", at the voice's times."""
    known, wanted = zip(*anchors, strict=True)
    moved = [mark for mark in marks if mark.kind != "end"]
    samples = np.rint(np.interp([mark.sample for mark in moved], known, wanted))
    return [replace(mark, sample=int(sample)) for mark, sample in zip(moved, samples, strict=True)]


def by_phonemes(marks: Sequence[Mark], sounded: Sequence[Sounding]) -> Anchors | None:
    """Exact to the phoneme wherever both spell the same; None where they hardly agree."""
    known, voiced = _known_letters(marks), _voiced_letters(sounded)
    blocks = SequenceMatcher(
        None, [one.letter for one in known], [one.letter for one in voiced], autojunk=False
    ).get_matching_blocks()
    if sum(block.size for block in blocks) < AGREEMENT * max(len(known), len(voiced), 1):
        return None
    pairs = [(marks[-1].sample, sounded[-1].end)]
    for block in blocks:
        for number in range(block.size):
            one, other = known[block.a + number], voiced[block.b + number]
            pairs.append((one.start, other.start))
            if one.after is not None and other.after is not None:
                pairs.append((one.after, other.after))
    return _rising(pairs)


def by_length(marks: Sequence[Mark], sound: Samples) -> Anchors:
    """An estimate: the known rhythm from the first audible sample to the last."""
    sounding = [mark.sample for mark in marks if mark.phoneme]
    sounding = sounding or [mark.sample for mark in marks if mark.kind == "word"] or [0]
    silent = (mark.sample for mark in marks if mark.sample > sounding[-1] and not mark.phoneme)
    first, last = _audible(sound)
    end = marks[-1].sample
    return _rising([(sounding[0], first), (next(silent, end), last), (end, len(sound))])


def _known_letters(marks: Sequence[Mark]) -> list[_Letter]:
    """Only a phoneme's first letter has a time; the others stand halfway to the next phoneme."""
    letters: list[_Letter] = []
    phonemes = [mark for mark in marks if mark.kind in ("phoneme", "end")]
    for mark, after in pairwise(phonemes):
        spelt = _letters(mark.phoneme)
        step = (after.sample - mark.sample) / max(len(spelt), 1)
        silent = after.sample if after.kind == "end" or not after.phoneme else None
        for number, letter in enumerate(spelt):
            last = number == len(spelt) - 1
            start = mark.sample + round(number * step)
            letters.append(_Letter(letter, start, silent if last else None))
    return letters


def _voiced_letters(sounded: Sequence[Sounding]) -> list[_Letter]:
    letters: list[_Letter] = []
    leading: int | None = None
    for sounding in sounded:
        spelt = _letters(sounding.sign)
        if sounding.sign in LEADING_SIGNS:
            leading = sounding.start
            continue
        if not spelt and letters and _parts(sounding.sign) and letters[-1].after is None:
            letters[-1] = replace(letters[-1], after=sounding.start)
        start = sounding.start if leading is None else leading
        letters += [_Letter(letter, start) for letter in spelt]
        leading = None
    return letters


def _letters(phoneme: str) -> list[str]:
    """Without stress, length, tone and other signs."""
    parted = unicodedata.normalize("NFD", phoneme)
    return [letter for letter in parted if unicodedata.category(letter) in ("Ll", "Lo")]


def _parts(sign: str) -> bool:
    """Whether words end at this sign."""
    return unicodedata.category(sign[0])[0] in "ZPS" if sign else False


def _rising(pairs: Anchors) -> Anchors:
    """In order, without those that would turn back in either time."""
    rising: Anchors = []
    for known, wanted in sorted(pairs):
        if not rising or (known > rising[-1][0] and wanted >= rising[-1][1]):
            rising.append((known, wanted))
    return rising


def _audible(sound: Samples) -> tuple[int, int]:
    if not len(sound):
        return 0, 0
    loud = np.abs(sound.astype(np.int32))
    found = np.flatnonzero(loud > AUDIBLE_SHARE * loud.max())
    return (int(found[0]), int(found[-1]) + 1) if len(found) else (0, len(sound))
