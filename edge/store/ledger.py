"""The egress ledger: every attempt to leave the device, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.store.records import EgressEntry
from edge.store.table import Table

if TYPE_CHECKING:
    from edge.store.database import Database


class Ledger:
    """Each call returns when its line is on the disk."""

    def __init__(self, database: Database) -> None:
        self._table = Table(database, "egress", EgressEntry)

    def add(self, entry: EgressEntry) -> EgressEntry:
        return self._table.add(entry)

    def sent(self, key: int, total: int) -> bool:
        """Keep how many bytes have been sent so far."""
        return self._table.set(key, "bytes", total)

    def last(self, count: int) -> list[EgressEntry]:
        """The newest `count` lines, oldest first."""
        return self._table.select("TRUE ORDER BY id DESC LIMIT ?", count)[::-1]

    def left(self, count: int) -> list[EgressEntry]:
        """The newest `count` lines of what was allowed to go to another device, oldest first.

        Other programs on this device are asked by their address (see egress.py).
        """
        elsewhere = "allowed AND host NOT GLOB '127.*' AND host <> '::1'"
        return self._table.select(f"{elsewhere} ORDER BY id DESC LIMIT ?", count)[::-1]
