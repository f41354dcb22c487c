"""Columns, degrees and the clock face."""

from __future__ import annotations

import pytest

from edge.angles import clock_hour, turned
from edge.seeing.directions import column_of, degrees_of, side_of


@pytest.mark.parametrize(
    ("column", "degrees"), [(0, -33.0), (320, 0.0), (640, 33.0), (480, 17.99), (160, -17.99)]
)
def test_a_column_becomes_degrees_and_back(column: float, degrees: float) -> None:
    assert degrees_of(column, 640, 66) == pytest.approx(degrees, abs=0.01)
    assert column_of(degrees, 640, 66) == pytest.approx(column, abs=0.2)


@pytest.mark.parametrize(
    ("degrees", "hour"),
    [
        (0, 12),
        (14, 12),
        (16, 1),
        (-16, 11),
        (30, 1),
        (90, 3),
        (-90, 9),
        (180, 6),
        (-180, 6),
        (359, 12),
    ],
)
def test_degrees_become_a_clock_face(degrees: float, hour: int) -> None:
    assert clock_hour(degrees) == hour


def test_sides_and_the_shorter_way_round() -> None:
    assert [side_of(one) for one in (-20, -7, 0, 7, 20)] == [
        "left", "ahead", "ahead", "ahead", "right",
    ]  # fmt: skip
    assert [turned(one) for one in (0, 190, -190, 360, 540)] == [0, -170, 170, 0, 180]
