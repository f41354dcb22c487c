"""The mouth's shapes: English and Chinese phonemes, diphthongs, silence, and their times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.ports import Mark
from edge.speaking.visemes import VISEMES, track, visemes_of


@pytest.mark.parametrize(
    ("phoneme", "shapes"),
    [
        ("p", ["PP"]),
        ("m", ["PP"]),
        ("f", ["FF"]),
        ("θ", ["TH"]),
        ("d", ["DD"]),
        ("ŋ", ["nn"]),
        ("ɡ", ["kk"]),
        ("tʃ", ["CH"]),
        ("s", ["SS"]),
        ("ɹ", ["RR"]),
        ("ˈiː", ["I"]),
        ("ˈaɪ", ["aa", "I"]),
        ("əʊ", ["aa", "U"]),
        ("ˈɔɪ", ["O", "I"]),
        ("ˈɜː", ["RR"]),
        ("tɕh", ["CH", "kk"]),
        ("ˈiɛ", ["I", "E"]),
        ("s.", ["CH"]),
        ("ˈɑu", ["aa", "U"]),
        ("y", ["U"]),
        ("ç", ["kk"]),
        ("ɑ̃", ["aa"]),
        ("ʲ", []),
        ("", ["sil"]),
    ],
)
def test_a_phoneme_has_its_shapes(phoneme: str, shapes: list[str]) -> None:
    assert visemes_of(phoneme) == shapes


@given(st.text(max_size=8))
def test_anything_gives_known_shapes_only(phoneme: str) -> None:
    assert set(visemes_of(phoneme)) <= set(VISEMES)


def test_a_track_tells_changes_with_their_times() -> None:
    marks = [
        Mark("word", 0, 0, 2),
        Mark("phoneme", 0, phoneme="m"),
        Mark("phoneme", 100, phoneme="ˈaɪ"),
        Mark("phoneme", 300, phoneme=""),
        Mark("phoneme", 350, phoneme=""),
        Mark("end", 400),
    ]
    assert track(marks, 1000) == [(0.0, "PP"), (0.1, "aa"), (0.2, "I"), (0.3, "sil")]


def test_a_sound_without_length_leaves_no_shape() -> None:
    marks = [Mark("phoneme", 0, phoneme="a"), Mark("phoneme", 0, phoneme="m"), Mark("end", 100)]
    assert track(marks, 1000) == [(0.0, "PP"), (0.1, "sil")]
