"""A page as it is read to somebody: pieces, word for word, and the place where the reading stands.

Nothing is left out and nothing is put differently: the pieces one after the other are the print in
reading order. What was read with little certainty says so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.seeing.reading_order import in_reading_order, turned_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edge.ports import TextLine
    from edge.seeing.reading_order import Paragraph

UNSURE = 0.8
"""Lines that score less are right two times out of three only, or so."""
LONGEST_PIECE = 240
"""Letters; whoever says "next" wants to be on the next thought."""
_HANZI = r"\u3000-\u9fff\uff00-\uffef"
_END = re.compile(
    r"[.!?…]+[\"')»”’]*(?=\s+[\"'(«“‘]?[A-ZÀ-ÞĀ-Ž0-9\u3400-\u9fff])|[。！？；]+[”』」）]*"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is said in one breath: a sentence, or a line of a list."""

    text: str
    paragraph: int
    """Counted from 0."""
    unsure: tuple[str, ...] = ()
    """Lines within it, as printed, that were read with little certainty."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page that was read."""

    pieces: tuple[Piece, ...]
    turned: int = 0
    """Degrees clockwise by which the page lay when it was read."""

    @property
    def text(self) -> str:
        """All of it, a line a paragraph; what a summary is made of."""
        lines: dict[int, list[str]] = {}
        for piece in self.pieces:
            lines.setdefault(piece.paragraph, []).append(piece.text)
        return "\n".join(" ".join(parts) for parts in lines.values())


def document(lines: Sequence[TextLine]) -> Document:
    """From what a reader read in one picture."""
    paragraphs = enumerate(in_reading_order(lines))
    pieces = [piece for number, part in paragraphs for piece in _pieces(part, number)]
    return Document(tuple(pieces), turned_by(lines))


@dataclass(frozen=True, slots=True)
class Match:
    """Where a word was found."""

    piece: Piece
    again: int
    """How many more pieces of the document have it."""


class Reading:
    """Where one person is in a document: `place` is their piece, or behind the last one."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.place = 0
        self._began = 0

    @property
    def current(self) -> Piece | None:
        """The piece that was told last, or is about to be: what "spell that" means."""
        pieces = self.document.pieces
        return pieces[min(self.place, len(pieces) - 1)] if pieces else None

    @property
    def is_over(self) -> bool:
        return self.place >= len(self.document.pieces)

    def rest(self) -> tuple[Piece, ...]:
        """From the place on, to be read until somebody interrupts."""
        self._began = self.place
        return self.document.pieces[self.place :]

    def from_top(self) -> tuple[Piece, ...]:
        self.place = 0
        return self.rest()

    def step(self, by: int) -> Piece | None:
        """The next piece (1) or the previous one (-1), which is told alone; None where none is."""
        place = min(self.place, len(self.document.pieces)) + by
        if not 0 <= place < len(self.document.pieces):
            return None
        return self._go(place)

    def find(self, word: str) -> Match | None:
        """The next piece that has these words, from the top again after the end."""
        wanted = folded(word)
        pieces = self.document.pieces
        having = [n for n, piece in enumerate(pieces) if wanted and wanted in folded(piece.text)]
        if not having:
            return None
        place = next((n for n in having if n > self.place), having[0])
        return Match(self._go(place), len(having) - 1)

    def heard(self, text: str) -> None:
        """Of what was given since `rest`, this was heard: go on at the first piece not heard whole.

        Words that were said in between and are not printed do no harm.
        """
        heard, at = folded(text), 0
        self.place = self._began
        for piece in self.document.pieces[self._began :]:
            wanted = folded(piece.text)
            found = heard.find(wanted, at)
            if found < 0:
                return
            at = found + len(wanted)
            self.place += 1

    def _go(self, place: int) -> Piece:
        self.place = self._began = place
        return self.document.pieces[place]


def folded(text: str) -> str:
    """Letters and digits alone, without case and accents: what two ways to write share."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def joined(rows: Sequence[str]) -> str:
    """Rows of print as one text: no space between characters, or where a hyphen breaks a word."""
    text = ""
    for row in rows:
        text = f"{text}{_between(text, row)}{row}"
    return text


def _between(above: str, below: str) -> str:
    if not above or (re.search(rf"[{_HANZI}]$", above) and re.match(rf"[{_HANZI}]", below)):
        return ""
    return "" if re.search(r"\w-$", above) and below[:1].islower() else " "


def _pieces(paragraph: Paragraph, number: int) -> Iterator[Piece]:
    rows = [" ".join(line.text for line in row) for row in paragraph]
    doubts = [line.text for row in paragraph for line in row if line.score < UNSURE]
    for text in _sentences(rows):
        yield Piece(text, number, tuple(doubt for doubt in doubts if _shares(doubt, text)))


def _sentences(rows: Sequence[str]) -> Iterator[str]:
    """Whole rows where a sentence does not end in time."""
    waiting: list[str] = []
    for row in rows:
        *ended, rest = _split(joined([*waiting, row]))
        if ended:
            yield from ended
            waiting = [rest] if rest else []
        elif len(rest) > LONGEST_PIECE and waiting:
            yield joined(waiting)
            waiting = [row]
        else:
            waiting.append(row)
    if waiting:
        yield joined(waiting)


def _split(text: str) -> list[str]:
    """Sentences, and last what is behind the last end; "" where nothing is."""
    parts, start = [], 0
    for end in _END.finditer(text):
        parts.append(text[start : end.end()].strip())
        start = end.end()
    return [*parts, text[start:].strip()]


def _shares(line: str, sentence: str) -> bool:
    """Whether some of the line is in it; lines do not end where sentences do."""
    words = line.split()
    return (
        line in sentence
        or sentence in line
        or any(len(word) > 1 and word in sentence for word in (words[0], words[-1]))
    )
