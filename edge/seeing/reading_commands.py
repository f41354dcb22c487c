"""What may be asked of a text that was read, besides reading it: spelling, and only the numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge.seeing.document import Piece

Kind: TypeAlias = Literal["letter", "digit", "character", "mark", "space"]
UNITS = (
    "mcg|µg|mg|kg|g|ml|cl|dl|l|mm|cm|km|m|kcal|kJ|kWh|W|V|°C|°F|℃|IU|IE|%|"
    "kr|SEK|NOK|DKK|EUR|USD|GBP|CNY|€|\\$|£|元|kronor|euro|a\\.?m\\.?|p\\.?m\\.?"
)
_NUMBER = re.compile(
    r"[€$£¥￥]?\s?[+\-−]?"
    r"(?:(?<![\w.,])\d{1,4}(?: \d{2,4})+(?![\w])|\d+(?:[.,:/\-–'’]\d+)*)"
    rf"(?:\s?(?:{UNITS})(?![A-Za-z])|[A-Za-z]{{1,2}}(?![\w])|[起元年月日号])?"
)


@dataclass(frozen=True, slots=True)
class Spelled:
    """One sign of a word that is spelled."""

    kind: Kind
    text: str
    """As printed."""
    is_capital: bool = False


def spelled(text: str) -> tuple[Spelled, ...]:
    """Sign by sign; several spaces are one."""
    return tuple(_spelled(sign) for sign in re.sub(r"\s+", " ", text.strip()))


def numbers(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Every number as printed, with what belongs to it: currency, unit, the marks of a date."""
    return tuple(
        found.group().strip() for piece in pieces for found in _NUMBER.finditer(piece.text)
    )


def _spelled(sign: str) -> Spelled:
    category = unicodedata.category(sign)
    if sign == " ":
        return Spelled("space", sign)
    if category == "Nd":
        return Spelled("digit", sign)
    if category == "Lo":
        return Spelled("character", sign)
    if category.startswith("L"):
        return Spelled("letter", sign, category == "Lu")
    return Spelled("mark", sign)
