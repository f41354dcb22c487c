"""A partial shows a word once it has stood for three pieces of sound."""

from __future__ import annotations

from edge.engines.asr.stable_words import StableWords


def _shown(*texts: str) -> list[str]:
    stable = StableWords()
    return [stable.after(text) for text in texts]


def test_a_word_is_shown_at_the_third_hypothesis_that_has_it() -> None:
    assert _shown("what", "what time", "what time is", "what time is it") == [
        "", "", "what", "what time",
    ]  # fmt: skip


def test_a_word_that_is_taken_back_at_once_is_never_shown() -> None:
    assert "pint" not in " ".join(_shown("twelve", "twelve", "twelve pint", "twelve times"))


def test_words_that_stay_are_shown_in_whole() -> None:
    assert _shown(*["what time is it"] * 3)[-1] == "what time is it"


def test_another_beginning_takes_the_old_words_back() -> None:
    assert _shown("who", "who", "who", "what", "what", "what")[2:] == ["who", "", "", "what"]
