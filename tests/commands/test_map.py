"""`edge map` as it is typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.commands.run import edge
from tests.way.town import town

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engines  # child processes


def test_a_map_is_imported_and_told_with_its_licence(tmp_path: Path) -> None:
    extract = town().write(tmp_path / "town.osm.pbf")
    done = edge(tmp_path, "map", "import", extract)
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 streets, 10 places, 3 intersections" in done.stdout
    assert "OpenStreetMap contributors" in done.stdout
    told = json.loads(edge(tmp_path, "map", "--json").stdout)
    assert (told["source"], told["streets"]) == ("town.osm.pbf", "5")


def test_without_a_map_the_way_to_one_is_told(tmp_path: Path) -> None:
    done = edge(tmp_path, "map")
    assert (done.returncode, done.stderr) == (1, "")
    assert "edge map import" in done.stdout
    assert json.loads(edge(tmp_path, "map", "--json").stdout) == {"map": None}


def test_a_cut_extract_is_one_sentence_and_the_old_map_stays(tmp_path: Path) -> None:
    whole = town().write(tmp_path / "town.osm.pbf")
    edge(tmp_path, "map", "import", whole)
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole.read_bytes()[:-40])
    done = edge(tmp_path, "map", "import", cut)
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.startswith(f"edge: {cut} cannot be read as an extract of OpenStreetMap")
    assert len(done.stderr.splitlines()) == 1
    assert "town.osm.pbf" in edge(tmp_path, "map").stdout


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = edge(tmp_path, "map", "import", tmp_path / "none.osm.pbf", "--json")
    assert done.returncode == 5
    assert "none.osm.pbf does not exist" in json.loads(done.stdout)["error"]["message"]
