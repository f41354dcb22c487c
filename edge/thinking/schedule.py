"""When timers, alarms and reminders ring, and what "stop" and "snooze" do to those that ring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from edge.thinking.moments import on_day

if TYPE_CHECKING:
    from edge.store.records import Reminder
    from edge.store.store import Store

RINGS_AGAIN_FOR = timedelta(days=2)
"""A reminder that came due while the device was off still rings, if it is not older than this."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that rings now."""

    key: int
    kind: str
    """timer, alarm or reminder."""
    name: str
    text: str
    """What to say with the sound."""
    language: str
    profile: str


class Schedule:
    """What rings, and when; that something rings is kept too, so it rings on after a restart."""

    def __init__(self, store: Store) -> None:
        self._rows = store.reminders
        self._announced: set[int] = set()

    def newly_due(self, now: datetime) -> list[Reminder]:
        """Those that begin to ring now, oldest first, each once; those long past are let go."""
        found = [*self.ringing(), *self._rows.due(now)]
        fresh: list[Reminder] = []
        for row in found:
            if row.id in self._announced:
                continue
            if now - row.due > RINGS_AGAIN_FOR and row.kind != "reminder":
                self._finish(row, now)
                continue
            self._announced.add(row.id)
            fresh.append(self._rows.change(replace(row, state="ringing")))
        return fresh

    def next_due(self) -> datetime | None:
        return self._rows.next_due()

    def ringing(self) -> list[Reminder]:
        return [row for row in self._rows.active() if row.state == "ringing"]

    def dismiss(self, now: datetime) -> list[Reminder]:
        """Everything that rings is done, or waits for its next time; returns what rang."""
        rang = self.ringing()
        for row in rang:
            self._finish(row, now)
        return rang

    def snooze(self, now: datetime, seconds: float) -> list[Reminder]:
        """Everything that rings will ring again after that time; returns what rang."""
        rang = self.ringing()
        for row in rang:
            self._announced.discard(row.id)
            due = now.astimezone(UTC) + timedelta(seconds=seconds)
            self._rows.change(replace(row, state="pending", due=due))
        return rang

    def _finish(self, row: Reminder, now: datetime) -> None:
        self._announced.discard(row.id)
        if row.repeat:
            due = next_time(row, now)
            self._rows.change(replace(row, state="pending", due=due))
        else:
            self._rows.change(replace(row, state="done"))


def next_time(row: Reminder, now: datetime) -> datetime:
    """When a repeated one rings next after now: the rule is "daily 08:00", "weekdays 07:30" or
    "weekly 3 18:00" (Monday is 0), in local time, so it keeps its hour when the clocks change."""
    rule, *rest = row.repeat.split()
    hour, minute = map(int, rest[-1].split(":"))
    wanted = {"daily": range(7), "weekdays": range(5)}.get(rule) or [int(rest[0])]
    for days in range(8):
        day = now.date() + timedelta(days=days)
        moment = on_day(day, hour, minute, now)
        if moment > now and day.weekday() in wanted:
            return moment.astimezone(UTC)
    raise ValueError(f'the rule "{row.repeat}" names no day')
