"""Alarms: a time of day, once or again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.store.records import Reminder
from edge.thinking import bells
from edge.thinking.moments import WHEN_SLOTS, clock_of
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

DATE = ("relative_day", "weekday", "month", "holiday")
FOLLOW = dict.fromkeys(("number", "when", "date", "duration"), "alarm.set")


@skill("alarm.set", Effect.REVERSIBLE, WHEN_SLOTS, FOLLOW)
def set_alarm(slots: Slots, context: Context) -> Answer:
    name = bells.name_in(slots)
    reply = "alarm.set_named" if name else "alarm.set"
    return bells.set_for(context, Reminder(kind="alarm", name=name), slots, reply)


@skill("alarm.list", private=True)
def list_alarms(slots: Slots, context: Context) -> Answer:
    return bells.listed(context, "alarm", slots)


@skill("alarm.cancel", Effect.REVERSIBLE)
def cancel_alarm(slots: Slots, context: Context) -> Answer:
    """The one of that name, on that day or at that time, else the only one.

    One that comes again is not taken away for a single day.
    """
    name = bells.name_in(slots)
    rows = bells.mine(context, "alarm", name)
    found = bells.ringing_on(context, rows, slots)
    if any(slot in slots for slot in DATE):
        found = [row for row in found if not row.repeat]
    if (clock := clock_of(slots)) is not None:
        hour, minute, sure = clock
        hours = {hour} if sure else {hour, (hour + 12) % 24}
        local = [(row, row.due.astimezone(context.now.tzinfo)) for row in found]
        found = [row for row, due in local if due.hour in hours and due.minute == minute]
    return bells.cancelled(context, "alarm", found, name)


@skill("alarm.cancel_all", Effect.REVERSIBLE)
def cancel_alarms(slots: Slots, context: Context) -> Answer:
    return bells.cancelled_all(context, "alarm")
