"""Which figures a text states, and which of them nobody vouches for.

A figure is a number in digits or words, a time of day, or the name of a weekday: what a language
model makes up most readily and what skills know exactly. It may say only figures that the person
said or that it was told as a fact; "one" as in "that one" is no figure.

Limits: it is not checked that a figure which was said is put to the right use; letters alone make
no code, nor do Roman numerals; "twice", "hundreds" and "tomorrow" pass, and so do the names of
months where no day stands with them. Harmless counts ("two ideas") are refused like the others.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from edge import language as languages
from edge.thinking.wording import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge.language import Language
    from edge.thinking.wording import Piece, Wording

Figure: TypeAlias = tuple[str, ...]
"""Numbers that stand together, as 9 and 05 in a time; or one phrase."""

KEPT_TEXTS = 256
"""Texts whose figures are kept: with every turn those of the history are asked for again."""
_JOINS = ("", ":", "：", ".", "点", "oh")
"""Between two numbers of one figure."""


@lru_cache(KEPT_TEXTS)
def figures(text: str) -> frozenset[Figure]:
    """Everything in `text` that is a figure in any language that there is."""
    found: set[Figure] = set(_signs(text))
    for code in languages.available():
        language = languages.load(code)
        told = _pattern(language, "plain").sub(" ", text.casefold())
        found |= _phrases(told, language)
        found |= _numbers(told, language)
    return frozenset(found)


def unfounded(text: str, known: Iterable[Figure]) -> frozenset[Figure]:
    """The figures of `text` that are no part of the known ones."""
    vouched = {part for figure in known for part in _parts(figure)}
    return frozenset(figure for figure in figures(text) if figure not in vouched)


def _parts(figure: Figure) -> Iterable[Figure]:
    """A figure and every run within it: who was told 9:05 may say 9."""
    length = len(figure)
    return (figure[a:b] for a in range(length) for b in range(a + 1, length + 1))


def _signs(text: str) -> Iterable[Figure]:
    """Numbers that are written neither in digits nor in words: ½, ②, ٣, Ⅳ."""
    for character in text:
        if unicodedata.category(character) in ("Nd", "Nl", "No") and character not in "0123456789":
            value = unicodedata.numeric(character)
            yield (f"{value:g}",)


def _phrases(text: str, language: Language) -> frozenset[Figure]:
    """Weekdays, noon, half an hour: what the data file calls a figure, as it stands there."""
    found = _pattern(language, "phrases").finditer(text)
    return frozenset((match[0],) for match in found)


def _numbers(text: str, language: Language) -> frozenset[Figure]:
    wording = normalize(text, language)
    found: set[Figure] = set()
    run: list[str] = []
    end = 0
    for start, piece in zip(wording.starts, wording.pieces, strict=True):
        if not piece.text[0].isascii() or not piece.text[0].isdigit():
            continue
        if not text[piece.start].isdigit() and _is_pronoun(wording, start, piece, language):
            continue
        if run and text[end : piece.start].strip().casefold() not in _JOINS:
            found.add(tuple(run))
            run = []
        run.append(_canonical(piece.text))
        end = piece.end
    return frozenset(found | ({tuple(run)} if run else set()))


def _is_pronoun(wording: Wording, start: int, piece: Piece, language: Language) -> bool:
    """ "One" that counts nothing: no unit behind it, nothing of a clock or a sum before it."""
    before, behind = _pattern(language, "before_one"), _pattern(language, "behind_one")
    return (
        piece.text in ("1", "1th")
        and not before.search(wording.text[:start].rstrip())
        and not behind.match(wording.text[start + len(piece.text) :].lstrip())
    )


@cache
def _pattern(language: Language, key: str) -> re.Pattern[str]:
    """The patterns of the data file under a key, as one; matches nothing where there is none."""
    patterns = language.mind.get("figures", {}).get(key, r"(?!)")
    return re.compile(patterns if isinstance(patterns, str) else "|".join(patterns))


def _canonical(number: str) -> str:
    """05 is 5, and 5th is 5."""
    number = number.removesuffix("th")
    whole, point, decimals = number.partition(".")
    decimals = decimals.rstrip("0") if point else ""
    return f"{int(whole)}.{decimals}" if decimals else str(int(whole))
