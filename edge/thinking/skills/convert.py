"""Units, converted by pint."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from edge.thinking.skill import skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

SIGNIFICANT = 5
"""Digits of a converted amount that are said."""


@cache
def _registry() -> Any:
    """Takes half a second the first time, as pint is imported."""
    import pint

    return pint.UnitRegistry(non_int_type=Fraction)


@skill("convert", follow={"unit": "convert", "number": "convert"}, warm=_registry)
def convert(slots: Slots, context: Context) -> Answer:
    number = Fraction(slots.get("number", 1))
    source, target = str(slots["from_unit"]), str(slots["to_unit"])
    converted = _converted(number, source, target)
    if converted is None:
        return context.reply("convert.unlike", source=_unit(context, source, 2).strip(),
                             target=_unit(context, target, 2).strip())  # fmt: skip
    value = _rounded(converted)
    return context.reply(
        "convert.is",
        amount=f"{context.phrases.number(number)}{_unit(context, source, number)}",
        value=f"{context.phrases.number(value)}{_unit(context, target, value)}",
    )


def _converted(number: Fraction, source: str, target: str) -> Fraction | None:
    """None where the two do not measure the same."""
    import pint

    units = _registry()
    try:
        return Fraction(units.Quantity(number, source).to(target).magnitude)
    except pint.DimensionalityError:
        return None


def _rounded(value: Fraction) -> Fraction:
    """To SIGNIFICANT digits, but never below whole numbers."""
    if value == 0:
        return value
    places = SIGNIFICANT - 1
    size = abs(value)
    while size >= 10 and places > 0:
        size /= 10
        places -= 1
    while size < 1 and places < 12:
        size *= 10
        places += 1
    return Fraction(round(value * 10**places), 10**places)


def _unit(context: Context, unit: str, count: Fraction | int) -> str:
    """The unit's name as it stands behind a number."""
    one, other = context.language.words["units"][unit]
    return str(one if count == 1 else other)
