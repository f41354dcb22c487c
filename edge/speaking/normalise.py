"""Writing turned into what is said: numbers, units, dates, times, money, abbreviations, signs.

All words of a language stand in the [spoken] table of its data file. The result knows the way
back, so that what was heard is told in the characters of the original.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from edge.speaking.numerals import Numerals
from edge.speaking.spoken import Replacement, Spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]

_NOT_AFTER = r"(?<![A-Za-z\d.,])"
_NOT_BEFORE = r"(?![A-Za-z\d]|[.,]\d)"
_TIME = re.compile(
    rf"{_NOT_AFTER}(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
    rf"(?:\s?(?P<half>[AaPp])\.?[Mm]\b)?{_NOT_BEFORE}"
)
_DATE = re.compile(
    rf"{_NOT_AFTER}(?P<year>[12]\d{{3}})(?:-|/|年)(?P<month>0?[1-9]|1[0-2])(?:-|/|月)"
    rf"(?P<day>0?[1-9]|[12]\d|3[01])(?:日|号)?{_NOT_BEFORE}"
)
_PHONE = re.compile(rf"{_NOT_AFTER}(?P<plus>\+)?\d{{2,4}}(?:[ -]\d{{2,4}}){{2,4}}{_NOT_BEFORE}")
_RUNS_INTO = re.compile(r"[^\s.,;:!?\"'“”‘’()\[\]{}*_`]")


class Normaliser:
    """Says the writing of one language. Pure once made."""

    def __init__(self, code: str, table: Mapping[str, Any], spaced: bool = True) -> None:
        """`spaced`: the language puts spaces between words."""
        self._table = table
        self._joint = " " if spaced else ""
        self._numerals = Numerals(code, table, self._joint)
        self._rules = list(self._made_rules())

    def spoken(self, text: str) -> Spoken:
        """What to say for `text`; earlier rules take their characters from later ones."""
        found: list[Replacement] = []
        taken = bytearray(len(text))
        for pattern, say in self._rules:
            for match in pattern.finditer(text):
                start, end = match.span()
                if start == end or any(taken[start:end]) or (said := say(match)) is None:
                    continue
                taken[start:end] = b"\1" * (end - start)
                found.append(Replacement(start, end, self._apart(text, start, end, said)))
        return Spoken(text, tuple(sorted(found, key=lambda replacement: replacement.start)))

    def _apart(self, text: str, start: int, end: int, said: str) -> str:
        """With a space on each side where words would run together."""
        if not said or not self._joint:
            return said
        before = " " if start and _RUNS_INTO.match(text[start - 1]) else ""
        after = " " if _RUNS_INTO.match(text[end : end + 1]) else ""
        return before + said + after

    def _made_rules(self) -> Iterable[Rule]:
        yield from self._fixed_points()
        yield from self._amounts()
        yield from self._words()

    def _fixed_points(self) -> Iterable[Rule]:
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

    def _amounts(self) -> Iterable[Rule]:
        """Money, fractions, quantities, ordinals, ranges and plain numbers."""
        table, number = self._table, self._number_pattern()
        yield re.compile(rf"(?P<sign>{_any(table['currencies'])})\s?(?P<n>{number})"), self._money
        yield re.compile(rf"(?P<n>{number})\s?(?P<sign>{_any(table['currencies'])})"), self._money
        yield re.compile(rf"{_NOT_AFTER}{_any(table['fractions'])}(?![\d/])"), self._fraction
        yield (
            re.compile(rf"(?P<n>{number})\s?(?P<unit>{_any(table['units'])})(?![A-Za-z\d²³])"),
            self._quantity,
        )
        if suffixes := table.get("ordinal_suffixes"):
            yield re.compile(rf"{_NOT_AFTER}(?P<n>\d+)(?:{suffixes})\b"), self._nth
        yield (
            re.compile(rf"{_NOT_AFTER}(?P<low>\d{{1,3}})[–-](?P<high>\d{{1,3}}){_NOT_BEFORE}"),
            self._range,
        )
        yield (
            re.compile(rf"{number}{_NOT_BEFORE}(?P<counter>(?=[{table.get('counters', '')}\0]))?"),
            self._number,
        )

    def _words(self) -> Iterable[Rule]:
        """Abbreviations and signs."""
        table = self._table
        yield (
            re.compile(rf"(?<![A-Za-z.]){_any(table['abbreviations'])}(?![A-Za-z])"),
            self._abbreviation,
        )
        yield re.compile(r"(?<=\d)\s?[*x×]\s?(?=\d)"), lambda _: f" {table['symbols']['×']} "
        yield re.compile(_any(table["symbols"])), lambda match: str(table["symbols"][match[0]])

    def _number_pattern(self) -> str:
        group = re.escape(self._table.get("group", ","))
        decimal = re.escape(self._table.get("decimal", "."))
        return (
            rf"{_NOT_AFTER}(?:(?<![A-Za-z\d)])[-−])?"
            rf"(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{decimal}\d+)?(?![\d])"
        )

    def _time(self, match: re.Match[str]) -> str:
        hour, minute, forms = int(match["hour"]), int(match["minute"]), self._table["times"]
        if match["second"]:
            kind = "seconds"
        elif minute == 0:
            kind = "half_day" if match["half"] else "hour" if hour <= 12 else "late_hour"
        else:
            kind = "small_minute" if minute < 10 else "minute"
        said: str = forms[kind].format(
            hour=self._counted(hour),
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

    def _money(self, match: re.Match[str]) -> str:
        one, many, *minor = self._table["currencies"][match["sign"]]
        whole, point, cents = match["n"].partition(self._table.get("decimal", "."))
        if not (minor and point and len(cents) == 2):
            amount = match["n"].rstrip("0").rstrip(point) if point else match["n"]
            return self._with_unit(amount, one, many)
        said = self._with_unit(whole, one, many)
        if int(cents):
            said += self._table["and_cents"] + self._with_unit(str(int(cents)), *minor)
        return said

    def _quantity(self, match: re.Match[str]) -> str:
        forms = self._table["units"][match["unit"]]
        return self._with_unit(match["n"], forms[0], forms[-1])

    def _with_unit(self, written: str, one: str, many: str) -> str:
        """`one` and `many` may say with {} where the number goes: "百分之{}"."""
        form = one if written.lstrip("-−") == "1" else many
        said = self._counted(int(written)) if written == "2" else self._numerals.number(written)
        return form.format(said) if "{}" in form else f"{said}{self._joint}{form}"

    def _counted(self, number: int) -> str:
        """Two of something is a word of its own in some languages."""
        if number == 2 and (pair := self._table.get("counted_two")):
            return str(pair)
        return self._numerals.cardinal(number)

    def _fraction(self, match: re.Match[str]) -> str:
        return str(self._table["fractions"][match[0]])

    def _nth(self, match: re.Match[str]) -> str:
        return self._numerals.ordinal(int(match["n"]))

    def _range(self, match: re.Match[str]) -> str:
        said = (self._numerals.number(match["low"]), self._table["range"])
        return self._joint.join((*said, self._numerals.number(match["high"])))

    def _number(self, match: re.Match[str]) -> str:
        if match[0] == "2" and match["counter"] is not None:
            return self._counted(2)
        return self._numerals.number(match[0])

    def _abbreviation(self, match: re.Match[str]) -> str:
        """The full stop stays where it also ends the sentence."""
        said = str(self._table["abbreviations"][match[0]])
        ends = re.match(r"\s*$|\s+[A-Z]", match.string[match.end() :])
        closes = match[0] in self._table.get("closing_abbreviations", ()) and ends
        return said + "." if closes else said


def _any(words: Iterable[str]) -> str:
    """One of the words, the longest that fits."""
    ordered = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, ordered))})"
