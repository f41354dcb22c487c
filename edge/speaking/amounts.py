"""Money, fractions, quantities, ordinals, ranges and plain numbers as they are said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from edge.speaking.rules import NOT_AFTER, NOT_BEFORE, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edge.speaking.numerals import Numerals
    from edge.speaking.rules import Rule


class Amounts:
    """The rules for everything that is counted or measured."""

    def __init__(self, table: Mapping[str, Any], numerals: Numerals, joint: str) -> None:
        """`joint`: what stands between two words."""
        self._table = table
        self._numerals = numerals
        self._joint = joint

    def rules(self) -> Iterable[Rule]:
        """Money, fractions, quantities, ordinals, ranges and plain numbers."""
        table, number = self._table, self._number_pattern()
        yield re.compile(rf"(?P<sign>{any_of(table['currencies'])})\s?(?P<n>{number})"), self._money
        yield re.compile(rf"(?P<n>{number})\s?(?P<sign>{any_of(table['currencies'])})"), self._money
        yield re.compile(rf"{NOT_AFTER}{any_of(table['fractions'])}(?![\d/])"), self._fraction
        yield (
            re.compile(rf"(?P<n>{number})\s?(?P<unit>{any_of(table['units'])})(?![A-Za-z\d²³])"),
            self._quantity,
        )
        if suffixes := table.get("ordinal_suffixes"):
            yield re.compile(rf"{NOT_AFTER}(?P<n>\d+)(?:{suffixes})\b"), self._nth
        yield (
            re.compile(rf"{NOT_AFTER}(?P<low>\d{{1,3}})[–-](?P<high>\d{{1,3}}){NOT_BEFORE}"),
            self._range,
        )
        yield (
            re.compile(rf"{number}{NOT_BEFORE}(?P<counter>(?=[{table.get('counters', '')}\0]))?"),
            self._number,
        )

    def _number_pattern(self) -> str:
        group = re.escape(self._table.get("group", ","))
        decimal = re.escape(self._table.get("decimal", "."))
        return (
            rf"{NOT_AFTER}(?:(?<![A-Za-z\d)])[-−])?"
            rf"(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{decimal}\d+)?(?![\d])"
        )

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
        said = (
            self._numerals.counted(int(written))
            if written == "2"
            else self._numerals.number(written)
        )
        return form.format(said) if "{}" in form else f"{said}{self._joint}{form}"

    def _fraction(self, match: re.Match[str]) -> str:
        return str(self._table["fractions"][match[0]])

    def _nth(self, match: re.Match[str]) -> str:
        return self._numerals.ordinal(int(match["n"]))

    def _range(self, match: re.Match[str]) -> str:
        said = (self._numerals.number(match["low"]), self._table["range"])
        return self._joint.join((*said, self._numerals.number(match["high"])))

    def _number(self, match: re.Match[str]) -> str:
        if match[0] == "2" and match["counter"] is not None:
            return self._numerals.counted(2)
        return self._numerals.number(match[0])
