"""What of an answer is told, however the pieces are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.engines.llm.answer_text import AnswerText

ANSWER = "  <think>A cup, or…</think>\nIt is 茶, <b>hot</b>.\nUser: and"
TOLD = "It is 茶, <b>hot</b>."


def _told(pieces: list[bytes], stops: tuple[str, ...] = ("\nUser:",)) -> tuple[str, bool]:
    text = AnswerText(stops)
    told = "".join([text.add_bytes(piece) for piece in pieces])
    return told + text.rest(), text.ended


@given(st.lists(st.integers(0, len(ANSWER.encode())), max_size=12))
def test_wherever_an_answer_is_cut_the_same_is_told(cuts: list[int]) -> None:
    data = ANSWER.encode()
    edges = [0, *sorted(cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(edges)]
    assert _told(pieces) == (TOLD, True)


def test_no_piece_holds_half_a_character() -> None:
    text = AnswerText()
    assert [text.add_bytes(bytes([byte])) for byte in "茶a".encode()] == ["", "", "茶", "a"]


def test_a_beginning_that_was_no_stop_is_told_in_the_end() -> None:
    assert _told([b"one\nUse", b"s it\nUs"]) == ("one\nUses it\nUs", False)


def test_reasoning_that_never_ends_is_not_told() -> None:
    assert _told([b"<think>on and on"]) == ("", False)


@pytest.mark.parametrize("piece", ["plain", "with < and >"])
def test_text_without_a_mark_is_told_at_once(piece: str) -> None:
    assert AnswerText(("\nUser:",)).add(piece) == piece
