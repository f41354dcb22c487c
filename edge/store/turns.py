"""The history of what was said and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.store.records import Turn
from edge.store.table import Table

if TYPE_CHECKING:
    from edge.store.database import Database


class Turns:
    """Each call returns when its change is on the disk."""

    def __init__(self, database: Database) -> None:
        self._table = Table(database, "turns", Turn)

    def add(self, turn: Turn) -> Turn:
        return self._table.add(turn)

    def heard(self, key: int, heard: str) -> bool:
        """Keep what part of the reply reached the air, once that is known."""
        return self._table.set(key, "heard", heard)

    def last(self, profile: str, count: int) -> list[Turn]:
        """The newest `count` turns, oldest first."""
        rows = self._table.select("profile = ? ORDER BY id DESC LIMIT ?", profile, count)
        return rows[::-1]
