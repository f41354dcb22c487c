"""Dates, times, years and telephone numbers as they are said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from edge.speaking.rules import NOT_AFTER, NOT_BEFORE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edge.speaking.numerals import Numerals
    from edge.speaking.rules import Rule

_TIME = re.compile(
    rf"{NOT_AFTER}(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
    rf"(?:\s?(?P<half>[AaPp])\.?[Mm]\b)?{NOT_BEFORE}"
)
_DATE = re.compile(
    rf"{NOT_AFTER}(?P<year>[12]\d{{3}})(?:-|/|年)(?P<month>0?[1-9]|1[0-2])(?:-|/|月)"
    rf"(?P<day>0?[1-9]|[12]\d|3[01])(?:日|号)?{NOT_BEFORE}"
)
_PHONE = re.compile(
    rf"{NOT_AFTER}(?:\+\d{{1,3}}(?:[ -]\d{{2,4}}){{2,4}}|\d{{2,4}}(?:-\d{{2,4}}){{2,4}}"
    rf"|0\d{{1,3}}(?: \d{{2,4}}){{2,4}}){NOT_BEFORE}"
)


class Moments:
    """The rules for points in time and other fixed groups of digits."""

    def __init__(self, table: Mapping[str, Any], numerals: Numerals) -> None:
        self._table = table
        self._numerals = numerals

    def rules(self) -> Iterable[Rule]:
        """What the engine reads best itself, dates, times, years and telephone numbers."""
        table = self._table
        if kept := table.get("kept"):
            yield re.compile(rf"(?<![A-Za-z\d])(?:{kept})"), lambda match: match[0]
        yield _DATE, self._date
        yield _TIME, self._time
        yield _PHONE, lambda match: self._numerals.by_digits(re.sub(r"\D", "", match[0]))
        if years := table.get("year_after"):
            yield (
                re.compile(rf"\b(?:{years})\s(?P<year>1[1-9]\d\d|20\d\d)\b(?!\s?[A-Za-z%°]*\d)"),
                self._year,
            )
        if years := table.get("year_before"):
            yield re.compile(rf"(?<!\d)(?P<year>[12]\d{{3}})(?={years})"), self._year

    def _time(self, match: re.Match[str]) -> str:
        hour, minute, forms = int(match["hour"]), int(match["minute"]), self._table["times"]
        if match["second"]:
            kind = "seconds"
        elif minute == 0:
            kind = "half_day" if match["half"] else "hour" if hour <= 12 else "late_hour"
        else:
            kind = "small_minute" if minute < 10 else "minute"
        said: str = forms[kind].format(
            hour=self._numerals.counted(hour),
            minute=self._numerals.cardinal(minute),
            second=self._numerals.cardinal(int(match["second"] or 0)),
        )
        return said + (forms[match["half"].lower()] if match["half"] else "")

    def _date(self, match: re.Match[str]) -> str:
        month, day = int(match["month"]), int(match["day"])
        said: str = self._table["date"].format(
            year=self._numerals.year(int(match["year"])),
            month=self._table["months"][month - 1],
            day=self._numerals.cardinal(day),
            day_ordinal=self._numerals.ordinal(day),
        )
        return said

    def _year(self, match: re.Match[str]) -> str:
        return match[0].replace(match["year"], self._numerals.year(int(match["year"])))
