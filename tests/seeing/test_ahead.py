"""What a camera warns of: near, in front or coming, and once."""

from __future__ import annotations

from edge.ports import Box
from edge.seeing.ahead import AGAIN_SECONDS, ALIKE_SECONDS, AheadWatch
from edge.seeing.tracking import Track

SIZE = (640, 480)
FIELD_OF_VIEW = 66.0


def track(
    label: str = "person",
    *,
    number: int = 1,
    middle: float = 320,
    foot: float = 440,
    height: float = 200,
    growth: float = 0.0,
    score: float = 0.8,
) -> Track:
    box = Box(middle - height / 6, foot - height, middle + height / 6, foot)
    return Track(number, label, score, box, since=0.0, seen_at=0.0, growth=growth)


def told(watch: AheadWatch, at: float, *tracks: Track) -> tuple[str, int] | None:
    found = watch.look(tracks, SIZE, at)
    return (found.label, round(found.degrees)) if found else None


def test_somebody_who_stands_near_and_in_front_is_told_once() -> None:
    watch = AheadWatch(FIELD_OF_VIEW)
    assert told(watch, 0.0, track()) == ("person", 0)
    assert all(told(watch, at, track()) is None for at in range(1, 200))


def test_what_came_nearer_is_told_again_after_a_while() -> None:
    watch = AheadWatch(FIELD_OF_VIEW)
    told(watch, 0.0, track())
    nearer = track(height=320, foot=470)
    assert told(watch, AGAIN_SECONDS - 1, nearer) is None
    assert told(watch, AGAIN_SECONDS, nearer) == ("person", 0)


def test_what_is_far_aside_small_or_unsure_is_not_told() -> None:
    watch = AheadWatch(FIELD_OF_VIEW)
    assert told(watch, 0.0, track(foot=300)) is None
    assert told(watch, 0.0, track(middle=620)) is None
    assert told(watch, 0.0, track(height=20)) is None
    assert told(watch, 0.0, track(score=0.4)) is None


def test_a_vehicle_that_comes_is_told_from_any_side_and_first() -> None:
    watch = AheadWatch(FIELD_OF_VIEW)
    car = track("car", number=2, middle=620, foot=260, growth=0.5)
    assert told(watch, 0.0, track(), car) == ("car", 31)
    assert told(watch, 0.2, track(), car) == ("person", 0)
    parked = track("car", number=3, middle=620, foot=260)
    assert told(watch, 20.0, parked) is None


def test_the_like_of_it_in_the_same_direction_is_not_told_at_once() -> None:
    watch = AheadWatch(FIELD_OF_VIEW)
    told(watch, 0.0, track())
    assert told(watch, ALIKE_SECONDS - 1, track(number=2)) is None
    assert told(watch, ALIKE_SECONDS, track(number=2)) == ("person", 0)
