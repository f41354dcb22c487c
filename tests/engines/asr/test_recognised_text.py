"""What engines write, as a Hypothesis carries it."""

from __future__ import annotations

import pytest

from edge.engines.asr.recognised_text import hypothesis


@pytest.mark.parametrize(
    ("written", "text", "dictation"),
    [
        ("SET A TIMER", "set a timer", "set a timer"),
        (" Call Anna at six.", "call anna at six", "Call Anna at six."),
        ("Is it late?", "is it late?", "Is it late?"),
        ("First the eggs,", "first the eggs,", "First the eggs,"),
        ("I would like...", "i would like...", "I would like..."),
        ("今天 几号。", "今天几号", "今天几号。"),
        ("今天 MEETING 吗", "今天 meeting 吗", "今天 meeting 吗"),
        ("<unk> the  <|en|> end", "the end", "the end"),
        ("[Music] (applause) ♪♪ Yes.", "yes", "Yes."),
        ("", "", ""),
    ],
)
def test_words_are_small_and_only_marks_that_say_something_stay(
    written: str, text: str, dictation: str
) -> None:
    heard = hypothesis(written)
    assert (heard.text, heard.dictation) == (text, dictation)
    assert (heard.final, heard.is_command) == (False, False)


def test_the_last_one_is_final() -> None:
    assert hypothesis("yes", final=True).final
