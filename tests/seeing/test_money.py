"""Banknotes: the word and the figure agree, in several pictures, or nothing is said."""

from __future__ import annotations

import pytest

from edge.ports import Box, TextLine
from edge.seeing.money import CURRENCIES, Banknotes, Note, note_in


def read(*texts: str, score: float = 0.97) -> list[TextLine]:
    return [TextLine(text, score, Box(0, 30 * n, 200, 30 * n + 20)) for n, text in enumerate(texts)]


TWENTY = read("TJUGOKRONOR", "20")


@pytest.mark.parametrize(
    ("texts", "note"),
    [
        (("TJUGOKRONOR", "20"), Note("SEK", 20, True)),
        (("TJUGO", "KRONOR", "20", "SVERIGES RIKSBANK"), Note("SEK", 20, True)),
        (("100", "ETT HUNDRA KRONOR", "100"), Note("SEK", 100, True)),
        (("200", "TVÅ HUNDRA", "KRONOR"), Note("SEK", 200, True)),
        (("500", "FEM HUNDRA KRONOR"), Note("SEK", 500, True)),
        (("THE UNITED STATES OF AMERICA", "TEN DOLLARS", "10"), Note("USD", 10, True)),
        (("ONE HUNDRED DOLLARS", "100", "FEDERAL RESERVE NOTE"), Note("USD", 100, True)),
        (("ONE DOLLAR", "1", "1"), Note("USD", 1, True)),
        (("Bank of England", "Five Pounds", "5"), Note("GBP", 5, True)),
        (("中国人民银行", "贰拾圆", "20"), Note("CNY", 20, True)),
        (("中国人民银行", "壹佰圆", "100"), Note("CNY", 100, True)),
        (("EURO", "ΕΥΡΩ", "50"), Note("EUR", 50, False)),
    ],
)
def test_word_figure_and_currency_make_a_note(texts: tuple[str, ...], note: Note) -> None:
    assert note_in(read(*texts)) == note


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("20",),
        ("TJUGOKRONOR",),
        ("200", "TJUGOKRONOR"),
        ("20", "100", "SVERIGES RIKSBANK"),
        ("20", "TJUGO", "FEMTIO", "KRONOR"),
        ("EURO", "50", "20"),
        ("TEN", "10"),
        ("30", "EURO"),
        ("A STONE BRIDGE", "1", "DOLLAR TREE"),
        ("FIVE DOLLARS", "FIVE POUNDS", "5"),
    ],
)
def test_too_little_or_two_things_are_no_note(texts: tuple[str, ...]) -> None:
    assert note_in(read(*texts)) is None


def test_a_figure_that_was_misread_beside_the_right_one_does_not_matter() -> None:
    assert note_in(read("TJUGOKRONOR", "20", "200")) == Note("SEK", 20, True)


def test_what_was_read_badly_does_not_count() -> None:
    assert note_in(read("TJUGOKRONOR", "20", score=0.7)) is None


def test_a_note_is_told_from_the_second_picture_on() -> None:
    notes = Banknotes()
    assert notes.step(TWENTY) is None
    assert notes.step([]) is None
    assert notes.step(TWENTY) == Note("SEK", 20, True)


def test_figures_alone_need_a_third_picture() -> None:
    notes = Banknotes()
    euro = read("EURO", "20")
    assert [notes.step(euro) is not None for _ in range(3)] == [False, False, True]


def test_pictures_that_disagree_say_nothing_until_the_other_is_forgotten() -> None:
    notes = Banknotes()
    notes.step(read("TVÅ HUNDRA KRONOR", "200"))
    for _ in range(5):
        assert notes.step(TWENTY) is None
        assert notes.is_torn
    assert notes.step(TWENTY) == Note("SEK", 20, True)
    assert not notes.is_torn


@pytest.mark.parametrize("currency", CURRENCIES, ids=lambda one: one.code)
def test_every_note_of_every_currency_is_told_from_its_own_words_alone(currency: object) -> None:
    mine = next(one for one in CURRENCIES if one is currency)
    for value in mine.figures:
        for word in mine.words[value] or ("",):
            assert note_in(read(mine.marks[0], word, str(value))) == Note(
                mine.code, value, bool(word)
            )
