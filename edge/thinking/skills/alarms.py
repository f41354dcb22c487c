"""Alarms: a time of day, once or again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.store.records import Reminder
from edge.thinking import bells
from edge.thinking.actions import ScheduleChanged
from edge.thinking.moments import WHEN_SLOTS, clock_of, repeat_of
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

FOLLOW = {"number": "alarm.set", "when": "alarm.set", "date": "alarm.set", "duration": "alarm.set"}


@skill("alarm.set", Effect.REVERSIBLE, WHEN_SLOTS, FOLLOW)
def set_alarm(slots: Slots, context: Context) -> Answer:
    try:
        due = bells.moment(context, slots)
    except ValueError:
        return context.ask("past", "when")
    if due is None:
        return context.ask("alarm.when", "when")
    name = str(slots.get("name", ""))
    row = bells.add(context, Reminder(kind="alarm", name=name, due=due, repeat=repeat_of(slots)))
    when = context.phrases.when(due.astimezone(context.now.tzinfo), context.now)
    if row.repeat:
        when = bells.rhythm(context, row.repeat)
    key = "alarm.set_named" if name else "alarm.set"
    return context.reply(key, ScheduleChanged(), when=when, name=name)


@skill("alarm.list", private=True)
def list_alarms(slots: Slots, context: Context) -> Answer:
    return bells.listed(context, "alarm")


@skill("alarm.cancel", Effect.REVERSIBLE)
def cancel_alarm(slots: Slots, context: Context) -> Answer:
    """The one of that name or at that time, else the only one."""
    found = bells.mine(context, "alarm")
    name = str(slots.get("name", ""))
    found = bells.named(found, name) if name else found
    if (clock := clock_of(slots)) is not None:
        hour, minute, sure = clock
        hours = {hour} if sure else {hour, (hour + 12) % 24}
        local = [(row, row.due.astimezone(context.now.tzinfo)) for row in found]
        found = [row for row, due in local if due.hour in hours and due.minute == minute]
    return bells.cancelled(context, "alarm", found, name)


@skill("alarm.cancel_all", Effect.REVERSIBLE)
def cancel_alarms(slots: Slots, context: Context) -> Answer:
    return bells.cancelled_all(context, "alarm")
