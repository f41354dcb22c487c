"""The way somebody came, and back again, with positions as bad as they are in streets."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from edge.ports.sight import Fix
from edge.way.beacon import Beacon
from edge.way.breadcrumbs import MOST, Crumb, Trail, WayBack, thinned, without_loops
from edge.way.geodesy import Point, beyond, distance, nearest_on_line
from edge.way.whereabouts import point
from tests.way.town import ORIGIN, at
from tests.way.walker import fix_at

CORNERS = ((0.0, 0.0), (0.0, 100.0), (80.0, 100.0), (80.0, 30.0))
"""Around a block: north, east, south."""


def walked(*corners: tuple[float, float], noise: float = 0.0, seed: int = 1) -> Trail:
    """The trail of somebody who walks from corner to corner at 1.2 m a second."""
    trail, wander = Trail(), random.Random(seed)
    for begin, end in itertools.pairwise(corners):
        steps = round(math.dist(begin, end) / 1.2)
        for step in range(steps + 1):
            east, north = (a + (b - a) * step / steps for a, b in zip(begin, end, strict=True))
            trail.take(
                fix_at(
                    east + wander.gauss(0, noise),
                    north + wander.gauss(0, noise),
                    accuracy=max(4.0, 2 * noise),
                )
            )
    return trail


def test_crumbs_are_dropped_while_somebody_moves_and_not_while_they_stand() -> None:
    trail = Trail()
    assert trail.take(fix_at(0, 0)) is not None
    assert [trail.take(fix_at(0, 0.3 * step)) for step in range(10)] == [None] * 10
    assert trail.take(fix_at(0, 6)) is not None


def test_a_bad_position_drops_no_crumb() -> None:
    trail = walked((0, 0), (0, 20))
    before = list(trail.crumbs)
    assert trail.take(fix_at(300, 300, accuracy=31)) is None
    assert trail.crumbs == before


def test_who_is_not_exactly_located_drops_fewer_crumbs() -> None:
    trail = Trail()
    for step in range(100):
        trail.take(fix_at(0, float(step), accuracy=20.0))
    assert len(trail.crumbs) == 5


def test_a_days_walk_stays_bounded_and_keeps_its_corners() -> None:
    side = 5 * (MOST // 2)
    trail = walked((0, 0), (0, side), (side, side), (side, 0))
    assert len(trail.crumbs) <= MOST
    for corner in ((0, side), (side, side)):
        assert min(distance(one.point, at(*corner)) for one in trail.crumbs) < 10


def test_thinning_goes_as_far_as_it_must() -> None:
    zigzag = [Crumb(at(20 * (n % 2), 10 * n), 5) for n in range(100)]
    assert len(thinned(zigzag, 10)) <= 10


def test_the_way_back_has_the_corners_in_reverse() -> None:
    back = WayBack.along(walked(*CORNERS).crumbs)
    leg = back.update(fix_at(80, 30))
    assert distance(leg.target, at(80, 100)) < 6
    assert leg.remaining == pytest.approx(250, abs=8)
    assert not leg.arrived


def test_a_detour_is_left_out_on_the_way_back() -> None:
    trail = walked((0, 0), (0, 60), (50, 60), (0, 60), (0, 120))
    assert WayBack.along(trail.crumbs).update(fix_at(0, 120)).remaining == pytest.approx(120, abs=8)


def test_loops_are_cut_where_they_close() -> None:
    loop = [at(0, 0), at(0, 50), at(50, 50), at(50, 0), at(2, 1), at(-40, 0)]
    assert without_loops(loop, 5) == [at(0, 0), at(-40, 0)]


def test_arriving_needs_no_better_position_than_there_is() -> None:
    back = WayBack([ORIGIN])
    assert not back.update(fix_at(0, 7, accuracy=5)).arrived
    assert back.update(fix_at(0, 5, accuracy=5)).arrived
    assert back.update(fix_at(0, 14, accuracy=15)).arrived
    assert not back.update(fix_at(0, 40, accuracy=80)).arrived


def test_a_corner_that_is_cut_is_not_asked_for_again() -> None:
    back = WayBack([at(0, 100), at(80, 100), at(80, 30)])
    back.update(fix_at(0, 60))
    leg = back.update(fix_at(30, 96))  # across the corner, beside the next leg
    assert distance(leg.target, at(80, 100)) < 1


def test_crumbs_of_an_earlier_start_are_taken_up() -> None:
    kept = walked((0, 0), (0, 50)).crumbs
    trail = Trail(kept)
    assert trail.take(fix_at(0, 52)) is None
    assert trail.take(fix_at(0, 60)) is not None
    assert len(trail.crumbs) == len(kept) + 1


@pytest.mark.parametrize("seed", range(8))
def test_a_walker_with_a_trembling_compass_is_taken_back(seed: int) -> None:
    wander = random.Random(seed)
    trail = walked(*CORNERS, noise=2.0, seed=seed)
    way = [one.point for one in trail.crumbs]
    back, here = WayBack.along(trail.crumbs), at(80, 30)
    facing, seconds, farthest = 0.0, 0, 0.0
    while True:
        fix = _believed(here, wander, seconds)
        leg = back.update(fix)
        if leg.arrived:
            break
        compass = facing + wander.gauss(0, 10)
        guidance = Beacon(leg.target, muted_within=0.0).update(seconds, point(fix), compass)
        facing += (guidance.degrees or 0.0) * 0.5  # turns towards it, not at once
        here = beyond(here, facing, 1.2)
        farthest = max(farthest, nearest_on_line(here, way).distance)
        seconds += 1
        assert seconds < 2 * 250 / 1.2
    assert distance(here, ORIGIN) < 15
    assert farthest < 15


def _believed(here: Point, wander: random.Random, now: float) -> Fix:
    place = beyond(here, wander.uniform(0, 360), abs(wander.gauss(0, 3)))
    return Fix(at=now, latitude=place.latitude, longitude=place.longitude, accuracy=5.0)
