"""Short texts in view: each told once, when two readings agree, the largest first."""

from __future__ import annotations

import pytest

from edge.ports import Box, TextLine
from edge.seeing.live_text import LiveText, likeness


def line(text: str, score: float = 0.95, height: float = 30) -> TextLine:
    return TextLine(text, score, Box(0, 0, 200, height))


def told(live: LiveText, now: float, *lines: TextLine) -> list[str]:
    return [one.text for one in live.step(lines, now)]


def test_a_sign_is_told_once_when_it_was_read_twice() -> None:
    live = LiveText()
    assert told(live, 0.0, line("Way out")) == []
    assert told(live, 0.5, line("Way out")) == ["Way out"]
    assert all(told(live, 1.0 + n / 2, line("Way out")) == [] for n in range(100))


def test_the_same_line_twice_on_one_picture_is_one_reading() -> None:
    live = LiveText()
    assert told(live, 0.0, line("Way out"), line("Way out")) == []


def test_readings_that_differ_in_a_letter_are_one_sign_told_as_it_was_read_best() -> None:
    live = LiveText()
    assert told(live, 0.0, line("Way 0ut to str", 0.82)) == []
    assert told(live, 0.5, line("Way Out to street", 0.81)) == []
    assert told(live, 1.0, line("Way Out to strect", 0.85), line("Way Out to street", 0.98)) == [
        "Way Out to street"
    ]
    assert told(live, 1.5, line("Vay Out to street", 0.9)) == []


def test_the_largest_is_told_first() -> None:
    live = LiveText()
    both = line("small print", height=12), line("EXIT", height=80)
    told(live, 0.0, *both)
    assert told(live, 0.5, *both) == ["EXIT", "small print"]


def test_a_sign_that_was_gone_for_a_while_is_told_again() -> None:
    live = LiveText()
    told(live, 0.0, line("Platform"))
    told(live, 0.5, line("Platform"))
    assert told(live, 15.0, line("Platform")) == []
    told(live, 40.0, line("Platform"))
    assert told(live, 40.5, line("Platform")) == ["Platform"]


def test_what_was_read_badly_or_says_nothing_is_not_told() -> None:
    live = LiveText()
    for n in range(5):
        assert told(live, n / 2, line("smudge", 0.6), line("-- !"), line("")) == []


def test_a_misread_number_is_no_second_reading() -> None:
    live = LiveText()
    told(live, 0.0, line("Room 315"))
    assert told(live, 0.5, line("Room 316")) == []
    assert told(live, 1.0, line("Room 315")) == ["Room 315"]


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        ("Yuyuan Rd.", "YUYUAN RD", True),
        ("Way out to the street", "out to the street", True),
        ("Exit 3", "Exit 5", False),
        ("Entrance", "Exit", False),
        ("愚园路", "愚园路", True),
        ("愚园路", "长宁路", False),
    ],
)
def test_texts_are_alike_or_not(one: str, other: str, are_alike: bool) -> None:
    assert (likeness(one, other) >= 0.8) is are_alike
