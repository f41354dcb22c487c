"""Reminders: something to be said at a time, once or again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.store.records import Reminder
from edge.thinking import bells
from edge.thinking.actions import ScheduleChanged
from edge.thinking.moments import WHEN_SLOTS, repeat_of
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

FOLLOW = dict.fromkeys(("number", "when", "date", "duration"), "reminder.set")


@skill("reminder.set", Effect.REVERSIBLE, WHEN_SLOTS, FOLLOW)
def set_reminder(slots: Slots, context: Context) -> Answer:
    text = str(slots.get("text", ""))
    if not text:
        return context.ask("reminder.what", "text")
    try:
        due = bells.moment(context, slots)
    except ValueError:
        return context.ask("past", "when")
    if due is None:
        return context.ask("reminder.when", "when")
    repeat = repeat_of(slots)
    bells.add(context, Reminder(kind="reminder", name=text, due=due, repeat=repeat))
    when = context.phrases.when(due.astimezone(context.now.tzinfo), context.now)
    if repeat:
        when = bells.rhythm(context, repeat)
    return context.reply("reminder.set", ScheduleChanged(), when=when, text=text)


@skill("reminder.list", private=True)
def list_reminders(slots: Slots, context: Context) -> Answer:
    return bells.listed(context, "reminder")


@skill("reminder.cancel", Effect.REVERSIBLE)
def cancel_reminder(slots: Slots, context: Context) -> Answer:
    found = bells.mine(context, "reminder")
    text = str(slots.get("text", slots.get("name", "")))
    return bells.cancelled(context, "reminder", bells.named(found, text) if text else found, text)


@skill("reminder.cancel_all", Effect.REVERSIBLE)
def cancel_reminders(slots: Slots, context: Context) -> Answer:
    return bells.cancelled_all(context, "reminder")
