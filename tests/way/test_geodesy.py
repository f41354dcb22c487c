"""Distances, bearings and lines, against exact geodesics."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge.angles import clock_hour
from edge.way.geodesy import (
    Point,
    beyond,
    compass_point,
    distance,
    nearest_on_line,
    offset,
    simplified,
    turn,
)

BERLIN = Point(52.52, 13.405)
NEAR = some.floats(1.0, 20_000.0)
ANGLE = some.floats(0.0, 359.9)


@given(some.floats(-66, 66), some.floats(-180, 180), ANGLE, NEAR)
def test_distance_and_bearing_agree_with_exact_geodesics(
    latitude: float, longitude: float, degrees: float, metres: float
) -> None:
    geodesic = pytest.importorskip("geographiclib.geodesic", reason="exact geodesics to compare")
    exact = geodesic.Geodesic.WGS84.Direct(latitude, longitude, degrees, metres)
    found = offset(Point(latitude, longitude), Point(exact["lat2"], exact["lon2"]))
    assert found.distance == pytest.approx(metres, rel=1e-4, abs=0.01)
    assert abs(turn(degrees, found.bearing)) < 0.3


@given(some.floats(-66, 66), some.floats(-180, 179.99), ANGLE, NEAR)
def test_going_somewhere_and_looking_back_fit_together(
    latitude: float, longitude: float, degrees: float, metres: float
) -> None:
    here = Point(latitude, longitude)
    found = offset(here, beyond(here, degrees, metres))
    assert found.distance == pytest.approx(metres, rel=1e-4)
    assert abs(turn(degrees, found.bearing)) < 0.1


@given(some.floats(-720, 720), some.floats(-720, 720))
def test_a_turn_is_the_short_way_round(facing: float, towards: float) -> None:
    by = turn(facing, towards)
    assert -180 <= by <= 180
    assert math.cos(math.radians(facing + by)) == pytest.approx(math.cos(math.radians(towards)))


@pytest.mark.parametrize(
    ("degrees", "point"), [(0, "north"), (44, "northeast"), (359, "north"), (200, "south")]
)
def test_a_bearing_has_a_compass_point(degrees: float, point: str) -> None:
    assert compass_point(degrees) == point


@pytest.mark.parametrize(("ahead", "hour"), [(0, 12), (60, 2), (-90, 9), (180, 6), (-14, 12)])
def test_degrees_to_the_right_become_an_hour(ahead: float, hour: int) -> None:
    assert clock_hour(ahead) == hour


def test_the_nearest_point_of_a_street_is_the_foot_of_the_perpendicular() -> None:
    street = [BERLIN, beyond(BERLIN, 90, 200)]  # to the east
    here = beyond(beyond(BERLIN, 90, 70), 180, 12)  # 12 m south of it
    foot = nearest_on_line(here, street)
    assert foot.distance == pytest.approx(12, abs=0.01)
    assert distance(BERLIN, foot.point) == pytest.approx(70, abs=0.1)
    assert foot.bearing == pytest.approx(90, abs=0.1)
    assert foot.side == pytest.approx(90, abs=0.1)  # on the right as the street runs


def test_beside_the_end_of_a_street_its_end_is_nearest() -> None:
    end = beyond(BERLIN, 0, 50)
    assert nearest_on_line(beyond(BERLIN, 0, 80), [BERLIN, end]).distance == pytest.approx(30, 1e-3)


def test_a_street_of_one_point_is_that_point() -> None:
    assert nearest_on_line(beyond(BERLIN, 10, 5), [BERLIN]).distance == pytest.approx(5, 1e-3)


@given(some.lists(some.tuples(some.floats(-300, 300), some.floats(-300, 300)), max_size=40))
def test_a_simplified_line_stays_within_its_tolerance(places: list[tuple[float, float]]) -> None:
    line = [beyond(beyond(BERLIN, 0, north), 90, east) for east, north in places]
    fewer = simplified(line, 10.0)
    assert len(fewer) <= len(line)
    if line:
        assert (fewer[0], fewer[-1]) == (line[0], line[-1])
        assert all(nearest_on_line(point, fewer).distance <= 10.01 for point in line)


def test_a_straight_walk_becomes_two_points() -> None:
    assert len(simplified([beyond(BERLIN, 45, step * 5) for step in range(100)], 2.0)) == 2
