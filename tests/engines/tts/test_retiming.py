"""Marks moved from one voice's times to another's."""

from __future__ import annotations

import numpy as np
import pytest

from edge.engines.tts.retiming import Sounding, by_length, by_phonemes, retimed
from edge.ports import Mark

KNOWN = [
    Mark("word", 0, 0, 2),
    Mark("phoneme", 0, phoneme="h"),
    Mark("phoneme", 100, phoneme="ˈaɪ"),
    Mark("word", 300, 3, 5),
    Mark("phoneme", 300, phoneme="ð"),
    Mark("phoneme", 350, phoneme="ɛə"),
    Mark("phoneme", 500, phoneme=""),
    Mark("end", 600),
]
"""hi there"""


def sounded(signs: str, each: int = 1000) -> list[Sounding]:
    """Every sign lasts `each` samples."""
    return [Sounding(sign, n * each, (n + 1) * each) for n, sign in enumerate(signs)]


def moved(signs: str) -> list[tuple[str, int]]:
    anchors = by_phonemes(KNOWN, sounded(signs))
    assert anchors is not None
    return [(mark.phoneme or mark.kind, mark.sample) for mark in retimed(KNOWN, anchors)]


def test_a_word_begins_with_its_first_phoneme() -> None:
    words = [at for name, at in moved("^hˈaɪ ðɛə.$") if name == "word"]
    assert words == [1000, 6000]


def test_stress_belongs_to_its_vowel() -> None:
    assert ("ˈaɪ", 2000) in moved("^hˈaɪ ðɛə.$")


def test_silence_begins_at_the_stop() -> None:
    assert moved("^hˈaɪ ðɛə.$")[-1] == ("phoneme", 9000)


def test_a_sign_that_only_one_of_them_spells_shifts_nothing_else() -> None:
    assert ("ð", 7000) in moved("^hˈaɪː ðɛə.$")
    assert ("ð", 6000) in moved("^hˈæɪ ðɛə.$")


def test_times_never_turn_back() -> None:
    samples = [at for _, at in moved("^aɪh ɛəð.$")]
    assert samples == sorted(samples)


def test_two_that_say_something_else_are_told_apart() -> None:
    assert by_phonemes(KNOWN, sounded("^kʊkuː.$")) is None


def test_nothing_sounded_is_no_agreement() -> None:
    assert by_phonemes(KNOWN, [Sounding("$", 0, 10)]) is None


def test_an_estimate_runs_from_the_first_audible_sample_to_the_last() -> None:
    sound = np.concatenate([np.zeros(500), np.full(2000, 9000), np.zeros(700)]).astype(np.int16)
    marks = retimed(KNOWN, by_length(KNOWN, sound))
    assert [mark.sample for mark in marks if mark.kind == "word"] == [500, 1700]
    assert marks[-1].sample == pytest.approx(2500, abs=1)


def test_silence_can_be_laid_out_too() -> None:
    for sound in (np.zeros(0, np.int16), np.zeros(400, np.int16)):
        marks = retimed(KNOWN, by_length(KNOWN, sound))
        assert all(0 <= mark.sample <= len(sound) for mark in marks)


def test_words_without_phonemes_are_spread_over_the_sound() -> None:
    known = [Mark("word", 0, 0, 2), Mark("word", 3, 3, 5), Mark("end", 8)]
    marks = retimed(known, by_length(known, np.full(800, 500, np.int16)))
    assert [mark.sample for mark in marks] == [0, 300]
