"""What a language model wants done, checked: the skill exists and every value fits its slot.

A grammar keeps a model to a schema but not to its limits, and a remote model keeps to nothing, so
nothing is taken on trust here.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from edge.thinking.mind.tools import SKILL
from edge.thinking.moments import DURATION_SLOTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edge.language import NumberRange
    from edge.thinking.mind.tools import Tool, Tools
    from edge.thinking.templates import Value

LONGEST_TEXT = 200
"""Characters of a name, a note or any other free text."""


@dataclass(frozen=True)
class Call:
    """A skill with values that all fit."""

    skill: str
    slots: Mapping[str, Value] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    """How the model put each value."""


@dataclass(frozen=True)
class Unfit:
    """Why nothing is run: the reply to give, and what it names."""

    reply: str = "mind.unusable"
    values: Mapping[str, int] = field(default_factory=dict)


def read_object(text: str) -> dict[str, Any] | None:
    """The one JSON object that `text` is; None where it is anything else, or names a key twice."""
    try:
        found = json.loads(
            text, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_unique
        )
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def checked(fields: Mapping[str, Any], tools: Tools) -> Call | Unfit:
    """The call that the fields of an answer make, or why they make none."""
    tool = tools.by_skill.get(str(fields.get(SKILL)))
    if tool is None:
        return Unfit()
    given = _given({name: value for name, value in fields.items() if name != SKILL})
    if frozenset(given) not in tool.fillings:
        return Unfit()
    slots: dict[str, Value] = {}
    for name, value in given.items():
        found = _value(tool, name, value, tools)
        if isinstance(found, Unfit):
            return found
        slots[name] = found
    return Call(tool.skill, slots, {name: str(value) for name, value in given.items()})


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without what only fills a form: null, empty text, and no hours beside ten minutes."""
    told = {name: value for name, value in fields.items() if value is not None and value != ""}
    lengths = [name for name in DURATION_SLOTS if name in told]
    zeros = [name for name in lengths if _is_number(told[name]) and told[name] == 0]
    dropped = zeros if len(zeros) < len(lengths) else []
    return {name: value for name, value in told.items() if name not in dropped}


def _value(tool: Tool, slot: str, value: object, tools: Tools) -> Value | Unfit:
    list_name, grammar = tool.slots[slot], tools.grammar
    if span := grammar.language.numbers.get(list_name):
        return _number(value, span)
    if not isinstance(value, str):
        return Unfit()
    if list_name in grammar.language.lists:
        return grammar.values[list_name].get(grammar.form(value), Unfit())
    return value.strip() if _is_line(value) else Unfit()


def _number(value: object, span: NumberRange) -> Value | Unfit:
    if not isinstance(value, (int, Decimal)) or not _is_number(value):
        return Unfit()
    if not span.low <= value <= span.high:
        return Unfit("out_of_range", {"low": span.low, "high": span.high})
    if value == int(value):
        return int(value)
    # a tiny exponent would make a denominator of millions of digits
    is_plain = isinstance(value, Decimal) and int(value.as_tuple().exponent) >= -12
    return Fraction(value) if span.decimal and is_plain else Unfit()


def _is_number(value: object) -> bool:
    """True and false are no numbers here."""
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _is_line(text: str) -> bool:
    """Words on one line, of a length that somebody may have said."""
    printable = all(unicodedata.category(character) not in ("Cc", "Cs") for character in text)
    return printable and 0 < len(text.strip()) <= LONGEST_TEXT


def _refused(name: str) -> object:
    raise ValueError(f"{name} is no number")


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    pairs = list(pairs)
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
