"""Spelling, and only the numbers."""

from __future__ import annotations

import pytest

from edge.seeing.document import Piece
from edge.seeing.reading_commands import Spelled, numbers, spelled


def test_every_sign_is_spelled_with_its_kind() -> None:
    assert spelled("aÖ 7-好") == (
        Spelled("letter", "a"),
        Spelled("letter", "Ö", is_capital=True),
        Spelled("space", " "),
        Spelled("digit", "7"),
        Spelled("mark", "-"),
        Spelled("character", "好"),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Call 070 123 45 67 or 08-123 456", ("070 123 45 67", "08-123", "456")),
        ("12 tablets of 500 mg", ("12", "500 mg")),
        ("before 31.01.2027, at 12:30 pm", ("31.01.2027", "12:30 pm")),
        ("-40℃深度防冻 ¥10.0起", ("-40℃", "¥10.0起")),
        ("46K shots from 7858 movies", ("46K", "7858")),
        ("a third, 1,5 % fat and € 3.20", ("1,5 %", "€ 3.20")),
        ("no number at all", ()),
    ],
)
def test_numbers_keep_what_belongs_to_them(text: str, found: tuple[str, ...]) -> None:
    assert numbers([Piece(text, 0)]) == found
