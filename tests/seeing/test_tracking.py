"""Things followed over pictures: no flicker of a detector reaches whoever is told."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import pytest

from edge.ports.sight import Box, Thing
from edge.seeing.tracking import Tracker

if TYPE_CHECKING:
    from edge.seeing.tracking import Track


def thing(x: float, label: str = "person", score: float = 0.8, size: float = 40) -> Thing:
    """Around column x, row 100."""
    half = size / 2
    return Thing(label, score, Box(x - half, 100 - half, x + half, 100 + half))


def followed(pictures: list[list[Thing]], seconds: float = 0.2) -> list[tuple[Track, ...]]:
    tracker = Tracker()
    return [tracker.update(things, number * seconds) for number, things in enumerate(pictures)]


def test_one_false_picture_is_not_told() -> None:
    pictures = [[], [thing(100, "tv", 0.9)], [], [], [thing(300, "frisbee", 0.5)], []]
    assert not any(followed(pictures))


@pytest.mark.parametrize(("score", "needed"), [(0.8, 2), (0.55, 3)])
def test_a_thing_is_there_the_sooner_the_surer_it_is(score: float, needed: int) -> None:
    told = followed([[thing(100, score=score)]] * 5)
    assert [bool(one) for one in told] == [number >= needed for number in range(1, 6)]


def test_what_the_detector_is_never_sure_of_is_not_told() -> None:
    assert not any(followed([[thing(100, "tv", 0.44 + 0.08 * (n % 3 == 0))] for n in range(40)]))


def test_a_thing_that_is_missed_now_and_then_stays_one_thing() -> None:
    chance = random.Random(1)
    pictures = [[thing(100 + 4 * n)] if chance.random() > 0.3 else [] for n in range(60)]
    told = followed([[thing(100)], [thing(100)], *pictures])[2:]
    assert {track.number for tracks in told for track in tracks} == {1}
    assert sum(bool(tracks) for tracks in told) >= 58


def test_a_thing_that_has_gone_is_gone_after_a_second() -> None:
    told = followed([[thing(100)]] * 5 + [[]] * 10)
    gone = next(number for number, tracks in enumerate(told) if number > 4 and not tracks)
    assert gone * 0.2 - 4 * 0.2 == pytest.approx(1.0, abs=0.25)


def test_names_are_voted_and_a_wavering_one_is_not_told() -> None:
    labels = ["horse", "horse", "cow", "horse", "cow", "horse", "horse", "sheep", "horse", "cow"]
    told = followed([[thing(100, label)] for label in labels])
    assert {track.label for tracks in told for track in tracks} == {"horse"}


def test_a_name_that_was_wrong_at_first_is_corrected_once() -> None:
    told = followed([[thing(100, "cow")]] * 3 + [[thing(100, "horse")]] * 12)
    names = [tracks[0].label for tracks in told if tracks]
    assert names == sorted(names)
    assert names[-1] == "horse"


def test_two_that_cross_keep_their_numbers() -> None:
    pictures = [[thing(100 + 12 * n), thing(400 - 12 * n, "dog")] for n in range(25)]
    told = followed(pictures)
    for tracks in told[5:]:
        assert {(track.number, track.label) for track in tracks} == {(1, "person"), (2, "dog")}
    assert told[-1][0].box.centre[0] == pytest.approx(100 + 12 * 24, abs=12)


def test_a_quick_small_thing_is_followed_without_overlap() -> None:
    told = followed([[thing(100 + 18 * n, size=30)] for n in range(10)])
    assert {track.number for tracks in told for track in tracks} == {1}


def test_two_beside_each_other_are_two() -> None:
    told = followed([[thing(100), thing(150)]] * 5)
    assert len(told[-1]) == 2


def test_what_comes_straight_at_us_tells_when_it_is_here() -> None:
    """At a steady speed from 8 m, 1.6 m/s: at 4.0 s it has 1.6 m to go, which is 1 s."""
    pictures = [[thing(200, size=400 / (8 - 1.6 * n * 0.1))] for n in range(41)]
    (track,) = followed(pictures, 0.1)[-1]
    assert 1 / track.growth == pytest.approx(1.0, rel=0.45)
    (still,) = followed([[thing(200, size=80 + n % 2)] for n in range(40)], 0.1)[-1]
    assert abs(still.growth) < 0.1


def test_many_things_of_one_picture_are_followed_in_little_time() -> None:
    crowd = [thing(50 * n + 5 * math.sin(n)) for n in range(60)]
    assert len(followed([crowd] * 4)[-1]) == 60
