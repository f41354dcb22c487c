"""What two readings of a page do not agree on, in words: never one of them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.seeing.document import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edge.modes.sight.question import Question
    from edge.seeing.document import Piece
    from edge.seeing.witnesses import Witnessed


def worded(question: Question, piece: Piece, doubts: Iterable[Witnessed]) -> str:
    """A piece word for word; first what of it was read in two ways, or by one reading only."""
    about = [doubt for doubt in doubts if is_about(doubt, piece)]
    told = all_worded(question, about)
    if any(folded(text) == folded(piece.text) for doubt in about for text in doubt.readings):
        return told
    if piece.unsure:
        return told + question.reply("read.unsure", text=piece.text)
    return told + piece.text + question.gap


def all_worded(question: Question, doubts: Iterable[Witnessed]) -> str:
    return "".join(_doubt(question, doubt) for doubt in doubts)


def elsewhere(doubts: Iterable[Witnessed], pieces: Sequence[Piece]) -> list[Witnessed]:
    """Those that only the second reading has."""
    return [doubt for doubt in doubts if not any(is_about(doubt, piece) for piece in pieces)]


def is_about(doubt: Witnessed, piece: Piece) -> bool:
    """Lines do not end where sentences do, so one may hold the other."""
    whole = folded(piece.text)
    lines = [folded(text) for text in doubt.readings]
    return any(line and (line in whole or whole in line) for line in lines)


def _doubt(question: Question, doubt: Witnessed) -> str:
    if len(doubt.readings) == 1:
        return question.reply("read.one_witness", text=doubt.readings[0])
    first, second = doubt.readings
    return question.reply("read.witnesses", first=first, second=second)
