"""Where a beacon lies, which zone it has, when it is quiet and when its distance is told."""

from __future__ import annotations

import pytest

from edge.way.beacon import Beacon, zone_of
from tests.way.town import at

TARGET = at(0, 200)  # to the north


@pytest.mark.parametrize(
    ("degrees", "zone"),
    [
        (0, 0),
        (15, 0),
        (-15, 0),
        (16, 1),
        (-55, 1),
        (56, 2),
        (125, 2),
        (126, 3),
        (180, 3),
        (-130, 3),
    ],
)
def test_the_zone_follows_the_angle(degrees: float, zone: int) -> None:
    assert zone_of(degrees) == zone


def test_the_axis_may_be_wider() -> None:
    assert (zone_of(25), zone_of(25, on_axis=30)) == (1, 0)


def test_it_tells_where_the_target_lies() -> None:
    guidance = Beacon(TARGET).update(0, at(0, 0), 90.0)
    assert guidance.distance == pytest.approx(200, abs=0.1)
    assert guidance.degrees == pytest.approx(-90, abs=0.1)
    assert guidance.zone == 2


def test_without_a_facing_it_is_quiet_but_still_counts_the_distance() -> None:
    guidance = Beacon(TARGET).update(0, at(0, 0), None)
    assert (guidance.zone, guidance.degrees) == (None, None)
    assert guidance.told


def test_it_falls_quiet_within_15_metres_and_sounds_again_at_30() -> None:
    beacon = Beacon(TARGET)
    steps = [(184, 0), (186, None), (184, None), (171, None), (169.5, 0), (186, None)]
    for now, (north, zone) in enumerate(steps):
        assert beacon.update(now, at(0, north), 0.0).zone == zone


def test_arriving_is_told_once() -> None:
    beacon = Beacon(TARGET)
    told = [beacon.update(0, at(0, north), 0.0).arrived for north in (150, 187, 190, 199, 187)]
    assert told == [False, True, False, False, False]


def test_it_may_sound_to_the_very_end() -> None:
    beacon = Beacon(TARGET, muted_within=0.0)
    guidance = beacon.update(0, at(0, 199), 0.0)
    assert (guidance.zone, guidance.arrived) == (0, False)


def test_the_distance_is_told_every_50_metres_and_more_often_near() -> None:
    beacon = Beacon(at(0, 400))
    told = [
        metres
        for metres in range(400, 0, -1)
        if beacon.update(400.0 - metres, at(0, 400 - metres), 0.0).told
    ]
    assert told == [400, 350, 300, 250, 200, 150, 100, 75, 50, 25]


def test_the_distance_is_not_told_twice_within_5_seconds() -> None:
    beacon = Beacon(at(0, 400))
    assert beacon.update(0.0, at(0, 0), 0.0).told
    assert not beacon.update(4.9, at(0, 60), 0.0).told
    assert beacon.update(5.0, at(0, 60), 0.0).told
