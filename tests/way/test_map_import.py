"""Extracts become maps; what is broken leaves the old map alone."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from edge.errors import EngineError, InputError, StoreError
from edge.way import map_import
from edge.way.geodesy import beyond
from edge.way.map_import import Imported, import_map
from edge.way.street_map import StreetMap
from tests.way.town import CROSSED_BY, ORIGIN, Extract, at, town

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_streets_places_and_intersections_are_kept(town_map: StreetMap) -> None:
    about = town_map.about()
    assert (about["streets"], about["intersections"]) == ("5", "3")
    names = {street.name for street, _ in town_map.streets(ORIGIN, 1000)}
    assert names == {"Main Street", *CROSSED_BY}
    kinds = sorted(place.kind for place, _ in town_map.places(ORIGIN, 1000))
    assert kinds == ["bakery", "bench", "bench", "bus_stop", "cafe", "crossing", "crossing",
                     "housenumber", "park", "steps"]  # fmt: skip


def test_the_licence_travels_with_the_map(town_map: StreetMap) -> None:
    assert "OpenStreetMap contributors" in town_map.about()["attribution"]
    assert "ODbL" in town_map.about()["attribution"]


def test_two_pieces_of_one_street_make_no_intersection(town_map: StreetMap) -> None:
    assert town_map.intersections(at(300, 0), 20) == []
    ((crossing, foot),) = town_map.intersections(at(103, 4), 20)
    assert crossing.streets == ("Elm Street", "Main Street")
    assert foot.distance == pytest.approx(5, abs=0.1)


def test_a_park_is_as_near_as_its_edge(town_map: StreetMap) -> None:
    ((park, foot),) = town_map.places(at(250, 10), 30, categories={"landmark"})
    assert park.name == "Rose Park"
    assert foot.distance == pytest.approx(10, abs=0.1)


def test_a_plain_osm_file_is_read_as_well(tmp_path: Path) -> None:
    brought = import_map(town().write(tmp_path / "town.osm"), tmp_path / "map.db")
    assert brought == Imported(streets=5, places=10, intersections=3)


def test_a_way_whose_nodes_are_outside_the_extract_is_kept_as_far_as_it_goes(
    tmp_path: Path,
) -> None:
    extract = Extract()
    inside = [extract.node(at(0, 0)), extract.node(at(50, 0))]
    extract.way([*inside, 999], highway="residential", name="Border Road")
    extract.way([998, 999], highway="residential", name="Far Road")
    import_map(extract.write(tmp_path / "a.osm.pbf"), tmp_path / "map.db")
    opened = StreetMap(tmp_path / "map.db")
    ((street, _),) = opened.streets(ORIGIN, 100)
    assert (street.name, len(street.line)) == ("Border Road", 2)
    opened.close()


def test_an_import_tells_how_far_it_has_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_import, "TOLD_EVERY", 5)
    told: list[Imported] = []
    import_map(town().write(tmp_path / "town.osm.pbf"), tmp_path / "map.db", told.append)
    assert len(told) >= 2
    assert [one.places for one in told] == sorted(one.places for one in told)


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "cut.osm.pbf": lambda whole: whole[: len(whole) // 2],
    "empty.osm.pbf": lambda _: b"",
    "noise.osm.pbf": lambda _: bytes(range(256)) * 40,
    "page.osm": lambda _: b"<html><body>404</body></html>",
    "zip.osm.bz2": lambda whole: whole,
    "place.osm": lambda _: b'<osm version="0.6"><node id="1" lat="52.5x" lon="13.4"/></osm>',
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_extract_is_named_and_leaves_the_old_map(name: str, tmp_path: Path) -> None:
    whole = town().write(tmp_path / "town.osm.pbf")
    target = tmp_path / "map.db"
    import_map(whole, target)
    before = target.read_bytes()
    broken = tmp_path / name
    broken.write_bytes(BROKEN[name](whole.read_bytes()))
    with pytest.raises(InputError, match=name):
        import_map(broken, target)
    assert target.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        {name, "map.db", "town.osm.pbf"}
    )


def test_an_extract_that_was_cut_before_its_streets_is_refused(tmp_path: Path) -> None:
    extract = Extract()
    extract.node(at(0, 0), amenity="cafe")
    with pytest.raises(InputError, match="no streets"):
        import_map(extract.write(tmp_path / "a.osm.pbf"), tmp_path / "map.db")


@pytest.mark.parametrize(("name", "told"), [("town.txt", "no extract"), ("none.osm", "not exist")])
def test_a_wrong_file_is_refused_in_one_sentence(name: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "town.txt").write_text("streets", encoding="utf-8")
    with pytest.raises(InputError, match=told):
        import_map(tmp_path / name, tmp_path / "map.db")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    extract = town().write(tmp_path / "town.osm.pbf")
    with pytest.raises(StoreError, match="taken"):
        import_map(extract, tmp_path / "taken" / "map.db")


def test_without_osmium_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "town.osm").write_text("<osm/>", encoding="utf-8")
    monkeypatch.setitem(__import__("sys").modules, "osmium", None)
    with pytest.raises(EngineError, match=r"edge-assistant\[map\]"):
        import_map(tmp_path / "town.osm", tmp_path / "map.db")


def test_no_map_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="edge map import"):
        StreetMap(tmp_path / "map.db")


def test_a_file_that_is_no_map_is_named(tmp_path: Path) -> None:
    path = tmp_path / "map.db"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match=r"map\.db cannot be read"):
        StreetMap(path)


def test_a_map_of_another_form_asks_to_be_made_again(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "map.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="made by another edge"):
        StreetMap(tmp_path / "map.db")


def test_far_from_everything_nothing_is_near(town_map: StreetMap) -> None:
    far = beyond(ORIGIN, 45, 50_000)
    assert town_map.streets(far, 100) == []
    assert town_map.places(far, 100) == []
    assert town_map.intersections(far, 100) == []
