"""Timers: several at once, with or without a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from edge.store.records import Reminder
from edge.thinking import bells
from edge.thinking.actions import ScheduleChanged
from edge.thinking.moments import DURATION_SLOTS, duration_seconds
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

LONGEST_SECONDS = 100 * 3600
REVERSIBLE = Effect.REVERSIBLE


@skill("timer.set", REVERSIBLE, DURATION_SLOTS, {"number": "timer.set", "duration": "timer.set"})
def set_timer(slots: Slots, context: Context) -> Answer:
    seconds = duration_seconds(slots)
    if seconds is None:
        return context.ask("timer.how_long", "duration")
    if not 0 < seconds <= LONGEST_SECONDS:
        return context.reply("timer.too_long")
    due = context.now.astimezone(UTC) + timedelta(seconds=seconds)
    name = str(slots.get("name", ""))
    bells.add(context, Reminder(kind="timer", name=name, due=due, duration_seconds=seconds))
    key = "timer.set_named" if name else "timer.set"
    return context.reply(
        key, ScheduleChanged(), length=context.phrases.duration(seconds), name=name
    )


@skill("timer.change", REVERSIBLE, DURATION_SLOTS)
def add_time(slots: Slots, context: Context) -> Answer | None:
    return _change(slots, context, 1)


@skill("timer.shorten", REVERSIBLE, DURATION_SLOTS)
def take_time(slots: Slots, context: Context) -> Answer | None:
    return _change(slots, context, -1)


def _change(slots: Slots, context: Context, sign: int) -> Answer | None:
    seconds = duration_seconds(slots)
    if seconds is None:
        return None
    row = _one(slots, context)
    if row is None:
        return bells.nothing(context, "timer", str(slots.get("name", "")))
    left = bells.left_of(row, context) + sign * seconds
    if not 0 < left <= LONGEST_SECONDS:
        return context.reply("timer.too_short" if left <= 0 else "timer.too_long")
    due = context.now.astimezone(UTC) + timedelta(seconds=left)
    length = row.duration_seconds + sign * seconds
    after = replace(row, due=due, remaining_seconds=left, duration_seconds=max(length, left))
    bells.change(context, row, after)
    return context.reply("timer.left", ScheduleChanged(), left=context.phrases.duration(left))


@skill("timer.length", REVERSIBLE, DURATION_SLOTS)
def set_length(slots: Slots, context: Context) -> Answer | None:
    """The time that is left from now on, whatever it was before."""
    row = _one(slots, context)
    if row is None:
        return bells.nothing(context, "timer", str(slots.get("name", "")))
    seconds = duration_seconds(slots)
    if seconds is None:
        return None
    if not 0 < seconds <= LONGEST_SECONDS:
        return context.reply("timer.too_long")
    due = context.now.astimezone(UTC) + timedelta(seconds=seconds)
    after = replace(row, due=due, remaining_seconds=seconds, duration_seconds=seconds)
    bells.change(context, row, after)
    return context.reply("timer.left", ScheduleChanged(), left=context.phrases.duration(seconds))


@skill("timer.left", private=True)
def time_left(slots: Slots, context: Context) -> Answer:
    """One timer's rest, or all of them where none was named."""
    found = bells.mine(context, "timer")
    name = str(slots.get("name", ""))
    found = bells.named(found, name) if name else found
    if not found:
        return bells.nothing(context, "timer", name)
    if len(found) > 1:
        return bells.listed(context, "timer")
    left = context.phrases.duration(bells.left_of(found[0], context))
    key = "timer.left_paused" if found[0].state == "paused" else "timer.left"
    return context.reply(key, left=left)


@skill("timer.list", private=True)
def list_timers(slots: Slots, context: Context) -> Answer:
    return bells.listed(context, "timer")


@skill("timer.cancel", REVERSIBLE)
def cancel_timer(slots: Slots, context: Context) -> Answer:
    found = bells.mine(context, "timer")
    name = str(slots.get("name", ""))
    return bells.cancelled(context, "timer", bells.named(found, name) if name else found, name)


@skill("timer.cancel_all", REVERSIBLE)
def cancel_timers(slots: Slots, context: Context) -> Answer:
    return bells.cancelled_all(context, "timer")


@skill("timer.pause", REVERSIBLE)
def pause_timer(slots: Slots, context: Context) -> Answer:
    row = _one(slots, context)
    if row is None or row.state != "pending":
        return bells.nothing(context, "timer", str(slots.get("name", "")))
    left = bells.left_of(row, context)
    bells.change(context, row, replace(row, state="paused", remaining_seconds=left))
    return context.reply("timer.paused", ScheduleChanged(), left=context.phrases.duration(left))


@skill("timer.resume", REVERSIBLE)
def resume_timer(slots: Slots, context: Context) -> Answer:
    paused = [row for row in bells.mine(context, "timer") if row.state == "paused"]
    if name := str(slots.get("name", "")):
        paused = bells.named(paused, name)
    if not paused:
        return context.reply("timer.none_paused")
    due = context.now.astimezone(UTC) + timedelta(seconds=paused[0].remaining_seconds)
    bells.change(context, paused[0], replace(paused[0], state="pending", due=due))
    left = context.phrases.duration(paused[0].remaining_seconds)
    return context.reply("timer.left", ScheduleChanged(), left=left)


def _one(slots: Slots, context: Context) -> Reminder | None:
    """The named timer, or the one that rings next."""
    found = bells.mine(context, "timer")
    if name := str(slots.get("name", "")):
        found = bells.named(found, name)
    return found[0] if found else None
