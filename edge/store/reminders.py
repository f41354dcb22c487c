"""Timers, alarms and reminders, as they are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from edge.errors import StoreError
from edge.store.records import Reminder
from edge.store.table import Restorable, Table

if TYPE_CHECKING:
    from datetime import datetime

    from edge.store.database import Database

_OPEN = "deleted IS NULL AND state IN ('pending', 'ringing', 'paused')"


class Reminders(Restorable[Reminder]):
    """Each call returns when its change is on the disk. To undo a change, keep the old record."""

    def __init__(self, database: Database) -> None:
        super().__init__(Table(database, "reminders", Reminder))

    def add(self, reminder: Reminder) -> Reminder:
        return self._table.add(reminder)

    def change(self, reminder: Reminder) -> Reminder:
        """Keep every field of a known reminder (state, due, name, ...); raises StoreError."""
        if not self._table.change(reminder):
            raise StoreError(f"there is no reminder {reminder.id} to change")
        return reminder

    def get(self, key: int) -> Reminder | None:
        """Also one that was deleted and can still be restored."""
        return self._table.get(key)

    def active(self, profile: str | None = None) -> list[Reminder]:
        """Pending, ringing and paused ones, the next due first; of everybody where None."""
        mine = "(? IS NULL OR profile = ?)"
        return self._table.select(f"{_OPEN} AND {mine} ORDER BY due, id", profile, profile)

    def around(self, profile: str, moment: datetime, within: timedelta) -> list[Reminder]:
        """Those with a name that ring or rang near it; of a daily one also its last time.

        The nearest in time first; cancelled ones are none.
        """
        named = "name != '' AND kind != 'timer' AND state != 'cancelled' AND deleted IS NULL"
        rows = self._table.select(f"profile = ? AND {named}", profile)
        near = [(apart, row) for row in rows if (apart := _apart(row, moment)) <= within]
        return [row for _, row in sorted(near, key=lambda pair: pair[0])]

    def due(self, now: datetime) -> list[Reminder]:
        """Pending ones whose time has come, of everybody, the oldest first."""
        condition = "deleted IS NULL AND state = 'pending' AND due <= ? ORDER BY due, id"
        return self._table.select(condition, now)

    def next_due(self) -> datetime | None:
        """When the next pending one rings."""
        condition = "deleted IS NULL AND state = 'pending' ORDER BY due LIMIT 1"
        return next((row.due for row in self._table.select(condition)), None)


def _apart(reminder: Reminder, moment: datetime) -> timedelta:
    """From when it rings; where it comes again, from a day before that, too."""
    times = (reminder.due, reminder.due - timedelta(days=1))
    return min(abs(time - moment) for time in (times if reminder.repeat else times[:1]))
