"""Replies in words: templates of the data file, times and amounts as people of the language say."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from edge.language import Language

DECIMALS = 6
"""Places after the point where a number does not end by itself."""


@dataclass(frozen=True)
class Phrases:
    """Says things in one language, at one length, on a 12 or 24 hour clock."""

    language: Language
    verbosity: str = "normal"
    hours: int = 12

    def say(self, key: str, count: int | None = None, **values: Any) -> str:
        """The reply `key`, its brief or full form where there is one; `count` picks the plural."""
        replies = self.language.replies
        form: Any = replies.get(f"{key}.{self.verbosity}", replies.get(key))
        if form is None:
            raise KeyError(f'no reply "{key}" in {self.language.code}.toml')
        if isinstance(form, dict):
            form = form.get("one", form["other"]) if count == 1 else form["other"]
        return str(form).format(count=count, **values)

    def reply(self, key: str, count: int | None = None, **values: Any) -> str:
        """What `say` says, as a sentence of its own: it begins with a capital."""
        text = self.say(key, count, **values)
        return text[:1].upper() + text[1:]

    def join(self, items: Sequence[str]) -> str:
        """a / a and b / a, b and c."""
        words = self.language.words["join"]
        if len(items) < 2:
            return "".join(items)
        return f"{words['comma'].join(items[:-1])}{words['and']}{items[-1]}"

    def duration(self, seconds: float) -> str:
        """90 → "1 minute and 30 seconds"; the two largest units from an hour on."""
        left = round(seconds)
        parts: list[str] = []
        for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
            amount, left = divmod(left, length)
            if amount:
                parts.append(self.say(f"unit.{unit}", count=amount))
        if not parts:
            return self.say("unit.second", count=0)
        return str(self.language.words["join"]["units"]).join(parts[:2])

    def clock(self, moment: datetime) -> str:
        """The time of day."""
        words = self.language.words["clock"]
        form = words["24"] if self.hours == 24 else words["12"]
        form = form["exact" if moment.minute == 0 else "minutes"]
        half = next(text for before, text in words["parts"] if moment.hour < before)
        return str(form).format(
            hour=moment.hour if self.hours == 24 else moment.hour % 12 or 12,
            minute=f"{moment.minute:02}", part=half,
        )  # fmt: skip

    def day(self, day: date, today: date | None = None) -> str:
        """Weekday, month and day; with the year where it is another one than today's."""
        words = self.language.words["date"]
        form = words["form"] if today is None or today.year == day.year else words["with_year"]
        return str(form).format(
            weekday=words["weekdays"][day.weekday()], month=words["months"][day.month - 1],
            day=day.day, year=day.year,
        )  # fmt: skip

    def weekday(self, day: date) -> str:
        return str(self.language.words["date"]["weekdays"][day.weekday()])

    def when(self, moment: datetime, now: datetime) -> str:
        """Day and time, the day left out today: "tomorrow at 9 am"."""
        time = self.clock(moment)
        days = (moment.date() - now.date()).days
        if days == 0:
            return self.say("when.today", time=time)
        if days == 1:
            return self.say("when.tomorrow", time=time)
        return self.say("when.date", day=self.day(moment.date(), now.date()), time=time)

    def number(self, value: Fraction | int) -> str:
        """Exact where it ends within six places, otherwise rounded there."""
        value = Fraction(value)
        if value.denominator == 1:
            return self._signed(str(abs(value.numerator)), value < 0)
        scaled = round(abs(value) * 10**DECIMALS)
        whole, rest = divmod(scaled, 10**DECIMALS)
        digits = f"{rest:0{DECIMALS}}".rstrip("0")
        return self._signed(f"{whole}.{digits}" if digits else str(whole), value < 0)

    def _signed(self, digits: str, negative: bool) -> str:
        """Minus as a word: a hyphen is easily lost by a voice."""
        return self.language.words["minus"] + digits if negative else digits
