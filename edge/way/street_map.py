"""The imported map, asked for what lies around a point."""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from edge.errors import StoreError
from edge.way.geodesy import Point, metres_a_degree, nearest_on_line
from edge.way.map_file import VERSION, unpacked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from edge.way.geodesy import NearestOnLine

Thing = TypeVar("Thing")
_BOX = "b.north >= ? AND b.south <= ? AND b.east >= ? AND b.west <= ?"


@dataclass(frozen=True, slots=True)
class Street:
    """A named way."""

    name: str
    kind: str
    """The value of OpenStreetMap's `highway`."""
    line: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something on the map that is worth a word."""

    id: int
    name: str = ""
    """Empty for what has none, such as a bench."""
    kind: str
    """As OpenStreetMap calls it: "cafe", "bus_stop", "housenumber", …"""
    category: str
    """One of kinds.Category."""
    line: tuple[Point, ...]
    """One point, the line of steps, or the outline of what has an extent."""
    street: str = ""
    house_number: str = ""
    opening_hours: str = ""
    """In OpenStreetMap's notation."""


@dataclass(frozen=True, slots=True)
class Intersection:
    """Where streets of different names meet."""

    id: int
    point: Point
    streets: tuple[str, ...]
    """In the order of the alphabet."""


class StreetMap:
    """A map that was imported; usable from any thread, a query takes about a millisecond."""

    def __init__(self, path: Path) -> None:
        """Raises StoreError where there is no map, or none that this program can read."""
        if not path.is_file():
            raise StoreError(f'there is no map: "edge map import FILE" makes {path}')
        self.path = path
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro", uri=True, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        try:
            self._check()
        except StoreError:
            self._connection.close()
            raise

    def _check(self) -> None:
        version = self._rows("PRAGMA user_version")[0][0]
        if version != VERSION:
            raise StoreError(
                f"the map {self.path} was made by another edge (form {version}, this one reads"
                f' {VERSION}): make it again with "edge map import FILE"'
            )

    def about(self) -> dict[str, str]:
        """source, imported, data_of, attribution, streets, places, intersections."""
        return {row["key"]: row["value"] for row in self._rows("SELECT * FROM about ORDER BY key")}

    def streets(self, here: Point, radius: float) -> list[tuple[Street, NearestOnLine]]:
        """Named ways within `radius` metres, the nearest first."""
        rows = self._near("streets", here, radius)
        return _nearest(here, radius, [(street, street.line) for street in map(_street, rows)])

    def places(
        self,
        here: Point,
        radius: float,
        *,
        categories: Collection[str] = (),
        kinds: Collection[str] = (),
        name: str = "",
    ) -> list[tuple[Place, NearestOnLine]]:
        """What is within `radius` metres, the nearest first: all, or only of some classes or kinds,
        or with `name` in their names (the case of letters beyond ASCII counts)."""
        rows = self._near("places", here, radius, *_only(categories, kinds, name))
        return _nearest(here, radius, [(place, place.line) for place in map(_place, rows)])

    def intersections(
        self, here: Point, radius: float
    ) -> list[tuple[Intersection, NearestOnLine]]:  # fmt: skip
        """Within `radius` metres, the nearest first."""
        rows = self._near("intersections", here, radius)
        found = [(crossing, (crossing.point,)) for crossing in map(_intersection, rows)]
        return _nearest(here, radius, found)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _near(
        self, table: str, here: Point, radius: float, only: str = "", values: Sequence[str] = ()
    ) -> list[sqlite3.Row]:
        """Rows whose box touches the square around `here`."""
        to_north, to_east = metres_a_degree(here.latitude)
        up, across = radius / to_north, radius / max(to_east, 1.0)
        return self._rows(
            f"SELECT t.* FROM {table}_box b JOIN {table} t ON t.id = b.id WHERE {_BOX}{only}",
            here.latitude - up,
            here.latitude + up,
            here.longitude - across,
            here.longitude + across,
            *values,
        )

    def _rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"the map {self.path} cannot be read: {error}") from error


def _only(
    categories: Collection[str], kinds: Collection[str], name: str
) -> tuple[str, tuple[str, ...]]:  # fmt: skip
    """Further conditions on places, and the values in them."""
    sql = ""
    for column, allowed in (("category", categories), ("kind", kinds)):
        if allowed:
            sql += f" AND t.{column} IN ({', '.join('?' * len(allowed))})"
    if name:
        sql += " AND instr(lower(t.name), lower(?)) > 0"
    return sql, (*categories, *kinds, *filter(None, [name]))


def _nearest(
    here: Point, radius: float, things: Iterable[tuple[Thing, Sequence[Point]]]
) -> list[tuple[Thing, NearestOnLine]]:
    """Those within `radius`, the nearest first."""
    found = [(thing, nearest_on_line(here, line)) for thing, line in things]
    within = (one for one in found if one[1].distance <= radius)
    return sorted(within, key=lambda one: one[1].distance)


def _street(row: sqlite3.Row) -> Street:
    return Street(row["name"], row["kind"], unpacked(row["line"]))


def _place(row: sqlite3.Row) -> Place:
    values = {name: row[name] for name in row.keys() if name != "line"}  # noqa: SIM118 - a Row
    return Place(**values, line=unpacked(row["line"]))


def _intersection(row: sqlite3.Row) -> Intersection:
    names = tuple(sorted(json.loads(row["streets"])))
    return Intersection(row["id"], unpacked(row["line"])[0], names)
