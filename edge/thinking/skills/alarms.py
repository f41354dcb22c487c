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
    row = bells.add(context, Reminder(kind="alarm", due=due, repeat=repeat_of(slots)))
    when = context.phrases.when(due.astimezone(context.now.tzinfo), context.now)
    if row.repeat:
        when = bells.rhythm(context, row.repeat)
    return context.reply("alarm.set", ScheduleChanged(), when=when)


@skill("alarm.list", private=True)
def list_alarms(slots: Slots, context: Context) -> Answer:
    return bells.listed(context, "alarm")


@skill("alarm.cancel", Effect.REVERSIBLE)
def cancel_alarm(slots: Slots, context: Context) -> Answer:
    """The one at the named time, else the only one."""
    found = bells.mine(context, "alarm")
    if (clock := clock_of(slots)) is not None:
        hour, minute, sure = clock
        hours = {hour} if sure else {hour, (hour + 12) % 24}
        local = [(row, row.due.astimezone(context.now.tzinfo)) for row in found]
        found = [row for row, due in local if due.hour in hours and due.minute == minute]
    return bells.cancelled(context, "alarm", found)


@skill("alarm.cancel_all", Effect.REVERSIBLE)
def cancel_alarms(slots: Slots, context: Context) -> Answer:
    return bells.cancelled_all(context, "alarm")
