"""What one camera warns of: people and vehicles that come at us, once a zone."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import pytest

from edge.ports.sight import Box, Thing
from edge.seeing.approaching import Approach, ApproachWatch
from edge.seeing.tracking import Tracker

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = (640, 480)
FOCAL = 320 / math.tan(math.radians(33))


def walked(
    distance: Callable[[float], float], label: str = "person", degrees: float = 0.0,
    seconds: float = 6.0, tall: float = 1.7, noise: float = 1.5,
) -> list[tuple[float, Approach]]:  # fmt: skip
    """Warnings, with their times, of a thing at a changing distance; ten pictures a second."""
    tracker, watch = Tracker(), ApproachWatch(66)
    chance = random.Random(1)
    column = 320 + FOCAL * math.tan(math.radians(degrees))
    told: list[tuple[float, Approach]] = []
    for step in range(int(seconds * 10)):
        at = step / 10
        height = FOCAL * tall / max(distance(at), 0.3) + chance.gauss(0, noise)
        half = 0.2 * height
        box = Box(column - half, 240 - height / 2, column + half, 240 + height / 2)
        tracks = tracker.update([Thing(label, 0.85, box)], at)
        told += [(at, one) for one in watch.see(tracks, SIZE, at, at + 0.15)]
    return told


@pytest.mark.parametrize("label", ["person", "car", "bicycle"])
def test_what_comes_at_us_is_told_once_a_zone_and_in_time(label: str) -> None:
    """From 8 m at 1.4 m/s: contact at 5.7 s."""
    told = walked(lambda at: 8 - 1.4 * at, label, seconds=5.6)
    assert [one.zone for _, one in told] == [0, 1, 2]
    at, last = told[-1]
    assert 5.7 - at > 0.8
    assert last.hour == 12
    assert last.latency == pytest.approx(0.15)
    assert {one.track for _, one in told} == {1}


@pytest.mark.parametrize(
    "distance", [lambda at: 4.0, lambda at: 3 + 1.4 * at, lambda at: 4 + 0.2 * math.sin(5 * at)]
)
def test_what_stands_goes_away_or_sways_is_not_told(distance: Callable[[float], float]) -> None:
    assert [one for _, one in walked(distance) if one.zone > 0] == []
    assert len(walked(distance)) <= 1


def test_what_stands_beside_the_way_is_not_told() -> None:
    assert walked(lambda at: 8 - 1.4 * at, degrees=28, seconds=4) == []


def test_what_cannot_come_is_not_told() -> None:
    assert walked(lambda at: 8 - 1.4 * at, "chair") == []


def test_what_came_near_and_went_is_told_again_when_it_comes_again() -> None:
    told = walked(lambda at: 4.5 + 3.3 * math.cos(at * 0.75), seconds=13)
    zones = [one.zone for _, one in told]
    assert zones.count(0) == 2
    assert len(zones) <= 6
