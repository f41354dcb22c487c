"""The town, imported once for all tests that walk through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.way.map_import import import_map
from edge.way.street_map import StreetMap
from tests.way.town import town

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def town_map(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StreetMap]:
    folder = tmp_path_factory.mktemp("town")
    import_map(town().write(folder / "town.osm.pbf"), folder / "map.db")
    opened = StreetMap(folder / "map.db")
    yield opened
    opened.close()
