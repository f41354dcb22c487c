"""When something is told unasked, and when not again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.way.callouts import (
    BETWEEN_SECONDS,
    INTERSECTION_AGAIN_SECONDS,
    STILL_NEAR,
    TRIGGER,
    CallOut,
    CallOuts,
    Walker,
    search_radius,
)
from edge.way.geodesy import bearing, distance, turn
from edge.way.nearby import Nearby, everything
from edge.way.street_map import Intersection, Place
from tests.way.town import at

if TYPE_CHECKING:
    from edge.way.geodesy import Point
    from edge.way.street_map import StreetMap


def walker(
    east: float, north: float = 0.0, *, now: float = 0.0, speed: float = 1.2, course: float = 90.0
) -> Walker:
    return Walker(now, at(east, north), course, speed)


def place(here: Walker, there: Point, category: str, name: str = "", kind: str = "thing") -> Nearby:
    towards = bearing(here.here, there)
    thing = Place(id=1, name=name, kind=kind, category=category, line=(there,))
    ahead = turn(here.travelling or 0, towards)
    return Nearby(thing, there, distance(here.here, there), towards, ahead)


def crossing(here: Walker, there: Point, *streets: str) -> Nearby:
    towards = bearing(here.here, there)
    thing = Intersection(1, there, streets or ("A Street", "B Street"))
    return Nearby(thing, there, distance(here.here, there), towards, None)


def told(found: tuple[CallOut, ...]) -> list[str]:
    return [one.key for one in found]


@pytest.mark.parametrize("category", TRIGGER)
def test_each_class_is_told_within_its_own_range(category: str) -> None:
    far, near = walker(-TRIGGER[category] - 1), walker(-TRIGGER[category] + 1)
    for who, expected in ((far, []), (near, ["thing"])):
        assert told(CallOuts("full").take(who, [place(who, at(0, 0), category)])) == expected


@pytest.mark.parametrize("category", TRIGGER)
def test_what_trembles_at_the_edge_of_its_range_is_told_once(category: str) -> None:
    outs = CallOuts("full")
    count = 0
    for step in range(40):
        edge = TRIGGER[category] + (6 if step % 2 else -6)  # moves 12 m every time
        who = walker(-edge, now=step * 10.0)
        count += len(outs.take(who, [place(who, at(0, 0), category)]))
    assert edge < STILL_NEAR[category]
    assert count == 1


def test_what_was_left_behind_is_told_on_the_way_back() -> None:
    outs = CallOuts("full")
    near, far = walker(-8), walker(-60, now=100.0)
    assert told(outs.take(near, [place(near, at(0, 0), "place", "Cafe")])) == ["Cafe"]
    assert outs.take(far, []) == ()
    back = walker(-8, now=200.0)
    assert told(outs.take(back, [place(back, at(0, 0), "place", "Cafe")])) == ["Cafe"]


def test_beside_a_long_park_its_name_is_told_once() -> None:
    outs = CallOuts("full")
    count = 0
    for step in range(60):
        who = walker(step * 6.0, now=step * 5.0)
        edge = at(step * 6.0, 20)  # its nearest point goes with the walker
        count += len(outs.take(who, [place(who, edge, "landmark", "Park")]))
    assert count == 1


def test_nothing_is_told_before_five_metres_and_five_seconds() -> None:
    outs = CallOuts("full")
    first = walker(0)
    assert outs.take(first, [place(first, at(1, 0), "place", "One")])
    for east, now in ((4.9, 60.0), (40.0, BETWEEN_SECONDS - 0.1)):
        who = walker(east, now=now)
        assert outs.take(who, [place(who, at(east, 1), "place", "Two")]) == ()
    who = walker(5.1, now=BETWEEN_SECONDS)
    assert told(outs.take(who, [place(who, at(6, 1), "place", "Two")])) == ["Two"]


def test_an_intersection_is_told_ahead_and_within_25_metres() -> None:
    for east, course, expected in ((-24, 90, 1), (-26, 90, 0), (-20, 270, 0), (-20, 31, 1)):
        who = walker(east, course=course)
        assert len(CallOuts().take(who, [crossing(who, at(0, 0))])) == expected


def test_the_same_intersection_is_told_again_after_half_a_minute_only() -> None:
    outs = CallOuts("full")
    times = []
    for step in range(12):
        who = walker(-20 + (6 if step % 2 else 0), now=step * 6.0)
        if outs.take(who, [crossing(who, at(0, 0))]):
            times.append(who.at)
    assert times == [0.0, INTERSECTION_AGAIN_SECONDS, 2 * INTERSECTION_AGAIN_SECONDS]


@pytest.mark.parametrize(("verbosity", "count"), [("brief", 1), ("normal", 1), ("full", 3)])
def test_intersections_in_a_row_are_told_by_verbosity(verbosity: str, count: int) -> None:
    outs = CallOuts(verbosity)
    seen_ones = 0
    for number in range(3):
        who = walker(40.0 * number, now=8.0 * number)
        there = at(40.0 * number + 15, 0)
        seen_ones += len(outs.take(who, [crossing(who, there, f"Street {number}", "Main")]))
    assert seen_ones == count


def test_without_a_direction_no_intersection_is_told() -> None:
    who = Walker(0.0, at(-20, 0), None, 1.0)
    assert CallOuts("full").take(who, [crossing(walker(-20), at(0, 0))]) == ()


def test_four_benches_are_one_call_out() -> None:
    who = walker(0)
    benches = [place(who, at(2 * n, 3), "object", kind="bench") for n in range(4)]
    assert told(CallOuts("full").take(who, benches)) == ["bench"]


@pytest.mark.parametrize(
    ("verbosity", "expected"),
    [
        ("brief", ["bollard"]),
        ("normal", ["bollard", "A Street / B Street"]),
        ("full", ["bollard", "A Street / B Street", "bench", "cafe"]),
    ],
)
def test_verbosity_says_what_and_how_much(verbosity: str, expected: list[str]) -> None:
    who = walker(0)
    found = [
        place(who, at(5, 1), "object", kind="bench"),
        place(who, at(9, 1), "safety", kind="bollard"),
        place(who, at(8, 1), "place", kind="cafe"),
        crossing(who, at(15, 0)),
    ]
    assert told(CallOuts(verbosity).take(who, found)) == expected


def test_in_a_vehicle_only_landmarks_and_stops_are_told_from_farther() -> None:
    who = walker(0, speed=10.0)
    found = [
        place(who, at(200, 0), "landmark", "Castle"),
        place(who, at(100, 0), "mobility", "Main Stop", "bus_stop"),
        place(who, at(5, 0), "place", "Cafe"),
        crossing(who, at(10, 0)),
    ]
    assert search_radius(who) >= 600
    assert told(CallOuts("full").take(who, found)) == ["Main Stop", "Castle"]


def test_a_call_out_is_dropped_when_its_turn_comes_too_late() -> None:
    who = walker(-15)
    (out,) = CallOuts("full").take(who, [place(who, at(0, 0), "place", "Cafe")])
    assert out.is_worth(at(0, 0))
    assert out.is_worth(at(29, 0))
    assert not out.is_worth(at(31, 0))


def test_an_intersection_that_was_passed_is_not_told() -> None:
    who = walker(-20)
    (out,) = CallOuts().take(who, [crossing(who, at(0, 0))])
    assert out.is_worth(at(10, 0))
    assert not out.is_worth(at(40, 0))


def test_after_forgetting_everything_is_told_again() -> None:
    outs, who = CallOuts("full"), walker(0)
    found = [place(who, at(5, 1), "place", "Cafe")]
    assert outs.take(who, found)
    outs.forget()
    assert outs.take(who, found)


def test_a_walk_down_main_street_tells_each_thing_once(town_map: StreetMap) -> None:
    outs = CallOuts("full")
    heard: list[str] = []
    for second in range(260):  # 1.2 m a second to the east
        who = walker(-60 + 1.2 * second, now=float(second))
        near = everything(town_map, who.here, 90.0, search_radius(who))
        heard += told(outs.take(who, near))
    assert heard == [
        "Main Street / Oak Street",
        "Blue Cup",
        "bench",
        "Crust",
        "Elm Street / Main Street",
        "crossing",
        "Town Hall",
        "steps",
        "Rose Park",
        "Ash Street / Main Street",
    ]
