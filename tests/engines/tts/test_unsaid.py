"""What one voice has said of a text, and where another goes on."""

from __future__ import annotations

import numpy as np
import pytest

from edge.engines.tts.unsaid import Unsaid
from edge.fakes.speech import FakeSynthesizer
from edge.ports import Mark, SpeechChunk

TEXT = "one two three, four"
RATE = 1000
WORD, GAP = 250, 50


def handed(samples: int) -> Unsaid:
    """So much of TEXT was handed out; its words last WORD samples each, then GAP of silence."""
    unsaid = Unsaid(TEXT)
    sound, marks = FakeSynthesizer(RATE).render(TEXT)
    for start in range(0, samples, 50):
        due = tuple(mark for mark in marks if start <= mark.sample < start + 50)
        unsaid.said(SpeechChunk(sound[start : min(start + 50, samples)], due))
    return unsaid


@pytest.mark.parametrize(
    ("samples", "rest"),
    [
        (0, "one two three, four"),
        (10, "one two three, four"),
        (WORD - 1, "one two three, four"),
        (WORD + GAP + 10, "two three, four"),
        (2 * (WORD + GAP) + 100, "three, four"),
        (3 * (WORD + GAP) + 100, "four"),
    ],
)
def test_the_word_that_was_cut_is_said_again(samples: int, rest: str) -> None:
    unsaid = handed(samples)
    assert TEXT[unsaid.due() :] == rest


def test_after_the_last_word_nothing_is_due() -> None:
    assert handed(4 * (WORD + GAP)).due() == len(TEXT)


def test_marks_wait_for_their_sound() -> None:
    unsaid = Unsaid("one two")
    early = (Mark("word", 0, 0, 3), Mark("word", 90, 4, 3))
    assert unsaid.said(SpeechChunk(np.zeros(60, np.int16), early)).marks == early[:1]
    assert unsaid.said(SpeechChunk(np.zeros(60, np.int16))).marks == early[1:]


def test_the_end_lets_out_what_still_waits() -> None:
    unsaid = Unsaid("one")
    ahead = Mark("phoneme", 99, phoneme="")
    assert not unsaid.said(SpeechChunk(np.zeros(60, np.int16), (ahead,))).marks
    end = Mark("end", 60)
    assert unsaid.said(SpeechChunk(np.zeros(0, np.int16), (end,))).marks == (ahead, end)
    assert unsaid.finished


def test_the_other_voice_counts_on_from_there() -> None:
    unsaid = handed(WORD + GAP + 10)
    chunk = SpeechChunk(np.zeros(5, np.int16), (Mark("word", 3, 0, 3), Mark("end", 5)))
    word, end = unsaid.continued(chunk, unsaid.due()).marks
    assert (word.sample, word.start) == (WORD + GAP + 13, 4)
    assert (end.sample, end.start) == (WORD + GAP + 15, 0)
