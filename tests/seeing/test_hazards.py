"""When a sensor's readings are warned of: zones, edges, noise, grids; and a hundred walks."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

import pytest

from edge.bench.hazard_walks import approaches, edges, strolls, walked
from edge.ports import RangeReading
from edge.seeing.hazards import HazardRule
from edge.seeing.mounting import Mounting
from edge.seeing.zones import EDGES_METRES, MARGIN_METRES, REPEAT_SECONDS, zone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from edge.seeing.zones import Hazard

PERIOD = 1 / 15
DOWN = Mounting(pitch_degrees=45.0)
FLOOR = 1.1 * 2**0.5
"""Metres from DOWN to the ground."""
CHEST = Mounting(pitch_degrees=20.0)
"""An 8 x 8 sensor that sees the way and, in its lowest rows, the ground."""


class Sensor:
    """Feeds a rule, 15 readings a second."""

    def __init__(self, mounting: Mounting | None = None) -> None:
        self.rule = HazardRule(mounting)
        self.now = 0.0
        self.told: list[tuple[float, Hazard]] = []

    def sees(self, *metres: float | None) -> list[Hazard]:
        """One beam, reading by reading; what was told of them."""
        return self.grids(((one,),) for one in metres)

    def grids(self, readings: Iterable[tuple[tuple[float | None, ...], ...]]) -> list[Hazard]:
        before = len(self.told)
        for rows in readings:
            self.now += PERIOD
            reading = RangeReading(self.now, rows)
            self.told += [(self.now, hazard) for hazard in self.rule.on_reading(reading)]
        return [hazard for _, hazard in self.told[before:]]

    def walks(self, begin: float, end: float, speed: float = 1.2) -> list[Hazard]:
        steps = round(abs(begin - end) / speed / PERIOD)
        return self.sees(*(begin + (end - begin) * step / steps for step in range(steps)))


def test_a_wall_is_told_in_every_zone_and_within_one_reading_more() -> None:
    sensor = Sensor()
    told = sensor.walks(5.0, 0.4)
    entered = {hazard.zone: hazard.metres for hazard in reversed(told)}
    assert set(entered) == {0, 1, 2, 3}
    for zone, edge in enumerate(EDGES_METRES):
        assert edge - 2 * 1.2 * PERIOD <= entered[zone] <= edge
    assert [hazard.kind for hazard in told] == ["obstacle"] * len(told)


def test_nearer_is_told_more_often() -> None:
    sensor = Sensor()
    sensor.walks(4.0, 0.4, speed=0.4)
    for zone, least in enumerate(REPEAT_SECONDS):
        times = [at for at, hazard in sensor.told if hazard.zone == zone]
        gaps = [after - before for before, after in pairwise(times)]
        assert all(gap >= least - 1e-6 for gap in gaps)
    assert len(sensor.told) > 6


def test_standing_before_a_wall_is_quiet() -> None:
    chance = Random(4)
    sensor = Sensor()
    sensor.walks(3.5, 0.8)
    assert len(sensor.sees(*[0.8] * 15)) <= 1
    assert sensor.sees(*(0.8 + chance.gauss(0, 0.03) for _ in range(900))) == []


@pytest.mark.parametrize("edge", EDGES_METRES)
def test_nothing_chatters_at_the_edge_of_a_zone(edge: float) -> None:
    chance = Random(5)
    sensor = Sensor()
    told = sensor.sees(*(edge + chance.gauss(0, 0.06) for _ in range(900)))
    assert len(told) <= 2


def test_a_zone_is_left_only_beyond_its_margin() -> None:
    assert zone_of(2.0) == zone_of(1.21) == 1
    assert zone_of(2.1) == 0
    assert zone_of(2.1, held=1) == 1
    assert zone_of(2.0 + MARGIN_METRES + 0.01, held=1) == 0
    assert zone_of(9.0, held=3) == -1
    assert zone_of(0.3, held=0) == 3


def test_going_back_and_coming_again_is_told_again() -> None:
    sensor = Sensor()
    sensor.walks(3.5, 1.0)
    assert sensor.walks(1.0, 2.8) == []
    assert [hazard.zone for hazard in sensor.walks(2.8, 1.0)][-1] == 2


def test_what_comes_fast_counts_as_nearer() -> None:
    slow, fast = Sensor(), Sensor()
    at_two = []
    for sensor, speed in ((slow, 1.0), (fast, 4.0)):
        told = sensor.walks(7.0, 1.9, speed)
        at_two.append(told[-1])
    assert at_two[0].zone == 1
    assert at_two[1].zone >= 2
    assert at_two[1].speed == pytest.approx(4.0, abs=0.4)


@pytest.mark.parametrize("spike", [0.2, 0.7, 1.5, 2.9])
def test_one_wrong_reading_says_nothing(spike: float) -> None:
    sensor = Sensor()
    for _ in range(20):
        assert sensor.sees(*[None] * 6, spike) == []
        assert sensor.sees(*[5.0] * 6, spike) == []


def test_one_wrong_or_lost_reading_costs_a_real_hazard_nothing() -> None:
    for lost in (None, 7.0, 0.2):
        sensor = Sensor()
        sensor.sees(*[5.0] * 5)
        assert sensor.sees(1.0, lost) == []
        assert [hazard.zone for hazard in sensor.sees(1.0)] == [2]


def test_a_way_without_anything_is_quiet() -> None:
    assert Sensor().sees(*[None] * 500, *[6.0] * 500, *[3.5] * 500) == []


def test_ground_that_falls_away_is_told_with_the_second_reading() -> None:
    sensor = Sensor(DOWN)
    assert sensor.sees(*[FLOOR] * 30) == []
    assert sensor.sees(FLOOR + 0.3) == []
    (hazard,) = sensor.sees(FLOOR + 0.32)
    assert (hazard.kind, hazard.zone) == ("drop-off", 2)
    assert hazard.metres == pytest.approx(1.1, abs=0.05)


def test_an_edge_is_told_again_while_it_is_there() -> None:
    sensor = Sensor(DOWN)
    sensor.sees(*[FLOOR] * 30)
    sensor.sees(*[2.6] * 150)
    times = [at for at, _ in sensor.told]
    gaps = [round(after - before, 1) for before, after in pairwise(times)]
    assert gaps[:3] == [0.5, 0.5, 0.5]
    assert gaps[-1] == pytest.approx(2.0, abs=0.15)


def test_ground_that_sends_nothing_back_is_an_edge_too() -> None:
    sensor = Sensor(DOWN)
    sensor.sees(*[FLOOR] * 30)
    assert sensor.sees(None, None, None) == []
    assert [hazard.kind for hazard in sensor.sees(None, None)] == ["drop-off"]
    assert [hazard.kind for hazard in Sensor(DOWN).sees(*[None] * 10)] == ["drop-off"]


def test_a_ramp_and_a_body_that_sways_are_no_edge() -> None:
    chance = Random(6)
    sensor = Sensor(DOWN)
    for slope in (0.0, 0.1, -0.1):
        readings = [FLOOR + slope * min(1, n / 60) + chance.gauss(0, 0.03) for n in range(300)]
        assert sensor.sees(*readings) == []


def test_a_sensor_worn_lower_than_set_learns_it() -> None:
    sensor = Sensor(DOWN)
    worn = 0.85 * 2**0.5
    assert sensor.sees(*[worn] * 60) == []
    assert sensor.sees(worn + 0.3, worn + 0.3) != []


def test_a_box_on_the_ground_is_an_obstacle_for_a_beam_that_looks_down() -> None:
    sensor = Sensor(DOWN)
    sensor.sees(*[FLOOR] * 30)
    (hazard,) = sensor.sees(0.9, 0.9)
    assert (hazard.kind, hazard.zone) == ("obstacle", 2)


def scene(
    mounting: Mounting, thing: Callable[[int, int], float | None], depth: float = 0.0
) -> tuple[tuple[float | None, ...], ...]:
    """What 8 x 8 beams meet: `thing(row, column)` metres ahead, or else the ground."""
    rows = []
    for row, beams in enumerate(mounting.beams(8, 8)):
        line: list[float | None] = []
        for column, beam in enumerate(beams):
            ahead = thing(row, column)
            ground = (mounting.height_metres + depth) / beam.down if beam.down > 0.02 else None
            met = None if ahead is None else ahead / beam.forward
            seen = min((one for one in (met, ground) if one is not None), default=None)
            line.append(seen if seen is not None and seen < 4.0 else None)
        rows.append(tuple(line))
    return tuple(rows)


def test_a_grid_sees_no_hazard_on_level_ground() -> None:
    level = scene(CHEST, lambda *_: None)
    assert Sensor(CHEST).grids([level] * 100) == []


def test_a_grid_tells_where_a_pole_stands() -> None:
    sensor = Sensor(CHEST)
    level = scene(CHEST, lambda *_: None)
    sensor.grids([level] * 20)
    pole = scene(CHEST, lambda _, column: 1.5 if column == 6 else None)
    (hazard,) = sensor.grids([pole] * 2)
    assert hazard.zone == 1
    assert hazard.degrees == pytest.approx(14.06, abs=0.1)


def test_one_wrong_place_of_a_grid_says_nothing_however_often() -> None:
    sensor = Sensor(CHEST)
    spot = scene(CHEST, lambda row, column: 0.8 if (row, column) == (2, 3) else None)
    assert sensor.grids([spot] * 30) == []


def test_a_grid_tells_an_edge_by_its_lowest_rows() -> None:
    sensor = Sensor(CHEST)
    level, edge = (scene(CHEST, lambda *_: None, depth) for depth in (0.0, 0.5))
    lowest = level[:6] + edge[6:]
    sensor.grids([level] * 30)
    assert [hazard.kind for hazard in sensor.grids([lowest] * 2)] == ["drop-off"]


def test_a_sensor_that_looks_aside_tells_the_side() -> None:
    sensor = Sensor(Mounting(yaw_degrees=-30.0))
    assert [hazard.degrees for hazard in sensor.sees(1.0, 1.0)] == [-30.0]


def test_no_wall_and_no_edge_is_missed_on_a_hundred_walks() -> None:
    for walk in [*approaches(50), *edges(50)]:
        outcome = walked(walk)
        assert outcome.waited is not None, walk
        assert (outcome.zones_missed, outcome.false_alerts) == (0, 0), walk


def test_walks_past_nothing_are_quiet() -> None:
    assert sum(len(walked(walk).warned) for walk in strolls(8)) == 0
