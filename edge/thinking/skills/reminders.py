"""Reminders: something to be said at a time, once or again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.store.records import Reminder
from edge.thinking import bells
from edge.thinking.moments import WHEN_SLOTS
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
    return bells.set_for(context, Reminder(kind="reminder", name=text), slots, "reminder.set")


@skill("reminder.list", private=True)
def list_reminders(slots: Slots, context: Context) -> Answer:
    return bells.listed(context, "reminder", slots)


@skill("reminder.cancel", Effect.REVERSIBLE)
def cancel_reminder(slots: Slots, context: Context) -> Answer:
    text = str(slots.get("text", bells.name_in(slots)))
    return bells.cancelled(context, "reminder", bells.mine(context, "reminder", text), text)


@skill("reminder.cancel_all", Effect.REVERSIBLE)
def cancel_reminders(slots: Slots, context: Context) -> Answer:
    return bells.cancelled_all(context, "reminder")
