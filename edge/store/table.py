"""A table whose rows are one dataclass: plain values in, records out."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_type_hints

if TYPE_CHECKING:
    import sqlite3

    from edge.store.database import Database

Record = TypeVar("Record")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Table(Generic[Record]):
    """Rows of `kind`, in a table whose columns are the fields of `kind`; its key is `id`."""

    database: Database
    name: str
    kind: type[Record]

    def add(self, record: Record) -> Record:
        """Keep a new row; returns it with its id."""
        values = {name: value for name, value in _columns(record).items() if name != "id"}
        places = ", ".join("?" * len(values))
        sql = f"INSERT INTO {self.name} ({', '.join(values)}) VALUES ({places})"
        key = self.database.write(sql, *values.values()).lastrowid
        return replace(record, id=key)  # type: ignore[type-var]  # Record is a dataclass

    def change(self, record: Record) -> bool:
        """Keep all fields of a row that exists; False where it does not."""
        values = _columns(record)
        key = values.pop("id")
        sets = ", ".join(f"{name} = ?" for name in values)
        sql = f"UPDATE {self.name} SET {sets} WHERE id = ?"
        return self.database.write(sql, *values.values(), key).rowcount > 0

    def set(self, key: int, column: str, value: Any) -> bool:
        """Keep one field of a row; False where the row does not exist."""
        sql = f"UPDATE {self.name} SET {column} = ? WHERE id = ?"
        return self.database.write(sql, _plain(value), key).rowcount > 0

    def select(self, where: str = "TRUE", *values: Any) -> list[Record]:
        """The rows for which the SQL condition holds (it may go on with ORDER BY)."""
        plain = [_plain(value) for value in values]
        rows = self.database.read(f"SELECT * FROM {self.name} WHERE {where}", *plain)
        return [record for row in rows if (record := self._record(row)) is not None]

    def get(self, key: int) -> Record | None:
        return next(iter(self.select("id = ?", key)), None)

    def _record(self, row: sqlite3.Row) -> Record | None:
        """None where the disk changed a value so that it means nothing; the others still count."""
        hints = get_type_hints(self.kind)
        names = [item.name for item in fields(self.kind)]  # type: ignore[arg-type]  # a dataclass
        try:
            return self.kind(**{name: _rich(hints[name], row[name]) for name in names})
        except (TypeError, ValueError):
            log.warning("row %s of %s is damaged and left out", row["id"], self.name)
            return None


class Restorable(Generic[Record]):
    """What persons keep, and may take away and bring back; rows have `profile` and `deleted`.

    Each call returns when its change is on the disk.
    """

    def __init__(self, table: Table[Record]) -> None:
        self._table = table

    def all(self, profile: str) -> list[Record]:
        """Oldest first, without what was taken away."""
        return self._table.select("deleted IS NULL AND profile = ? ORDER BY id", profile)

    def delete(self, key: int) -> bool:
        """Take it away so that `restore` can bring it back; False where there is none."""
        return self._table.set(key, "deleted", datetime.now(UTC))

    def restore(self, key: int) -> bool:
        return self._table.set(key, "deleted", None)


def _columns(record: object) -> dict[str, Any]:
    names = [item.name for item in fields(record)]  # type: ignore[arg-type]  # a dataclass
    return {name: _plain(getattr(record, name)) for name in names}


def _plain(value: Any) -> Any:
    """As SQLite keeps it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, dict | tuple | list):
        return json.dumps(value, ensure_ascii=False)
    return int(value) if isinstance(value, bool) else value


def _rich(hint: Any, value: Any) -> Any:
    """As the record holds it."""
    if value is None or hint in (str, int, float, bytes):
        return value
    if hint is bool:
        return bool(value)
    if hint in (datetime, datetime | None):
        return datetime.fromisoformat(value)
    loaded = json.loads(value)
    return tuple(loaded) if isinstance(loaded, list) else loaded
