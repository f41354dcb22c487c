"""What the town answers to somebody who walks through it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from edge.angles import clock_hour
from edge.way.nearby import (
    ahead_of_me,
    around_me,
    nearest_address,
    nearest_of,
    next_intersection,
)
from edge.way.opening import opening
from edge.way.street_map import Intersection, Place
from edge.way.where import where_am_i
from edge.way.whereabouts import Facing
from tests.way.town import at
from tests.way.walker import fix_at

if TYPE_CHECKING:
    from edge.way.nearby import Nearby
    from edge.way.street_map import StreetMap

EAST = Facing(90.0, "course")


def names(found: list[Nearby]) -> list[str]:
    return [one.name for one in found]


def test_where_am_i_names_the_street_and_its_side(town_map: StreetMap) -> None:
    where = where_am_i(town_map, fix_at(50, -8, accuracy=5), EAST)
    assert where.street == "Main Street"
    assert where.street_distance == pytest.approx(8, abs=0.1)
    assert where.side == "south"
    assert where.facing_point == "east"
    assert where.also == ()
    assert where.intersection is None


def test_the_side_is_not_told_where_the_accuracy_does_not_tell_it(town_map: StreetMap) -> None:
    assert where_am_i(town_map, fix_at(50, -8, accuracy=12), EAST).side == ""


def test_streets_that_cannot_be_told_apart_are_both_named(town_map: StreetMap) -> None:
    where = where_am_i(town_map, fix_at(92, 2, accuracy=15), None)
    assert (where.street, where.also) == ("Main Street", ("Elm Street",))
    assert where.facing_point == ""
    assert where.intersection is not None
    assert where.intersection.name == "Elm Street / Main Street"


def test_away_from_every_street_nothing_is_made_up(town_map: StreetMap) -> None:
    where = where_am_i(town_map, fix_at(0, 5000), EAST)
    assert (where.street, where.side, where.intersection, where.address) == ("", "", None, None)


def test_the_nearest_address_has_street_and_number(town_map: StreetMap) -> None:
    found = nearest_address(town_map, at(50, 0), 0.0)
    assert found is not None
    assert isinstance(found.thing, Place)
    assert (found.thing.street, found.thing.house_number) == ("Main Street", "7")
    assert clock_hour(found.ahead or 0) == 12


def test_around_me_is_told_by_class_then_distance_and_each_name_once(town_map: StreetMap) -> None:
    found = around_me(town_map, at(60, 0), None, 60)
    assert names(found) == ["crossing", "Crust", "Blue Cup", "bench"]
    assert [one.ahead for one in found] == [None] * 4


def test_ahead_of_me_leaves_out_what_is_behind(town_map: StreetMap) -> None:
    found = ahead_of_me(town_map, at(60, 0), 90.0)
    assert names(found) == ["crossing", "Elm Street / Main Street"]
    assert names(ahead_of_me(town_map, at(60, 0), 270.0)) == ["bench", "Blue Cup"]


def test_who_points_gets_a_narrower_window(town_map: StreetMap) -> None:
    assert "Blue Cup" in names(ahead_of_me(town_map, at(60, 0), 270.0))
    assert "Blue Cup" not in names(ahead_of_me(town_map, at(60, 0), 270.0, window=30))


def test_the_next_intersection_is_the_one_on_the_way(town_map: StreetMap) -> None:
    found = next_intersection(town_map, at(40, 0), 90.0)
    assert found is not None
    assert isinstance(found.thing, Intersection)
    assert found.thing.streets == ("Elm Street", "Main Street")
    assert found.distance == pytest.approx(60, abs=0.1)


def test_who_stands_at_an_intersection_gets_the_one_after_it(town_map: StreetMap) -> None:
    found = next_intersection(town_map, at(98, 0), 90.0)
    assert found is not None
    assert found.name == "Ash Street / Main Street"


def test_behind_the_last_intersection_there_is_no_next(town_map: StreetMap) -> None:
    assert next_intersection(town_map, at(210, 0), 90.0) is None


def test_the_nearest_of_a_kind_is_found_beyond_what_is_around(town_map: StreetMap) -> None:
    (found,) = nearest_of(town_map, at(0, -900), 0.0, kinds={"bakery"})
    assert (found.name, clock_hour(found.ahead or 0)) == ("Crust", 12)
    assert nearest_of(town_map, at(0, 0), None, kinds={"pharmacy"}) == []


def test_a_place_is_found_by_its_name(town_map: StreetMap) -> None:
    assert names(nearest_of(town_map, at(0, 0), None, name="rose")) == ["Rose Park"]


def test_a_name_is_no_pattern(town_map: StreetMap) -> None:
    assert nearest_of(town_map, at(0, 0), None, name="%") == []


def test_the_nearest_few_are_told_the_nearest_first(town_map: StreetMap) -> None:
    found = nearest_of(town_map, at(0, 0), None, kinds={"cafe", "bakery", "bus_stop"}, most=2)
    assert names(found) == ["Blue Cup", "Crust"]


MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_opening_hours_tell_open_and_until_when() -> None:
    pytest.importorskip("opening_hours", reason="reads opening hours")
    now = opening("Mo-Fr 08:00-18:00", MONDAY_NOON)
    assert now is not None
    assert now.is_open
    assert now.until == datetime(2026, 3, 2, 18, 0)
    later = opening("Mo-Fr 08:00-18:00", MONDAY_NOON.replace(hour=20))
    assert later is not None
    assert not later.is_open


@pytest.mark.parametrize("hours", ["", "whenever we like", "Mo unknown"])
def test_hours_that_say_nothing_are_not_made_up(hours: str) -> None:
    assert opening(hours, MONDAY_NOON) is None


def test_round_the_clock_never_changes() -> None:
    pytest.importorskip("opening_hours", reason="reads opening hours")
    always = opening("24/7", MONDAY_NOON)
    assert always is not None
    assert always.until is None


def test_without_the_package_no_hours_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opening_hours", None)
    assert opening("24/7", MONDAY_NOON) is None
