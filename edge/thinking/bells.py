"""What the skills for timers, alarms and reminders share: adding, finding and cancelling rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from edge.store.records import Reminder
from edge.thinking.actions import ScheduleChanged
from edge.thinking.moments import day_of, moment_of, on_day, repeat_of
from edge.thinking.schedule import next_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edge.thinking.actions import Action
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.conversation import Wanted

FURTHEST = timedelta(days=366 * 5)


def mine(context: Context, kind: str, name: str = "") -> list[Reminder]:
    """The person's open ones of a kind, the next due first; only those called so, if named."""
    rows = context.store.reminders.active(context.profile.name)
    return named([row for row in rows if row.kind == kind], name)


def named(rows: Sequence[Reminder], name: str) -> list[Reminder]:
    """Those called exactly so, else those whose name has it in it; all where no name was said."""
    wanted = name.casefold().strip()
    if not wanted:
        return list(rows)
    exact = [row for row in rows if row.name.casefold() == wanted]
    return exact or [row for row in rows if wanted in row.name.casefold()]


def ringing_on(
    context: Context, rows: Sequence[Reminder], slots: Mapping[str, Any]
) -> list[Reminder]:
    """Those that ring on the day that was named; all where none was."""
    try:
        day = day_of(slots, context.now.date())
    except ValueError:
        return []
    if day is None:
        return list(rows)
    before = on_day(day, 0, 0, context.now) - timedelta(seconds=1)
    dues = [(row, next_time(row, before) if row.repeat else row.due) for row in rows]
    return [row for row, due in dues if due.astimezone(context.now.tzinfo).date() == day]


def name_in(slots: Mapping[str, Any]) -> str:
    """The name that was said, "" for none."""
    return str(slots.get("name", ""))


def add(context: Context, row: Reminder) -> Reminder:
    """Keep a new one for the person; undo takes it away."""
    rows = context.store.reminders
    created = context.now.astimezone(UTC)
    kept = rows.add(replace(row, profile=context.profile.name, created=created))

    def undo() -> tuple[Action, ...]:
        rows.delete(kept.id)
        return (ScheduleChanged(),)

    context.undo = undo
    context.redo = lambda: rows.restore(kept.id)
    return kept


def set_for(context: Context, row: Reminder, slots: Mapping[str, Any], reply: str) -> Answer:
    """Keep `row` for the moment that was said; ask for one where none was, or it has passed."""
    try:
        due = moment(context, slots)
    except ValueError:
        return context.ask("past", "when")
    if due is None:
        return context.ask(f"{row.kind}.when", "when")
    kept = add(context, replace(row, due=due, repeat=repeat_of(slots)))
    return context.reply(reply, ScheduleChanged(), when=_when(context, kept), name=kept.name)


def change(context: Context, before: Reminder, after: Reminder) -> None:
    """Keep a change; undo brings the former state back."""
    rows = context.store.reminders
    rows.change(after)

    def undo() -> tuple[Action, ...]:
        rows.change(before)
        return (ScheduleChanged(),)

    context.undo = undo


def cancel(context: Context, found: Sequence[Reminder]) -> None:
    """Take them away; undo brings them back."""
    rows = context.store.reminders
    for row in found:
        rows.delete(row.id)

    def undo() -> tuple[Action, ...]:
        for row in found:
            rows.restore(row.id)
        return (ScheduleChanged(),)

    context.undo = undo


def moment(context: Context, slots: Mapping[str, Any]) -> datetime | None:
    """When it is to ring (UTC), or None where that was not said.

    Raises ValueError where the moment has passed, does not exist, or is years away.
    """
    if repeat := repeat_of(slots):
        return next_time(Reminder(repeat=repeat), context.now)
    found = moment_of(slots, context.now)
    if found is None and "moment" in slots:
        from edge.thinking.spoken_dates import parse

        found = parse(str(slots["moment"]), context.language.code, context.now)
        if found is not None and found <= context.now:
            raise ValueError("past")
    if found and found - context.now > FURTHEST:
        raise ValueError("too far")
    return found.astimezone(UTC) if found else None


def cancelled(context: Context, kind: str, found: list[Reminder], name: str = "") -> Answer:
    """Cancel the one that was found and say so; ask which where there are several."""
    if not found:
        return nothing(context, kind, name)
    if len(found) > 1:
        listed = context.phrases.join([describe(context, row) for row in found])
        wanted: Wanted = "when" if kind == "alarm" else "text"
        return context.ask(f"{kind}.which", wanted, "name", list=listed, count=len(found))
    cancel(context, found)
    return context.reply(f"{kind}.cancelled", ScheduleChanged(), what=describe(context, found[0]))


def cancelled_all(context: Context, kind: str) -> Answer:
    found = mine(context, kind)
    if not found:
        return nothing(context, kind)
    cancel(context, found)
    return context.reply(f"{kind}.cancelled_all", ScheduleChanged(), count=len(found))


def nothing(context: Context, kind: str, name: str = "") -> Answer:
    if name and mine(context, kind):
        return context.reply(f"{kind}.none_named", name=name)
    return context.reply(f"{kind}.none")


def listed(context: Context, kind: str, slots: Mapping[str, Any] | None = None) -> Answer:
    """All of a kind, or those of the day that was named."""
    found = ringing_on(context, mine(context, kind), slots or {})
    if not found:
        return nothing(context, kind)
    items = context.phrases.join([describe(context, row) for row in found])
    return context.reply(f"{kind}.list", count=len(found), list=items)


def describe(context: Context, row: Reminder) -> str:
    """One of them in a list: its name and its time."""
    phrases = context.phrases
    if row.kind == "timer":
        key = "timer.item_named" if row.name else "timer.item"
        if row.state == "paused":
            key += "_paused"
        length, left = (
            phrases.duration(row.duration_seconds),
            phrases.duration(left_of(row, context)),
        )
        return phrases.say(key, name=row.name, length=length, left=left)
    key = f"{row.kind}.item_named" if row.name else f"{row.kind}.item"
    return phrases.say(key, name=row.name, when=_when(context, row))


def _when(context: Context, row: Reminder) -> str:
    """When it rings, in words."""
    if row.repeat:
        return _rhythm(context, row.repeat)
    return context.phrases.when(row.due.astimezone(context.now.tzinfo), context.now)


def _rhythm(context: Context, repeat: str) -> str:
    """The rule in words: "every day at 8 am"."""
    rule, *rest = repeat.split()
    hour, minute = map(int, rest[-1].split(":"))
    time = context.phrases.clock(context.now.replace(hour=hour, minute=minute))
    day = ""
    if rule == "weekly":
        day = context.language.words["date"]["weekdays"][int(rest[0])]
    return context.phrases.say(f"repeat.{rule}", time=time, day=day)


def left_of(row: Reminder, context: Context) -> float:
    """Seconds until it rings."""
    if row.state == "paused":
        return row.remaining_seconds
    return max(0.0, (row.due - context.now).total_seconds())
