"""A page that is read to somebody: word for word, and always at the right place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.ports import Box, TextLine
from edge.seeing.document import Document, Reading, document, folded, joined


def page(*rows: str, score: float = 0.99, pitch: float = 26) -> list[TextLine]:
    return [
        TextLine(row, score, Box(0, pitch * n, 10 * len(row) + 1, pitch * n + 20))
        for n, row in enumerate(rows)
    ]


LETTER = document(
    page(
        "Dear Anna. Your appointment is on",
        "Monday at nine. Bring your card,",
        "your glasses and 20 kronor. Do not",
        "eat before. Bring a friend.",
    )
)
SENTENCES = [
    "Dear Anna.",
    "Your appointment is on Monday at nine.",
    "Bring your card, your glasses and 20 kronor.",
    "Do not eat before.",
    "Bring a friend.",
]


def test_sentences_go_over_the_ends_of_rows() -> None:
    assert [piece.text for piece in LETTER.pieces] == SENTENCES


def test_the_pieces_are_the_print_and_nothing_else() -> None:
    rows = [
        "Nothing is lost!",
        "Not (even) this - or",
        "that: 3,5 % & more;",
        "再见。好的",
        "the end",
    ]
    assert folded("".join(rows)) == folded(document(page(*rows)).text)


@settings(deadline=None)
@given(st.lists(st.text("ab.!? ,-9好。", min_size=1, max_size=30).filter(str.strip), max_size=8))
def test_no_letter_is_lost_or_added_whatever_is_printed(rows: list[str]) -> None:
    assert folded("".join(rows)) == folded(document(page(*rows)).text)


def test_chinese_rows_are_joined_without_a_space_and_end_at_their_own_stops() -> None:
    found = document(page("每天三次，每次", "两片。饭后服用。")).pieces
    assert [piece.text for piece in found] == ["每天三次，每次两片。", "饭后服用。"]


def test_a_word_that_is_broken_at_the_end_of_a_row_keeps_its_hyphen() -> None:
    assert joined(["this is exam-", "ple A-", "B"]) == "this is exam-ple A- B"


def test_an_endless_sentence_is_told_row_by_row() -> None:
    found = document(page(*["many words without any end"] * 30)).pieces
    assert len(found) > 2
    assert all(len(piece.text) < 300 for piece in found)


def test_a_poor_line_is_told_as_one() -> None:
    good, poor = page("Take two tablets.", "Pxrtrm 5O mg daily.")
    pieces = document([good, TextLine(poor.text, 0.6, poor.box)]).pieces
    assert [piece.unsure for piece in pieces] == [(), ("Pxrtrm 5O mg daily.",)]


def test_reading_goes_on_at_the_sentence_that_was_interrupted() -> None:
    reading = Reading(LETTER)
    reading.rest()
    reading.heard("Dear Anna. Your appointment is on Mon")
    assert reading.current is not None
    assert reading.current.text == SENTENCES[1]
    assert [piece.text for piece in reading.rest()] == SENTENCES[1:]
    reading.heard("Your appointment is on Monday at nine.")
    assert reading.rest()[0].text == SENTENCES[2]


def test_words_that_are_not_printed_do_not_move_the_place() -> None:
    reading = Reading(LETTER)
    reading.rest()
    reading.heard(
        "It lies on its head. Dear Anna. I am not sure of the next: Your appointment is on"
    )
    assert reading.rest()[0].text == SENTENCES[1]


def test_who_heard_everything_is_at_the_end() -> None:
    reading = Reading(LETTER)
    reading.heard(" ".join(piece.text for piece in reading.rest()))
    assert reading.is_over
    assert reading.rest() == ()
    assert reading.step(-1) == LETTER.pieces[-1]
    assert reading.from_top() == LETTER.pieces


def test_next_and_previous_step_through_and_stop_at_the_ends() -> None:
    reading = Reading(LETTER)
    assert reading.step(-1) is None
    assert [reading.step(1) for _ in range(5)] == [*LETTER.pieces[1:], None]
    assert reading.current == LETTER.pieces[-1]
    assert reading.step(-1) == LETTER.pieces[-2]


@pytest.mark.parametrize("word", ["glasses", "GLÄSSES", "your card", "20 kronor"])
def test_a_word_is_found_whatever_its_case(word: str) -> None:
    reading = Reading(LETTER)
    found = reading.find(word)
    assert found is not None
    assert (found.piece.text, found.again) == (SENTENCES[2], 0)
    assert reading.current == found.piece


def test_finding_again_finds_the_next_one_and_begins_anew_after_the_last() -> None:
    reading = Reading(LETTER)
    found = [reading.find("bring") for _ in range(3)]
    texts = [one.piece.text for one in found if one]
    assert texts == [SENTENCES[2], SENTENCES[4], SENTENCES[2]]


@pytest.mark.parametrize("word", ["nowhere", "", "?!"])
def test_what_is_not_printed_is_not_found_and_the_place_stays(word: str) -> None:
    reading = Reading(LETTER)
    reading.step(1)
    assert reading.find(word) is None
    assert reading.current == LETTER.pieces[1]


def test_an_empty_page_has_no_place() -> None:
    reading = Reading(Document(()))
    assert reading.current is None
    assert reading.is_over
    assert reading.rest() == ()
    assert reading.step(1) is None
    assert reading.find("word") is None
