"""Reads an extract of OpenStreetMap into the file that the device asks on its way.

What is kept: named streets, where they cross, and what kinds.py lists. The new file takes the old
one's place only when it is whole and on the disk.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from edge import disk
from edge.errors import EngineError, InputError, StoreError
from edge.way.geodesy import Point
from edge.way.kinds import KEYS, place_kind, street_kind
from edge.way.map_file import ATTRIBUTION, TABLES, VERSION, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

ENDINGS = (".osm.pbf", ".osm", ".osm.gz", ".osm.bz2")
TOLD_EVERY = 20_000
"""Objects between two reports of progress."""
_ADD_BOX = "INSERT INTO {}_box VALUES (?, ?, ?, ?, ?)"
_CROSSINGS = """
INSERT INTO intersections (id, line, streets)
SELECT node, at, json_group_array(name) FROM (SELECT DISTINCT node, at, name FROM crossed)
GROUP BY node HAVING count(*) > 1
"""
"""A node that ways of different names share. Parts of one street meet, too: that is no crossing."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How far an import has come, or what it brought."""

    streets: int = 0
    places: int = 0
    intersections: int = 0


def import_map(
    source: Path, target: Path, on_progress: Callable[[Imported], None] = lambda _: None
) -> Imported:
    """Read `source` into a new `target`; whatever fails, an old `target` stays as it was.

    Raises InputError naming what is wrong with the extract, EngineError where osmium is missing,
    StoreError where the map cannot be written.
    """
    part = target.with_name(f"{target.name}.new")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        brought = _written(source, part, on_progress)
        disk.sync(part)
        part.replace(target)
        disk.sync(target.parent)
    except OSError as error:
        raise disk.told(error, target) from error
    except sqlite3.Error as error:
        raise StoreError(f"{target} cannot be written: {error}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return brought


def _written(source: Path, part: Path, on_progress: Callable[[Imported], None]) -> Imported:
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF").fetchall()  # nobody needs a half map
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(TABLES)
        connection.execute("CREATE TEMP TABLE crossed (node INTEGER, at BLOB, name TEXT)")
        connection.execute("BEGIN")
        draft = _Draft(connection)
        data_of = _fill(draft, source, on_progress)
        draft.find_intersections()
        if not draft.brought.streets:
            raise InputError(
                f"{source} holds no streets: it is cut short, or no extract of streets"
            )
        draft.describe(source, data_of)
        connection.execute("COMMIT")
    return draft.brought


def _checked(source: Path) -> None:
    """Raise InputError unless it may be an extract."""
    if not source.name.endswith(ENDINGS):
        raise InputError(f"{source} is no extract of OpenStreetMap: its name ends in none of"
                         f" {', '.join(ENDINGS)}")  # fmt: skip
    if not source.is_file():
        raise InputError(f"{source} does not exist")


@contextmanager
def _osmium_on(source: Path) -> Iterator[Any]:
    """osmium, whose errors while it reads become one sentence; it has hardly any of its own."""
    try:
        import osmium
    except ImportError as error:
        raise EngineError("osmium is not installed: pip install edge-assistant[map]") from error
    try:
        yield osmium
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise InputError(
            f"{source} cannot be read as an extract of OpenStreetMap: {error}"
        ) from error


def _fill(draft: _Draft, source: Path, on_progress: Callable[[Imported], None]) -> str:
    """Keep what is of use, and return the moment of which the data are, as far as it is told."""
    _checked(source)
    with _osmium_on(source) as osmium:
        extract = (
            osmium.FileProcessor(source)
            .with_locations()
            .with_areas(osmium.filter.KeyFilter(*KEYS))
            .with_filter(osmium.filter.KeyFilter("highway", *KEYS))
        )
        for count, thing in enumerate(extract, 1):
            draft.take(thing)
            if count % TOLD_EVERY == 0:
                on_progress(draft.brought)
        moment: str = extract.header.get("osmosis_replication_timestamp", "")
    return moment


class _Draft:
    """A map that is being written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._streets = 0
        self._places = 0
        self._intersections = 0

    @property
    def brought(self) -> Imported:
        return Imported(self._streets, self._places, self._intersections)

    def take(self, thing: Any) -> None:
        """Keep one object of the extract, if it is of any use."""
        tags = dict(thing.tags)
        if thing.is_node():
            self._add_place(tags, [_point(thing.location)])
        elif thing.is_way():
            self._take_way(tags, thing)
        elif thing.is_area():
            ring = next(iter(thing.outer_rings()), ())
            self._add_place(tags, [_point(node.location) for node in ring])

    def _take_way(self, tags: Mapping[str, str], way: Any) -> None:
        nodes = [(node.ref, _point(node.location)) for node in way.nodes if node.location.valid()]
        line = [point for _, point in nodes]
        if tags.get("highway") == "steps":
            self._add_place(tags, line)
        elif tags.get("area") != "yes" and len(line) > 1:
            self._add_street(tags, nodes, line)

    def _add_street(
        self, tags: Mapping[str, str], nodes: Sequence[tuple[int, Point]], line: Sequence[Point]
    ) -> None:
        kind, name = street_kind(tags), tags.get("name") or tags.get("ref") or ""
        if not (kind and name):
            return
        self._streets += 1
        values = (self._streets, name, kind, packed(line))
        self._connection.execute("INSERT INTO streets VALUES (?, ?, ?, ?)", values)
        self._add_box("streets", self._streets, line)
        self._connection.executemany(
            "INSERT INTO crossed VALUES (?, ?, ?)",
            [(node, packed([point]), name) for node, point in nodes],
        )

    def _add_place(self, tags: Mapping[str, str], line: Sequence[Point]) -> None:
        found = place_kind(tags)
        if found is None or not line:
            return
        self._places += 1
        street = tags.get("addr:street") or tags.get("addr:place") or ""
        values = (tags.get("name") or tags.get("ref") or "", *found, packed(line), street,
                  tags.get("addr:housenumber", ""), tags.get("opening_hours", ""))  # fmt: skip
        self._connection.execute(
            "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (self._places, *values)
        )
        self._add_box("places", self._places, line)

    def _add_box(self, table: str, key: int, line: Sequence[Point]) -> None:
        souths, wests = [p.latitude for p in line], [p.longitude for p in line]
        values = (key, min(souths), max(souths), min(wests), max(wests))
        self._connection.execute(_ADD_BOX.format(table), values)

    def find_intersections(self) -> None:
        """Keep the places where streets of different names meet."""
        self._connection.execute(_CROSSINGS)
        rows = self._connection.execute("SELECT id, line FROM intersections").fetchall()
        for key, line in rows:
            self._add_box("intersections", key, unpacked(line))
        self._intersections = len(rows)

    def describe(self, source: Path, data_of: str) -> None:
        """Keep where the map comes from and under which licence."""
        facts = {
            "source": source.name,
            "imported": datetime.now(UTC).isoformat(timespec="seconds"),
            "data_of": data_of,
            "attribution": ATTRIBUTION,
            "streets": str(self._streets),
            "places": str(self._places),
            "intersections": str(self._intersections),
        }
        self._connection.executemany("INSERT INTO about VALUES (?, ?)", facts.items())
        self._connection.execute(f"PRAGMA user_version = {VERSION}")


def _point(location: Any) -> Point:
    return Point(location.lat, location.lon)
