"""Two witnesses for what does harm when it is misread: medicine, money, allergens, dates; pure.

Two readings (of two pictures, by two engines, or at two sizes) must agree before such a line is
said plainly. Where they do not, both are told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, TypeAlias

from edge.seeing.document import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports import TextLine

Kind: TypeAlias = Literal["medicine", "money", "allergen", "date"]

COUNTERPART = 0.5
"""Likeness from which a line of the second reading is taken for the same line."""
_ALLERGENS = (
    "gluten|wheat|barley|oats?|crustacean|shrimp|prawn|crab|eggs?|fish|peanuts?|soya?|milk|lactose|"
    "nuts?|almonds?|hazelnuts?|walnuts?|cashews?|celery|mustard|sesame|sulphites?|sulfites?|lupin|"
    "molluscs?|mussels?|"
    "vete|korn|havre|kräftdjur|räkor|ägg|fisk|jordnöt|soja|mjölk|laktos|nöt|mandel|selleri|senap|"
    "weizen|gerste|hafer|krebstiere|eier|fisch|erdn[uü]ss|milch|n[uü]sse|sellerie|senf|sesam|"
    "blé|orge|avoine|œufs?|oeufs?|poisson|arachide|lait|noix|amandes?|céleri|moutarde|"
    "trigo|cebada|avena|huevos?|pescado|cacahuetes?|leche|nueces|almendras?|apio|mostaza"
)
"""The fourteen of Regulation (EU) 1169/2011, annex II, in five languages."""
_MONTHS = "jan|feb|mar|apr|ma[yijr]|jun|jul|aug|sep|o[kc]t|nov|dec|d[ei][cz]"
_PATTERNS: dict[Kind, str] = {
    "medicine": r"\d\s?(?:mg|mcg|µg|ug|ml|IU|IE|UI)\b|\d\s?(?:毫克|毫升|微克|片|粒)"
    r"|\b(?:tablet|tablett|tabletten|comprim|kapsel|capsul|gélule|dos(?:e|is|age|ering))\w*"
    r"|胶囊|用法|用量|服用",
    "money": r"[€$£¥￥]\s?\d|\d\s?(?:[€$£¥￥元]|kr\b|:-|SEK\b|EUR\b|USD\b|GBP\b|CNY\b)"
    r"|\b(?:price|pris|preis|prix|precio|total|summa|summe)\b|合计|价",
    "allergen": rf"\b(?:{_ALLERGENS})\w*|allerg|may contain|kan innehålla|过敏|含有?[^量]"
    r"|麸质|小麦|花生|大豆|牛奶|鸡蛋|坚果|芝麻|甲壳|鱼",
    "date": r"\b\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?\b|\d{1,2}\s?(?:" + _MONTHS + r")[a-z]*"
    r"|\b(?:exp|use by|best before|bbe|bäst före|utg|mhd|haltbar|à consommer|caducidad)\b"
    r"|\d年|\d月|有效期|保质期|生产日期",
}
_SIGNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _PATTERNS.items()}
_NUMBERS_ALONE: frozenset[Kind] = frozenset({"money", "date"})
"""Where a wrong letter changes nothing."""


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A line that matters, and what the two readings say of it."""

    kinds: frozenset[Kind]
    readings: tuple[str, ...]
    """The one they agree on, or both, or the only one."""
    is_agreed: bool


def kinds_of(text: str) -> frozenset[Kind]:
    """What a line may be about; empty for most."""
    return frozenset(kind for kind, sign in _SIGNS.items() if sign.search(text))


def needs_witness(lines: Sequence[TextLine]) -> bool:
    """Whether a second reading should be made before this is told."""
    return any(kinds_of(line.text) for line in lines)


def witnessed(first: Sequence[TextLine], second: Sequence[TextLine]) -> list[Witnessed]:
    """Every line that matters in either of them, in the order of the first."""
    left = [line.text for line in second]
    found: list[Witnessed] = []
    for text in (line.text for line in first):
        other = _counterpart(text, left)
        if other is not None:
            left.remove(other)
        kinds = kinds_of(text) | (kinds_of(other) if other is not None else frozenset())
        if kinds:
            found.append(_compared(kinds, text, other))
    alone = ((kinds_of(text), text) for text in left)
    return found + [Witnessed(kinds, (text,), False) for kinds, text in alone if kinds]


def _compared(kinds: frozenset[Kind], text: str, other: str | None) -> Witnessed:
    if other is None:
        return Witnessed(kinds, (text,), False)
    if _facts(kinds, text) == _facts(kinds, other):
        return Witnessed(kinds, (text,), True)
    return Witnessed(kinds, (text, other), False)


def _counterpart(text: str, among: Sequence[str]) -> str | None:
    best = max(among, key=lambda other: _likeness(text, other), default=None)
    return best if best is not None and _likeness(text, best) >= COUNTERPART else None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, folded(one), folded(other), autojunk=False).ratio()


def _facts(kinds: frozenset[Kind], text: str) -> tuple[str, ...]:
    """What has to be the same: each number, sign and place; and every letter of what is eaten."""
    numbers = tuple(re.findall(r"[+\-−]?\d+(?:[.,:/-]\d+)*", text))
    return numbers if kinds <= _NUMBERS_ALONE and numbers else (*numbers, folded(text))
