"""A small town as an extract of OpenStreetMap, written with osmium itself.

Main Street runs east through the origin; every 100 m a street crosses it from south to north.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge.way.geodesy import Point, beyond

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ORIGIN = Point(52.52, 13.405)
CROSSED_BY = ("Oak Street", "Elm Street", "Ash Street")
"""At 0, 100 and 200 metres."""


def at(east: float, north: float) -> Point:
    """So many metres from the town's origin."""
    return beyond(beyond(ORIGIN, 0, north), 90, east)


class Extract:
    """Collects nodes and ways, and writes them in the order that osmium wants."""

    def __init__(self) -> None:
        self._nodes: list[tuple[int, Point, Mapping[str, str]]] = []
        self._ways: list[tuple[int, Sequence[int], Mapping[str, str]]] = []

    def node(self, point: Point, **tags: str) -> int:
        """Its number; in a tag's name a double underscore stands for a colon."""
        self._nodes.append((len(self._nodes) + 1, point, _tags(tags)))
        return len(self._nodes)

    def way(self, nodes: Sequence[int], **tags: str) -> None:
        self._ways.append((len(self._ways) + 1, nodes, _tags(tags)))

    def write(self, path: Path) -> Path:
        osmium: Any = pytest.importorskip("osmium", reason="writes the extract")
        mutable: Any = pytest.importorskip("osmium.osm.mutable")
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for key, point, tags in self._nodes:
                location = (point.longitude, point.latitude)
                writer.add_node(mutable.Node(id=key, location=location, tags=tags))
            for key, nodes, tags in self._ways:
                writer.add_way(mutable.Way(id=key, nodes=nodes, tags=tags))
        return path


def _tags(tags: Mapping[str, str]) -> dict[str, str]:
    return {key.replace("__", ":"): value for key, value in tags.items()}


def town() -> Extract:
    """The streets, and what stands along them."""
    extract = Extract()
    main = [extract.node(at(100 * number, 0)) for number in range(-1, 4)]
    extract.way(main, highway="residential", name="Main Street")
    for number, name in enumerate(CROSSED_BY):
        south, north = (extract.node(at(100 * number, side)) for side in (-80, 80))
        extract.way([south, main[number + 1], north], highway="residential", name=name)
    extract.way([main[-1], extract.node(at(400, 0))], highway="residential", name="Main Street")
    _furnish(extract)
    return extract


def _furnish(extract: Extract) -> None:
    hours = "Mo-Fr 08:00-18:00"
    extract.node(at(40, 12), amenity="cafe", name="Blue Cup", opening_hours=hours)
    extract.node(at(60, -12), shop="bakery", name="Crust")
    extract.node(at(42, 6), amenity="bench")
    extract.node(at(44, 6), amenity="bench")
    extract.node(at(95, 3), highway="crossing")
    extract.node(at(100, 5), highway="crossing")
    extract.node(at(130, -6), highway="bus_stop", name="Town Hall")
    extract.node(at(50, 11), addr__housenumber="7", addr__street="Main Street")
    extract.node(at(20, 5), natural="tree")
    steps = [extract.node(at(150, 8)), extract.node(at(150, 20))]
    extract.way(steps, highway="steps")
    park = [extract.node(at(*corner)) for corner in ((210, 20), (290, 20), (290, 70), (210, 70))]
    extract.way([*park, park[0]], leisure="park", name="Rose Park")
