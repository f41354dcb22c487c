"""What a person taught the camera, their things and boxes; and how boxes were checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from edge.store.records import BoxCheck, KnownBox, KnownThing
from edge.store.table import Table

if TYPE_CHECKING:
    from datetime import datetime

    from edge.store.database import Database

Record = TypeVar("Record", KnownThing, KnownBox)


class Taught(Generic[Record]):
    """One of each name, compared in any case; each call returns when its change is on the disk."""

    def __init__(self, database: Database, table: str, kind: type[Record]) -> None:
        self._database = database
        self._table: Table[Record] = Table(database, table, kind)

    def all(self, profile: str) -> list[Record]:
        """Oldest first."""
        return self._table.select("profile = ? ORDER BY id", profile)

    def named(self, profile: str, name: str) -> Record | None:
        wanted = name.casefold().strip()
        known = (row for row in self.all(profile) if row.name.casefold().strip() == wanted)
        return next(known, None)

    def keep(self, record: Record) -> Record:
        """In the place of what had its name."""
        self.forget(record.profile, record.name)
        return self._table.add(record)

    def forget(self, profile: str, name: str) -> bool:
        """For good; False where there is none."""
        known = self.named(profile, name)
        if known is None:
            return False
        sql = f"DELETE FROM {self._table.name} WHERE id = ?"
        return self._database.write(sql, known.id).rowcount > 0


class BoxChecks:
    """Each call returns when its change is on the disk."""

    def __init__(self, database: Database) -> None:
        self._table = Table(database, "box_checks", BoxCheck)

    def add(self, check: BoxCheck) -> BoxCheck:
        return self._table.add(check)

    def since(self, profile: str, moment: datetime) -> list[BoxCheck]:
        """Oldest first."""
        return self._table.select("profile = ? AND at >= ? ORDER BY id", profile, moment)
