"""Being led to a place, and back the way one came."""

from __future__ import annotations

import pytest

from edge.way.breadcrumbs import Crumb, WayBack
from edge.way.route import Route
from tests.way.town import at
from tests.way.walker import fix_at

CORNERS = [at(0, 0), at(0, 100), at(80, 100)]


def walk(route: Route, path: list[tuple[float, float]]) -> list[tuple[bool, bool, int | None]]:
    """(arrived, told, zone) at each second, facing along the path."""
    story = []
    for now, (east, north) in enumerate(path):
        facing = 0.0 if north < 100 else 90.0
        guidance = route.update(float(now), fix_at(east, north), facing)
        story.append((guidance.arrived, guidance.told, guidance.zone))
    return story


def test_a_straight_way_is_a_beacon_that_is_reached_once() -> None:
    route = Route.straight_to(at(0, 200))
    story = walk(route, [(0, north) for north in range(0, 200, 2)])
    assert [arrived for arrived, _, _ in story].count(True) == 1
    assert story[93][0]  # at 186 m: 15 m are left
    assert story[0] == (False, True, 0)
    assert {zone for _, _, zone in story[93:]} == {None}


def test_along_a_way_the_beacon_goes_on_from_corner_to_corner() -> None:
    route = Route(WayBack(CORNERS))
    path = [(0.0, float(north)) for north in range(0, 100, 2)]
    path += [(float(east), 100.0) for east in range(0, 80, 2)]
    story = walk(route, path)
    zones = [zone for _, _, zone in story]
    assert zones[5:40] == [0] * 35
    assert 2 in zones[46:50]  # the beacon stands round the corner
    assert zones[60:80] == [0] * 20
    assert [arrived for arrived, _, _ in story].count(True) == 1


def test_a_corner_does_not_fall_quiet_before_it_is_reached() -> None:
    story = walk(Route(WayBack(CORNERS)), [(0, north) for north in range(60, 90, 1)])
    assert None not in {zone for _, _, zone in story}


def test_the_distance_is_that_of_the_whole_way() -> None:
    guidance = Route(WayBack(CORNERS)).update(0.0, fix_at(0, 40), 0.0)
    assert guidance.distance == pytest.approx(140, abs=1)
    assert guidance.degrees == pytest.approx(0, abs=1)


def test_the_distance_is_not_told_anew_at_every_corner() -> None:
    story = walk(Route(WayBack(CORNERS)), [(0, north) for north in range(0, 100, 1)])
    assert [second for second, (_, told, _) in enumerate(story) if told] == [0, 50, 81]


def test_one_crumb_is_a_way_back() -> None:
    route = Route.back_along([Crumb(at(0, 0), 5.0)])
    assert route.update(0.0, fix_at(0, 5), None).arrived


def test_without_a_facing_it_is_quiet_and_still_tells_the_distance() -> None:
    guidance = Route(WayBack(CORNERS)).update(0.0, fix_at(0, 0), None)
    assert (guidance.zone, guidance.told) == (None, True)
