"""What can still be read of a damaged database, row by row."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from edge.store.database import Database


@dataclass
class Salvage:
    """How many rows were saved, and of which tables some were not."""

    saved: int = 0
    incomplete: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lost = ", ".join(name.replace("_", " ") for name in self.incomplete)
        rows = f"{self.saved} rows were saved" if self.saved else "nothing in it could be read"
        return f"{rows}; lost, in part or whole: {lost}" if lost else rows


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a database, its log first: a log that stayed would be read into the new one."""
    aside = path.with_name(f"{path.name}.corrupt-{now:%Y%m%d-%H%M%S}")
    for ending in ("-wal", "-shm", ""):
        old = path.with_name(path.name + ending)
        if old.exists():
            old.rename(aside.with_name(aside.name + ending))
    return aside


def copy_rows(source: Path, into: Database) -> Salvage:
    """Copy every readable row of the tables that both know; leaves `source` as it is."""
    salvage = Salvage()
    tables = _tables(into)
    try:
        with closing(_open_as_it_is(source)) as connection:
            for table, columns in tables.items():
                _copy_table(connection, into, table, columns, salvage)
    except sqlite3.Error:
        salvage.incomplete = list(tables)
    return salvage


_WAYS = (
    ("mode=ro", "normal"),
    ("mode=rw", "exclusive"),  # needs no shared memory, for which a full disk has no room
    ("mode=ro&immutable=1", "normal"),  # needs no lock, which a read-only folder does not give
)


def _open_as_it_is(path: Path) -> sqlite3.Connection:
    """By the first way that reads; raises sqlite3.Error where none does."""
    for query, locking in _WAYS:
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?{query}", uri=True, isolation_level=None
        )
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            connection.execute("PRAGMA writable_schema = ON")  # reads on in a file cut short
            connection.execute(f"PRAGMA locking_mode = {locking}").fetchall()
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        except sqlite3.Error:
            connection.close()
            continue
        return connection
    raise sqlite3.DatabaseError(f"{path} cannot be read at all")


def _tables(database: Database) -> dict[str, list[str]]:
    names = [
        row["name"] for row in database.read("SELECT name FROM sqlite_master WHERE type='table'")
    ]
    return {
        name: [row["name"] for row in database.read(f"PRAGMA table_info({name})")] for name in names
    }


def _copy_table(
    source: sqlite3.Connection, into: Database, table: str, columns: list[str], salvage: Salvage
) -> None:
    rows, whole = _rows(source, table, columns)
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    with into.transaction() as connection:
        for row in rows:
            try:
                connection.execute(sql, row)
                salvage.saved += 1
            except sqlite3.IntegrityError:  # the damage is in the row itself
                whole = False
    if not whole:
        salvage.incomplete.append(table)


def _rows(
    source: sqlite3.Connection, table: str, columns: list[str]
) -> tuple[list[tuple[Any, ...]], bool]:
    """The rows from the front up to the damage, and from the end back to it; True if all."""
    found: dict[int, tuple[Any, ...]] = {}
    names = ", ".join(columns)
    for order in ("ASC", "DESC"):
        try:
            query = f"SELECT rowid, {names} FROM {table} NOT INDEXED ORDER BY rowid {order}"
            for key, *values in source.execute(query):
                found[key] = tuple(values)
        except sqlite3.DatabaseError:
            continue
        return list(found.values()), True
    return list(found.values()), False
