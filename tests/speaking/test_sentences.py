"""Pieces of a reply: cut where a listener would breathe, joined they are the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.speaking.sentences import LONGEST_CHARACTERS, SentenceSplitter, pause_seconds, split

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("aB c1.,;:!?…\n。！？，、“”\"')(你好é😀\r\t-—"), st.characters()
    ),
    max_size=600,
)


@given(TEXTS)
def test_the_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(split(text)) == text


@given(TEXTS, st.integers(1, 7))
def test_pieces_do_not_depend_on_how_the_text_arrives(text: str, step: int) -> None:
    splitter = SentenceSplitter()
    pieces = []
    for start in range(0, len(text), step):
        pieces += splitter.feed(text[start : start + step])
    pieces += splitter.finish()
    assert "".join(pieces) == text
    assert all(pieces)


@given(TEXTS)
def test_no_piece_is_too_long_for_a_quick_stop(text: str) -> None:
    assert all(len(piece) <= LONGEST_CHARACTERS for piece in split(text))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("It is ten. Good night.", ["It is ten. ", "Good night."]),
        ("Dr. Smith has 3.5 apples. Yes!", ["Dr. Smith has 3.5 apples. ", "Yes!"]),
        ("Take fruit, e.g. apples. Then go.", ["Take fruit, ", "e.g. apples. ", "Then go."]),
        ("He left the U.S. in May. I stayed.", ["He left the U.S. in May. ", "I stayed."]),
        ("At 10:30 p.m. we go. OK?", ["At 10:30 p.m. we go. ", "OK?"]),
        ("J. S. Bach wrote it. Indeed.", ["J. S. Bach wrote it. ", "Indeed."]),
        ("1. Open it. 2. Close it.", ["1. Open it. ", "2. Close it."]),
        ("“Stop!” she said. He did.", ["“Stop!” she said. ", "He did."]),
        ("Really?! Yes… no. Fine.", ["Really?! ", "Yes… no. ", "Fine."]),
        ("Milk\nBread\n", ["Milk\n", "Bread\n"]),
        ("Your timer is set, ten minutes.", ["Your timer is set, ", "ten minutes."]),
        ("No, five.", ["No, five."]),
        ("1,000 apples cost 12,50 euros.", ["1,000 apples cost 12,50 euros."]),
        ("So am I. You too.", ["So am I. ", "You too."]),
        ("现在十点。晚安！", ["现在十点。", "晚安！"]),
        ("好的，计时器已设置，十分钟。", ["好的，计时器已设置，", "十分钟。"]),
        ("他说：“走吧。”然后走了。", ["他说：“走吧。”", "然后走了。"]),
        ("", []),
    ],
)
def test_text_is_cut_as_a_reader_would(text: str, pieces: list[str]) -> None:
    assert split(text) == pieces


def test_a_sentence_is_handed_out_as_soon_as_it_is_surely_over() -> None:
    splitter = SentenceSplitter()
    assert splitter.feed("It is three") == []
    assert splitter.feed(". ") == []
    assert splitter.feed("N") == ["It is three. "]
    assert splitter.finish() == ["N"]


def test_only_the_first_piece_is_cut_at_a_comma() -> None:
    pieces = split("In the morning, it rains. In the evening, it snows.")
    assert pieces == ["In the morning, ", "it rains. ", "In the evening, it snows."]


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    pieces = split("word " * 40 + "end, " + "more " * 60)
    assert pieces[0].endswith("end, ")


def test_pauses_follow_the_punctuation_and_the_rate() -> None:
    assert pause_seconds("Yes. ", 175) == pytest.approx(0.3)
    assert pause_seconds("Yes, ", 175) == pytest.approx(0.15)
    assert pause_seconds("他说：“走吧。”", 350) == pytest.approx(0.15)
    assert pause_seconds("Milk\n", 175) == pytest.approx(0.3)
    assert pause_seconds("and then ", 175) == 0
