"""What was said, brought to the one form that sentences are matched in, with a way back.

Lower case, no punctuation, numbers as digits, one way of writing what has several. Free text is
taken from the original, so every piece remembers where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from edge.thinking.numbers import read_run, read_words, run_pattern, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.language import Language


@dataclass(frozen=True, slots=True)
class Piece:
    """One word (or Chinese character, or number) and the part of the original it stands for."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Wording:
    """A sentence in matching form."""

    text: str
    starts: tuple[int, ...]
    """Where each piece begins in `text`."""
    pieces: tuple[Piece, ...]
    original: str

    def as_said(self, start: int, end: int) -> str:
        """The words of the original that stand behind text[start:end]."""
        inside = [
            (at, piece)
            for at, piece in zip(self.starts, self.pieces, strict=True)
            if at < end and at + len(piece.text) > start
        ]
        if not inside:
            return ""
        at, last = inside[-1]
        cut = end - at if len(last.text) == last.end - last.start else len(last.text)
        to = last.start + cut if cut < len(last.text) else last.end  # "anna" of "anna's"
        return self.original[inside[0][1].start : to]


def normalize(text: str, language: Language) -> Wording:
    """`text` in matching form."""
    return _wording(_pieces(text, language), text, language)


def matching_form(text: str, language: Language) -> str:
    """Only the text of `normalize`."""
    return normalize(text, language).text


def wordings(whole: Wording, language: Language) -> tuple[Wording, ...]:
    """As said, then without polite closers, then without one opener more each time.

    Each is tried: "can you tell me more" is "tell me more" and "more". A sentence of nothing but
    politeness stays whole.
    """
    openers, closers = _polite(language)
    pieces = list(whole.pieces)
    while (length := _longest(pieces[::-1], closers)) and length < len(pieces):
        pieces = pieces[:-length]
    found = (
        [whole] if len(pieces) == len(whole.pieces) else [whole, _shorter(pieces, whole, language)]
    )
    while (length := _longest(pieces, openers)) and length < len(pieces):
        pieces = pieces[length:]
        found.append(_shorter(pieces, whole, language))
    return tuple(found)


def _shorter(pieces: Sequence[Piece], whole: Wording, language: Language) -> Wording:
    return _wording(pieces, whole.original, language)


def _pieces(text: str, language: Language) -> list[Piece]:
    pattern = _tokens(language)
    lowered = "".join(_folded(character) for character in text)
    found = [Piece(match[0], *match.span()) for match in pattern.finditer(lowered)]
    found = _aliased(found, language)
    return _english_numbers(found, language) if language.spaced else _chinese(found, language)


def _folded(character: str) -> str:
    """Lower case and plain width, one character for one character."""
    folded = unicodedata.normalize("NFKC", character).lower()
    folded = folded if len(folded) == 1 else character
    return "'" if folded == "’" else folded


@cache
def _tokens(language: Language) -> re.Pattern[str]:
    """Odd spellings of the data file, times, numbers, ordinals, words, signs of arithmetic."""
    odd = [key for key in language.words["aliases"] if re.search(r"[^\w ']", key) and len(key) > 1]
    odd.sort(key=len, reverse=True)
    word = r"[^\W\d_']+(?:'[^\W\d_]+)*|(?<!\w)'s\b" if language.spaced else r"[a-z]+|[^\W\d_]"
    parts = [
        *(re.escape(key) + r"(?!\w)" for key in odd),
        r"\d+(?:st|nd|rd|th)\b",
        r"\d+(?:,\d{3})+(?:\.\d+)?(?!\d)",
        r"\d+\.\d+",
        r"\d+",
        word,
        r"(?<=\d):(?=\d)|[-+*/×÷^√%&°()−]",
    ]
    return re.compile("|".join(parts))


@cache
def _aliases(language: Language) -> tuple[dict[tuple[str, ...], tuple[str, ...]], int]:
    pattern = _tokens(language)
    table = {
        tuple(pattern.findall(key)): tuple(pattern.findall(value))
        for key, value in language.words["aliases"].items()
    }
    return table, max(map(len, table), default=0)


def _aliased(pieces: Sequence[Piece], language: Language) -> list[Piece]:
    """One way of writing for what has several."""
    table, longest = _aliases(language)
    result: list[Piece] = []
    at = 0
    while at < len(pieces):
        for length in range(min(longest, len(pieces) - at), 0, -1):
            words = tuple(piece.text for piece in pieces[at : at + length])
            if (instead := table.get(words)) is not None:
                span = (pieces[at].start, pieces[at + length - 1].end)
                result += [Piece(word, *span) for word in instead]
                break
        else:
            length = 1
            result.append(_written_number(pieces[at]))
        at += length
    return result


def _written_number(piece: Piece) -> Piece:
    """1,000 → 1000; 1st, 2nd → 1th, 2th, as ordinals in words come out too."""
    text = piece.text
    if text[0].isdigit():
        text = re.sub(r"(?<=\d)(?:st|nd|rd)$", "th", text.replace(",", ""))
    return Piece(text, piece.start, piece.end)


def _english_numbers(pieces: Sequence[Piece], language: Language) -> list[Piece]:
    """Number words as digits; the colon of a time and a hyphen inside a word fall away."""
    kept = [
        Piece("minus", piece.start, piece.end) if piece.text in "-−" else piece
        for before, piece, after in _neighbours(pieces)
        if piece.text != ":" and not (piece.text == "-" and _inside_word(before, piece, after))
    ]
    words = words_of(language)
    texts = [piece.text for piece in kept]
    result: list[Piece] = []
    at = 0
    while at < len(kept):
        digits, used = read_words(texts[at:], words)
        if used:
            result.append(Piece(digits, kept[at].start, kept[at + used - 1].end))
        else:
            result.append(kept[at])
        at += used or 1
    return result


def _neighbours(pieces: Sequence[Piece]) -> list[tuple[Piece | None, Piece, Piece | None]]:
    padded = [None, *pieces, None]
    return [(padded[n], piece, padded[n + 2]) for n, piece in enumerate(pieces)]


def _inside_word(before: Piece | None, piece: Piece, after: Piece | None) -> bool:
    """A hyphen that joins two words, or a number and a word: "twenty-five", "10-minute"."""
    if before is None or after is None or before.end != piece.start or piece.end != after.start:
        return False
    return not (before.text[-1].isdigit() and after.text[0].isdigit())


def _chinese(pieces: Sequence[Piece], language: Language) -> list[Piece]:
    """Runs of number characters as digits; words that only look like numbers are left alone."""
    clock = language.words["clock_separator"]
    zeros = [word for word, value in words_of(language).digits.items() if value == 0]
    pieces = [
        Piece(clock if piece.text == ":" else piece.text, piece.start, piece.end)
        for _, piece, after in _neighbours(pieces)
        if not (piece.text in zeros and after and after.text.isdecimal())  # 1小时零5分
    ]
    text = "".join(piece.text for piece in pieces)
    owners = [piece for piece in pieces for _ in piece.text]
    result: list[Piece] = []
    done = 0
    for match in _number_runs(language).finditer(text):
        if match["number"] is None:
            continue
        result += _once(owners[done : match.start()])
        digits = read_run(match[0], words_of(language))
        result.append(Piece(digits, owners[match.start()].start, owners[match.end() - 1].end))
        done = match.end()
    return result + _once(owners[done:])


def _once(owners: Sequence[Piece]) -> list[Piece]:
    """Each piece once, though every one of its characters named it."""
    return [owners[0], *(b for a, b in pairwise(owners) if a is not b)] if owners else []


@cache
def _number_runs(language: Language) -> re.Pattern[str]:
    protected = "|".join(map(re.escape, language.words["not_numbers"]))
    return re.compile(f"{protected}|(?P<number>{run_pattern(words_of(language)).pattern})")


def _wording(pieces: Sequence[Piece], original: str, language: Language) -> Wording:
    text = ""
    starts: list[int] = []
    for piece in pieces:
        if text and (language.spaced or (_latin(text[-1]) and _latin(piece.text[0]))):
            text += " "
        starts.append(len(text))
        text += piece.text
    return Wording(text, tuple(starts), tuple(pieces), original)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


@cache
def _polite(language: Language) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """Openers, and closers from their end, as the texts of their pieces; the longest first."""

    def split(texts: Sequence[str], step: int) -> tuple[tuple[str, ...], ...]:
        forms = {tuple(piece.text for piece in _pieces(text, language))[::step] for text in texts}
        return tuple(sorted(forms, key=len, reverse=True))

    return split(language.openers, 1), split(language.closers, -1)


def _longest(pieces: Sequence[Piece], forms: Sequence[tuple[str, ...]]) -> int:
    for form in forms:
        if len(form) <= len(pieces) and all(
            piece.text == text for piece, text in zip(pieces, form, strict=False)
        ):
            return len(form)
    return 0
