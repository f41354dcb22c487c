"""What a code's digits say, checked once more by our own arithmetic; pure.

Check digits and element strings: GS1 General Specifications, 7.9 and 3.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge.ports import Code

RETAIL_DIGITS = {"EAN13": 13, "EAN8": 8, "UPCA": 12, "UPCE": 8, "ITF14": 14}
"""Kinds that are digits alone, the last of which checks the others."""
CHAINED = frozenset(
    {"GS1-128", "GS1 DataMatrix", "GS1 QR Code", "DataBarOmni", "DataBarStkOmni", "DataBarLtd",
     "DataBarExp", "DataBarExpStk"}
)  # fmt: skip
"""Kinds whose text is a chain of element strings."""
SEPARATOR = "\x1d"
"""FNC1, behind elements of no fixed length."""


@dataclass(frozen=True, slots=True)
class Element:
    """How one application identifier is written: its meaning, and the length of what follows."""

    name: str
    longest: int
    is_fixed: bool = False


ELEMENTS = {
    "00": Element("sscc", 18, True),
    "01": Element("gtin", 14, True),
    "02": Element("content", 14, True),
    "10": Element("batch", 20),
    "11": Element("produced", 6, True),
    "12": Element("due", 6, True),
    "13": Element("packed", 6, True),
    "15": Element("best before", 6, True),
    "16": Element("sell by", 6, True),
    "17": Element("expires", 6, True),
    "20": Element("variant", 2, True),
    "21": Element("serial", 20),
    "22": Element("consumer variant", 20),
    "30": Element("count", 8),
    "37": Element("count", 8),
    "240": Element("additional", 30),
    "241": Element("customer part", 30),
    "400": Element("order", 30),
    **{f"71{digit}": Element("national number", 20) for digit in range(7)},
    **{
        f"3{unit}{place}": Element("measure", 6, True)
        for unit in range(10, 38)
        for place in range(6)
    },
}
DATES = frozenset({"produced", "due", "packed", "best before", "sell by", "expires"})
_CHECKED = frozenset({"sscc", "gtin", "content"})


@dataclass(frozen=True, slots=True)
class Product:
    """What a code says of a thing."""

    gtin: str
    """Fourteen digits, or "" where the code carries none."""
    isbn: str = ""
    """Thirteen digits, of a book."""
    expires: date | None = None
    """The last day: "expires" or "best before", whichever is printed."""
    batch: str = ""
    serial: str = ""


def is_checked(code: Code) -> bool:
    """Whether its check digits are right; True too for kinds whose symbols check themselves."""
    if code.kind in RETAIL_DIGITS:
        return _is_retail(code.kind, code.text)
    if code.kind in CHAINED:
        return elements(code.text) is not None
    return bool(code.text)


def product(code: Code, year: int) -> Product | None:
    """None for codes that name no product. `year`: the present one, as codes tell two digits."""
    if not is_checked(code):
        return None
    if code.kind in RETAIL_DIGITS:
        text = upc_a(code.text) if code.kind == "UPCE" else code.text
        is_book = code.kind == "EAN13" and text.startswith(("978", "979"))
        return Product(text.zfill(14), isbn=text if is_book else "")
    found = elements(code.text) if code.kind in CHAINED else None
    return _product(found, year) if found else None


def check_digit(digits: str) -> int:
    """For the digits before it: weights 3 and 1 from the right, up to the next ten."""
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits)))
    return -total % 10


def upc_a(upc_e: str) -> str:
    """The twelve digits that eight stand for, by the rules of zero suppression."""
    system, body, check = upc_e[0], upc_e[1:7], upc_e[7]
    last = int(body[5])
    if last <= 2:
        return f"{system}{body[:2]}{last}0000{body[2:5]}{check}"
    if last == 3:
        return f"{system}{body[:3]}00000{body[3:5]}{check}"
    if last == 4:
        return f"{system}{body[:4]}00000{body[4]}{check}"
    return f"{system}{body[:5]}0000{last}{check}"


def elements(text: str) -> dict[str, str] | None:
    """Each element by its name; None where the chain is broken or one of its digits is wrong."""
    found: dict[str, str] = {}
    rest = text.lstrip(SEPARATOR)
    while rest:
        piece = _next(rest)
        if piece is None:
            return None
        element, value, rest = piece
        if not _is_valid(element, value):
            return None
        found[element.name] = value
    return found or None


def day(digits: str, year: int) -> date | None:
    """Of YYMMDD, within fifty years of `year`; day 00 is the last of the month. None: no date."""
    if not re.fullmatch(r"\d{6}", digits):
        return None
    full = int(digits[:2]) + year // 100 * 100
    full += 100 if full - year < -49 else -100 if full - year > 50 else 0
    month, number = int(digits[2:4]), int(digits[4:])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(full, month)[1]
    return date(full, month, number or last) if number <= last else None


def _is_retail(kind: str, text: str) -> bool:
    if not re.fullmatch(rf"[0-9]{{{RETAIL_DIGITS[kind]}}}", text):
        return False
    digits = upc_a(text) if kind == "UPCE" else text
    return check_digit(digits[:-1]) == int(digits[-1])


def _next(text: str) -> tuple[Element, str, str] | None:
    """The first element with its value, and what follows it."""
    for length in (2, 3, 4):
        element = ELEMENTS.get(text[:length])
        if element is None:
            continue
        value, mark, rest = text[length:].partition(SEPARATOR)
        if element.is_fixed:
            value = text[length : length + element.longest]
            return element, value, text[length + element.longest :].removeprefix(SEPARATOR)
        return element, value, rest if mark else ""
    return None


def _is_valid(element: Element, value: str) -> bool:
    if not value or len(value) > element.longest:
        return False
    if element.is_fixed and (len(value) < element.longest or not value.isdecimal()):
        return False
    if element.name in _CHECKED:
        return check_digit(value[:-1]) == int(value[-1])
    return element.name not in DATES or day(value, 2000) is not None


def _product(found: dict[str, str], year: int) -> Product:
    last = found.get("expires") or found.get("best before") or ""
    return Product(
        gtin=found.get("gtin", ""),
        expires=day(last, year),
        batch=found.get("batch", ""),
        serial=found.get("serial", ""),
    )
