"""A text cut for a neural voice, and its sound handed out in small chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.tts.voice_stream import VoiceFacts, pieces, primary, stream
from edge.ports import Mark

if TYPE_CHECKING:
    from edge.ports import Samples

RATE = 1000
LONG = (
    "When the tide turns in the evening, the boats come back to the harbour; and, once they are "
    "in, everybody helps. Nobody goes home before that. 在那之后，大家都回家了，然后吃晚饭。"
)


def say(piece: str) -> tuple[Samples, list[Mark]]:
    """Ten samples a letter, one word."""
    sound = np.full(10 * len(piece), 7, np.int16)
    return sound, [Mark("phoneme", 0, phoneme="a"), Mark("word", 5, 1, 2)]


@pytest.mark.parametrize("text", [LONG, "", "yes", "3.5 km", "a, b, c, d. ", "。。。"])
def test_pieces_joined_are_the_text(text: str) -> None:
    cut = list(pieces(text))
    assert "".join(piece for _, piece in cut) == text
    assert all(text[start:].startswith(piece) for start, piece in cut)


def test_a_long_text_is_cut_after_clauses() -> None:
    cut = [piece for _, piece in pieces(LONG)]
    assert len(cut) > 2
    assert all(piece.rstrip()[-1] in ",.;，。" for piece in cut)


def test_a_short_clause_is_said_with_the_next() -> None:
    assert len(list(pieces("Yes, at the moment, it is."))) == 1


def test_chunks_are_short_and_marks_count_from_the_beginning() -> None:
    chunks = list(stream(lambda: False, LONG, RATE, say))
    assert max(len(chunk.samples) for chunk in chunks) == 60
    marks = [mark for chunk in chunks for mark in chunk.marks]
    starts = [start for start, _ in pieces(LONG)]
    words = [mark for mark in marks if mark.kind == "word"]
    assert [mark.start for mark in words] == [start + 1 for start in starts]
    assert [mark.sample for mark in words] == [10 * start + 5 for start in starts]
    assert marks[-1] == Mark("end", 10 * len(LONG))


def test_a_mark_comes_with_the_chunk_it_falls_into() -> None:
    done = 0
    for chunk in stream(lambda: False, LONG, RATE, say):
        assert all(done <= mark.sample <= done + 60 for mark in chunk.marks)
        done += len(chunk.samples)


def test_what_is_stopped_says_no_further_piece_and_no_end() -> None:
    heard: list[str] = []

    def noted(piece: str) -> tuple[Samples, list[Mark]]:
        heard.append(piece)
        return say(piece)

    chunks = list(stream(lambda: bool(heard), LONG, RATE, noted))
    assert len(heard) == 1
    assert not any(mark.kind == "end" for chunk in chunks for mark in chunk.marks)


def test_blanks_are_nothing_to_say() -> None:
    assert [chunk.marks for chunk in stream(lambda: False, "  ", RATE, say)] == [(Mark("end", 0),)]


def test_languages_go_by_their_first_part() -> None:
    assert [primary(tag) for tag in ("en_GB", "cmn", "zh-Hans", "DE")] == ["en", "zh", "zh", "de"]


def test_a_speaker_is_found_by_name_or_number() -> None:
    facts = VoiceFacts("two", ("en",), 16_000, ("ann", "bob"))
    assert [facts.speaker(name) for name in ("bob", "1", "2", "", "female")] == [1, 1, 0, 0, 0]
