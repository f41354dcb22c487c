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
    from datetime import datetime

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
    due = _due(context, seconds)
    name = bells.name_in(slots)
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
        return bells.nothing(context, "timer", bells.name_in(slots))
    left = bells.left_of(row, context) + sign * seconds
    if left <= 0:
        return context.reply("timer.too_short")
    return _keep_left(context, row, left, max(row.duration_seconds + sign * seconds, left))


@skill("timer.length", REVERSIBLE, DURATION_SLOTS)
def set_length(slots: Slots, context: Context) -> Answer | None:
    """The time that is left from now on, whatever it was before."""
    row = _one(slots, context)
    if row is None:
        return bells.nothing(context, "timer", bells.name_in(slots))
    seconds = duration_seconds(slots)
    return None if seconds is None else _keep_left(context, row, seconds, seconds)


def _keep_left(context: Context, row: Reminder, left: float, length: float) -> Answer:
    """The timer rings in `left` of its `length` seconds."""
    if not 0 < left <= LONGEST_SECONDS:
        return context.reply("timer.too_long")
    after = replace(row, due=_due(context, left), remaining_seconds=left, duration_seconds=length)
    bells.change(context, row, after)
    return context.reply("timer.left", ScheduleChanged(), left=context.phrases.duration(left))


@skill("timer.left", private=True)
def time_left(slots: Slots, context: Context) -> Answer:
    """One timer's rest, or all of them where none was named."""
    name = bells.name_in(slots)
    found = bells.mine(context, "timer", name)
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
    name = bells.name_in(slots)
    return bells.cancelled(context, "timer", bells.mine(context, "timer", name), name)


@skill("timer.cancel_all", REVERSIBLE)
def cancel_timers(slots: Slots, context: Context) -> Answer:
    return bells.cancelled_all(context, "timer")


@skill("timer.pause", REVERSIBLE)
def pause_timer(slots: Slots, context: Context) -> Answer:
    row = _one(slots, context)
    if row is None or row.state != "pending":
        return bells.nothing(context, "timer", bells.name_in(slots))
    left = bells.left_of(row, context)
    bells.change(context, row, replace(row, state="paused", remaining_seconds=left))
    return context.reply("timer.paused", ScheduleChanged(), left=context.phrases.duration(left))


@skill("timer.resume", REVERSIBLE)
def resume_timer(slots: Slots, context: Context) -> Answer:
    stopped = [row for row in bells.mine(context, "timer") if row.state == "paused"]
    paused = bells.named(stopped, bells.name_in(slots))
    if not paused:
        return context.reply("timer.none_paused")
    left = paused[0].remaining_seconds
    after = replace(paused[0], state="pending", due=_due(context, left))
    bells.change(context, paused[0], after)
    return context.reply("timer.left", ScheduleChanged(), left=context.phrases.duration(left))


def _one(slots: Slots, context: Context) -> Reminder | None:
    """The named timer, or the one that rings next."""
    found = bells.mine(context, "timer", bells.name_in(slots))
    return found[0] if found else None


def _due(context: Context, seconds: float) -> datetime:
    return context.now.astimezone(UTC) + timedelta(seconds=seconds)
