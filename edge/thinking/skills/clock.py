"""Time and date, here and elsewhere, and the days between two dates."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from edge.thinking.moments import day_of
from edge.thinking.skill import skill

if TYPE_CHECKING:
    from datetime import date

    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots


@skill("time.now", follow={"city": "time.in", "date": "date.of"})
def time_now(slots: Slots, context: Context) -> Answer:
    return context.reply("time.now", time=context.phrases.clock(context.now))


@skill("time.in", follow={"city": "time.in"})
def time_in(slots: Slots, context: Context) -> Answer:
    """The time elsewhere, with the day where it is another one there."""
    there = context.now.astimezone(ZoneInfo(str(slots["city"])))
    place = context.words.get("city", str(slots["city"]))
    place = place.title() if context.language.spaced else place
    days = (there.date() - context.now.date()).days
    key = {-1: "time.in_yesterday", 0: "time.in", 1: "time.in_tomorrow"}[days]
    return context.reply(key, time=context.phrases.clock(there), place=place)


@skill("date.today", follow={"date": "date.of"})
def date_today(slots: Slots, context: Context) -> Answer:
    return context.reply("date.today", date=context.phrases.day(context.now.date()))


@skill("date.of", follow={"date": "date.of"})
def date_of(slots: Slots, context: Context) -> Answer | None:
    """Which day that is."""
    today = context.now.date()
    day = _day(slots, context)
    if day is None:
        return None
    key = "date.today" if day == today else "date.is" if day > today else "date.was"
    return context.reply(key, date=context.phrases.day(day, today))


@skill("date.until", follow={"date": "date.until"})
def date_until(slots: Slots, context: Context) -> Answer | None:
    """Days until (or since) a date."""
    day = _day(slots, context)
    if day is None:
        return None
    days = (day - context.now.date()).days
    date_words = context.phrases.day(day, context.now.date())
    key = "date.until" if days > 0 else "date.since" if days < 0 else "date.is_today"
    return context.reply(key, count=abs(days), date=date_words)


@skill("date.weeks")
def week_number(slots: Slots, context: Context) -> Answer:
    return context.reply("date.week", week=context.now.isocalendar().week)


def _day(slots: Slots, context: Context) -> date | None:
    """The named day; None where it does not exist or nothing can be made of the words."""
    try:
        day = day_of(slots, context.now.date())
    except ValueError:
        return None
    if day is None and "moment" in slots:
        from edge.thinking.spoken_dates import parse

        moment = parse(str(slots["moment"]), context.language.code, context.now)
        return moment.date() if moment else None
    return day
