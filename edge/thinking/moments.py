"""Moments and lengths of time from the slots of a sentence; plain calculation, no guessing."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

Slots = Mapping[str, Any]
MORNING = time(9, 0)
"""When "tomorrow" is said without a time."""
LATEST_BARE_HOUR = 12
DURATION_SLOTS = ("hours", "minutes", "seconds")
WHEN_SLOTS = ("hour", "fixed_time", "relative_day", "weekday", "month", "holiday", "tonight",
              "repeat", "repeat_on", "months", "days", "weeks", "moment",
              *DURATION_SLOTS)  # fmt: skip


def on_day(day: date, hour: int, minute: int, now: datetime) -> datetime:
    """Wall time on a day in the zone of `now`; the system's zone where `now` has only an offset.

    A fixed offset would be an hour off across a change of clocks.
    """
    naive = datetime.combine(day, time(hour, minute))
    zone: tzinfo | None = now.tzinfo
    if zone is UTC or isinstance(zone, ZoneInfo):
        return naive.replace(tzinfo=zone)
    return naive.astimezone()


def duration_seconds(slots: Slots) -> int | None:
    """Hours, minutes and seconds together, or None where none was said."""
    units = {"hours": 3600, "minutes": 60, "seconds": 1}
    if not any(unit in slots for unit in units):
        return None
    return round(sum(float(slots.get(unit, 0)) * length for unit, length in units.items()))


def day_of(slots: Slots, today: date) -> date | None:
    """The day that was named, or None. Raises ValueError for one that does not exist."""
    if "relative_day" in slots:
        return today + timedelta(days=int(slots["relative_day"]))
    if "months" in slots:
        return _months_on(today, int(slots["months"]))
    if "days" in slots or "weeks" in slots or "days_ago" in slots:
        days = int(slots.get("days", 0)) + 7 * int(slots.get("weeks", 0))
        return today + timedelta(days=days - int(slots.get("days_ago", 0)))
    if "weekday" in slots:
        return _weekday(int(slots["weekday"]), str(slots.get("which", "")), today)
    if "holiday" in slots:
        month, day = map(int, str(slots["holiday"]).split("-"))
        return _next(month, day, today)
    if "month" in slots:
        month, day = int(slots["month"]), int(slots["day_of_month"])
        if "year" in slots:
            return date(int(slots["year"]), month, day)
        return _next(month, day, today)
    return today if "tonight" in slots else None


def _months_on(today: date, months: int) -> date:
    """The same day some months on; the last day of a month that is too short."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _next(month: int, day: int, today: date) -> date:
    """The first such day from today on; 29 February waits for its year."""
    for year in range(today.year, today.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            if day > 29 or month != 2:
                raise
            continue
        if found >= today:
            return found
    raise ValueError(f"no day {day} in month {month}")


def _weekday(weekday: int, which: str, today: date) -> date:
    """The coming one; "this" may be today; "next" lies in the week after; "last" lies behind."""
    monday = today - timedelta(days=today.weekday())
    if which == "next":
        return monday + timedelta(days=7 + weekday)
    ahead = (weekday - today.weekday()) % 7
    if which == "last":
        return today - timedelta(days=(today.weekday() - weekday) % 7 or 7)
    return today + timedelta(days=ahead if which == "this" or ahead else 7)


def clock_of(slots: Slots) -> tuple[int, int, bool] | None:
    """Hour, minute and whether the half of the day was said; None without a time.

    Raises ValueError for a time that does not exist.
    """
    if "fixed_time" in slots:
        hour, minute = map(int, str(slots["fixed_time"]).split(":"))
        return hour, minute, True
    if "hour" not in slots:
        return None
    hour = int(slots["hour"])
    minute = int(slots.get("minute", 0))
    shift = int(slots.get("past", 0)) or int(slots.get("offset", 0)) * int(slots.get("side", 1))
    total = hour * 60 + minute + shift
    hour, minute = total // 60 % 24, total % 60
    part = _half_day(slots)
    if part and hour <= LATEST_BARE_HOUR:
        hour = hour % 12 + 12 * (part == "pm")
    return hour, minute, bool(part) or hour > LATEST_BARE_HOUR or hour == 0


def _half_day(slots: Slots) -> str:
    """am, pm or empty, from "p m", "tonight" or "tomorrow morning"."""
    if "half_day" in slots:
        return str(slots["half_day"])
    if "tonight" in slots:
        return "pm"
    if "day_part" in slots:
        return "am" if int(str(slots["day_part"])[:2]) < 12 else "pm"
    return ""


def moment_of(slots: Slots, now: datetime) -> datetime | None:
    """The coming moment that was named, or None where nothing was.

    Without a half of the day today's next such time is meant (at 10 in the morning "at five" is
    this afternoon); on another day hours from one to six mean the afternoon. Raises ValueError for
    a day that does not exist or lies behind.
    """
    if (seconds := duration_seconds(slots)) is not None:
        return now + timedelta(seconds=seconds)
    clock = clock_of(slots)
    day = day_of(slots, now.date())
    if clock is None and "day_part" not in slots and "tonight" not in slots:
        return None if day is None else _checked(on_day(day, MORNING.hour, 0, now), now)
    if clock is None:
        part = str(slots.get("tonight") or slots["day_part"])
        return _checked(on_day(day or now.date(), int(part[:2]), int(part[3:]), now), now)
    hour, minute, sure = clock
    if day is None or day == now.date():
        return _coming(hour, minute, sure, now, roll=day is None)
    if not sure and 1 <= hour <= 6:
        hour += 12
    return _checked(on_day(day, hour, minute, now), now)


def _coming(hour: int, minute: int, sure: bool, now: datetime, roll: bool) -> datetime:
    """The next such time of day; tomorrow where it has passed and no day was named."""
    hours = [hour] if sure else [hour % 24, (hour + 12) % 24]
    today = [on_day(now.date(), each, minute, now) for each in sorted(hours)]
    for moment in today:
        if moment > now:
            return moment
    if not roll:
        raise ValueError("past")
    return on_day(now.date() + timedelta(days=1), hour % 24, minute, now)


def _checked(moment: datetime, now: datetime) -> datetime:
    if moment <= now:
        raise ValueError("past")
    return moment


def repeat_of(slots: Slots) -> str:
    """The rule by which it comes again, as schedule.next_time reads it; empty for once."""
    if "repeat" not in slots and "repeat_on" not in slots:
        return ""
    hour, minute, _ = clock_of(slots) or (MORNING.hour, MORNING.minute, True)
    at = f"{hour:02}:{minute:02}"
    if "repeat" in slots:
        return f"{slots['repeat']} {at}"
    return f"weekly {slots['repeat_on']} {at}"
