"""Arithmetic, exact."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from edge.thinking.arithmetic import SumError, evaluate, power, root
from edge.thinking.skill import skill
from edge.thinking.wording import matching_form

if TYPE_CHECKING:
    from edge.language import Language
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots


@skill("sum", follow={"number": "sum", "operator": "sum"})
def work_out(slots: Slots, context: Context) -> Answer | None:
    try:
        value = _value(slots, context.language)
    except SumError as error:
        return context.reply(f"sum.{error}")
    if value is None:
        return None
    context.result = value
    said = context.phrases.number(value)
    exact = (value * 10**6).denominator == 1
    return context.reply("sum.is" if exact else "sum.about", value=said)


def _value(slots: Slots, language: Language) -> Fraction | None:
    if "expression" in slots:
        return evaluate(_symbols(str(slots["expression"]), language))
    if "half_of" in slots:
        return Fraction(slots["half_of"]) / 2
    if "root_of" in slots:
        return root(Fraction(slots["root_of"]), 2)
    first = Fraction(slots["a"])
    if "percent_of" in slots:
        return first * Fraction(slots["percent_of"]) / 100
    if "root" in slots:
        return root(first, int(slots["root"]))
    if "power" in slots:
        return power(first, Fraction(slots["power"]))
    if "operator_1" not in slots:
        return None
    return evaluate(_chain(slots))


def _chain(slots: Slots) -> str:
    """Operands a to d with the operators between them, as one written sum."""
    parts = [_written(slots["a"])]
    for number, name in enumerate("bcd", start=1):
        if f"operator_{number}" in slots:
            parts += [str(slots[f"operator_{number}"]), _written(slots[name])]
    return "".join(parts)


def _written(value: int | Fraction) -> str:
    """As digits in brackets: a fraction as its division, so that nothing is lost."""
    number = Fraction(value)
    return f"({number.numerator}/{number.denominator})"


def _symbols(words: str, language: Language) -> str:
    """The words of a typed sum as signs."""
    text = matching_form(words, language)
    signs = [(matching_form(choice.said, language), choice.value)
             for choice in language.lists["operator"]]  # fmt: skip
    signs += [(said, sign) for said, sign in language.words["signs"].items()]
    for said, sign in sorted(signs, key=lambda pair: -len(pair[0])):
        text = text.replace(said, f" {sign} ")
    return text
