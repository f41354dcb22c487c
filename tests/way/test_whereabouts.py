"""Position, speed and facing out of several sensors, and when they are too old."""

from __future__ import annotations

import pytest

from edge.ports.sight import Heading
from edge.way.whereabouts import (
    COURSE_SECONDS,
    HEADING_SECONDS,
    LOST_SECONDS,
    Facing,
    Whereabouts,
)
from tests.way.walker import fix_at


def test_a_position_is_lost_when_it_is_old() -> None:
    where = Whereabouts()
    assert where.position(0) is None
    where.moved(fix_at(0, 0, now=5))
    assert where.position(5 + LOST_SECONDS) is not None
    assert where.position(5.1 + LOST_SECONDS) is None


def test_a_receiver_without_a_fix_takes_the_position_away_at_once() -> None:
    where = Whereabouts()
    where.moved(fix_at(0, 0, now=5))
    where.moved(None)
    assert where.position(5.1) is None
    where.moved(fix_at(0, 0, now=6))
    assert where.position(6) is not None


def test_things_are_told_by_the_head_and_looked_for_along_the_course() -> None:
    where = Whereabouts()
    where.turned(Heading(0, 30), "device")
    assert where.facing(0) == Facing(30, "device")
    where.moved(fix_at(0, 0, speed=1.2, course=90))
    assert where.facing(0) == Facing(90, "course")
    where.turned(Heading(0, 120), "head")
    assert where.facing(0) == Facing(120, "head")
    assert where.travelling(0) == Facing(90, "course")


def test_old_directions_do_not_count() -> None:
    where = Whereabouts()
    where.turned(Heading(0, 120), "head")
    where.moved(fix_at(0, 0, speed=1.2, course=90))
    assert where.facing(HEADING_SECONDS + 0.1) == Facing(90, "course")
    assert where.facing(COURSE_SECONDS + 0.1) is None


def test_a_compass_that_knows_nothing_does_not_count() -> None:
    where = Whereabouts()
    where.turned(Heading(0, 120, accuracy=90), "head")
    assert where.facing(0) is None
    where.turned(Heading(0, 120, accuracy=45), "head")
    assert where.facing(0) == Facing(120, "head")


def test_a_course_comes_from_movement_where_the_receiver_tells_none() -> None:
    where = Whereabouts()
    for second in range(20):
        where.moved(fix_at(0, 1.2 * second, now=second))
    facing = where.facing(19)
    assert facing is not None
    assert facing.source == "course"
    assert facing.degrees == pytest.approx(0, abs=1)
    assert where.speed(19) == pytest.approx(1.2, abs=0.05)


def test_who_stands_has_no_course() -> None:
    where = Whereabouts()
    for second in range(20):
        where.moved(fix_at(2 * (second % 2), 0, now=second))  # the receiver wanders
    assert where.facing(19) is None
    where.moved(fix_at(0, 0, now=20, speed=0.1))
    assert where.travelling(20) is None


def test_nothing_is_known_at_the_start() -> None:
    where = Whereabouts()
    assert (where.facing(0), where.travelling(0), where.speed(0)) == (None, None, None)
