"""Numbers as words, by the rule-based formats of Unicode; what they lack, digit by digit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_CARDINAL = 15
"""More digits than these are said one by one."""


class Numerals:
    """Spells numbers; loads its rules when made, which takes 0.2 s the first time."""

    def __init__(self, code: str, table: Mapping[str, Any], joint: str) -> None:
        """`table`: the language's [spoken] table; `joint`: what stands between two words."""
        from unicode_rbnf import FormatPurpose, RbnfEngine

        self._rules = RbnfEngine.for_language(code)
        self._year, self._ordinal = FormatPurpose.YEAR, FormatPurpose.ORDINAL
        self._digits: list[str] = table["digits"]
        self._point: str = table["point"]
        self._minus: str = table["minus"]
        self._years_by_digits: bool = table.get("years_by_digits", False)
        self._group, self._decimal = table.get("group", ","), table.get("decimal", ".")
        self._pair: str | None = table.get("counted_two")
        self._joint = joint

    def number(self, written: str) -> str:
        """A number as it stands in a text: sign, groups and fraction included."""
        sign, rest = (self._minus, written[1:]) if written[0] in "-−" else ("", written)
        whole, _, fraction = rest.replace(self._group, "").partition(self._decimal)
        said = [self.by_digits(whole) if _is_code(whole) else self.cardinal(int(whole))]
        if fraction:
            said += [self._point, self.by_digits(fraction)]
        return self._joint.join([sign, *said] if sign else said)

    def cardinal(self, number: int) -> str:
        return self._said(number).replace("〇", self._digits[0])

    def counted(self, number: int) -> str:
        """So many of something: two is a word of its own in some languages."""
        return self._pair if number == 2 and self._pair else self.cardinal(number)

    def ordinal(self, number: int) -> str:
        return self._said(number, self._ordinal)

    def year(self, number: int) -> str:
        if self._years_by_digits:
            return self.by_digits(str(number))
        if number % 1000 < 10:  # "two thousand five", where the rules say "twenty five"
            return self.cardinal(number)
        if 0 < number % 100 < 10:
            return self._joint.join(
                (self.cardinal(number // 100), self._digits[0], self._digits[number % 10])
            )
        return self._said(number, self._year)

    def by_digits(self, digits: str) -> str:
        return self._joint.join(self._digits[int(digit)] for digit in digits)

    def _said(self, number: int, purpose: Any = None) -> str:
        text: str = (
            self._rules.format_number(number, purpose)
            if purpose
            else self._rules.format_number(number)
        ).text
        return text.replace("\u00ad", "")


def _is_code(digits: str) -> bool:
    """Not an amount: a leading zero, or longer than anyone counts."""
    return len(digits) > _LONGEST_CARDINAL or (len(digits) > 1 and digits[0] == "0")
