"""Sums, worked out exactly in fractions; nothing is evaluated but numbers and their signs."""

from __future__ import annotations

import re
from fractions import Fraction
from math import isqrt

LARGEST = 10**15
LARGEST_EXPONENT = 100
ROOT_PLACES = 10**12
"""A root that does not come out even is cut off behind twelve places."""


class SumError(ValueError):
    """It is a sum, but has no answer that can be said: "zero" or "large"."""


def evaluate(expression: str) -> Fraction | None:
    """The value of a sum written with + - * / ^ ( ) % and √, or None where it is none.

    Raises SumError for a division by zero, an even root of a negative number, and results beyond
    LARGEST.
    """
    symbols = re.findall(r"\d+(?:\.\d+)?|[-+*/^()%√]", expression)
    if "".join(symbols) != re.sub(r"\s", "", expression) or len(symbols) < 2:
        return None
    parser = _Parser(symbols)
    try:
        value = parser.sum()
    except IndexError:
        return None
    return value if parser.at == len(symbols) else None


def root(value: Fraction, degree: int) -> Fraction:
    """Square or cube root; exact where it comes out even."""
    if value < 0 and degree == 2:
        raise SumError("negative")
    sign = -1 if value < 0 else 1
    scale = ROOT_PLACES**degree
    exact = (_whole_root(abs(value.numerator), degree), _whole_root(value.denominator, degree))
    if (exact[0] ** degree, exact[1] ** degree) == (abs(value.numerator), value.denominator):
        return sign * Fraction(*exact)
    return sign * Fraction(_whole_root(int(abs(value) * scale), degree), ROOT_PLACES)


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Whole exponents; a half is a square root."""
    if exponent == Fraction(1, 2):
        return root(base, 2)
    if exponent.denominator != 1 or abs(exponent) > LARGEST_EXPONENT:
        raise SumError("large")
    if base == 0 and exponent < 0:
        raise SumError("zero")
    return _checked(base**exponent.numerator)


def _whole_root(value: int, degree: int) -> int:
    """The largest whole number whose power is not above `value`."""
    if degree == 2:
        return isqrt(value)
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle - 1)
    return low


def _checked(value: Fraction) -> Fraction:
    if abs(value) > LARGEST or value.denominator > LARGEST**4:
        raise SumError("large")
    return value


class _Parser:
    """Recursive descent: sum → product → power → value."""

    def __init__(self, symbols: list[str]) -> None:
        self.symbols = symbols
        self.at = 0

    def _next(self, *wanted: str) -> str:
        """Take the next symbol if it is one of those; empty otherwise."""
        if self.at < len(self.symbols) and self.symbols[self.at] in wanted:
            self.at += 1
            return self.symbols[self.at - 1]
        return ""

    def sum(self) -> Fraction:
        value = self._product()
        while sign := self._next("+", "-"):
            other = self._product()
            value = _checked(value + other if sign == "+" else value - other)
        return value

    def _product(self) -> Fraction:
        value = self._power()
        while sign := self._next("*", "/"):
            other = self._power()
            if sign == "/" and other == 0:
                raise SumError("zero")
            value = _checked(value * other if sign == "*" else value / other)
        return value

    def _power(self) -> Fraction:
        if self._next("-"):
            return -self._power()
        base = self._value()
        return power(base, self._power()) if self._next("^") else base

    def _value(self) -> Fraction:
        if self._next("("):
            value = self.sum()
            if not self._next(")"):
                raise IndexError
        elif self._next("√"):
            value = root(self._value(), 2)
        else:
            symbol = self.symbols[self.at]
            if not symbol[0].isdigit():
                raise IndexError
            self.at += 1
            value = Fraction(symbol)
        return value / 100 if self._next("%") else value
