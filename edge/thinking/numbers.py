"""Number words to digits: "twenty five" is 25, 一百二十 is 120; everything else stays as it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edge.language import Language


@dataclass(frozen=True)
class NumberWords:
    """The number words of one language, from [words.numbers] of its data file."""

    digits: Mapping[str, int]
    """Below ten, zero included."""
    teens: Mapping[str, int]
    """Ten to nineteen, which take nothing behind them."""
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    """Hundred and above."""
    ordinals: Mapping[str, int]
    point: str
    joiner: str
    """May stand behind a scale: "one hundred and five"."""
    not_decimal: str
    """Characters that follow minutes: behind one of them the point was a clock's."""


@cache
def words_of(language: Language) -> NumberWords:
    table = language.words["numbers"]
    return NumberWords(
        table["digits"], table.get("teens", {}), table.get("tens", {}), table["scales"],
        table.get("ordinals", {}), table["point"], table.get("joiner", ""),
        table.get("not_decimal", ""),
    )  # fmt: skip


def read_words(tokens: Sequence[str], words: NumberWords) -> tuple[str, int]:
    """The longest number at the start of `tokens` as digits, and how many tokens it took.

    ("", 0) where none starts here. Ordinals come out as "3rd" does: "21st" → 21 with "st".
    """
    value, used = _whole(tokens, words)
    if used == 0:
        ordinal = words.ordinals.get(tokens[0])
        return (f"{ordinal}th", 1) if ordinal else ("", 0)
    rest = tokens[used:]
    if (
        rest
        and value % 10 == 0
        and value < 100
        and value
        and 0 < words.ordinals.get(rest[0], 0) < 10
    ):
        return f"{value + words.ordinals[rest[0]]}th", used + 1
    if len(rest) > 1 and rest[0] == words.point and rest[1] in words.digits:
        decimals = _digit_run(rest[1:], words)
        return f"{value}.{decimals}", used + 1 + len(decimals)
    return str(value), used


def _digit_run(tokens: Sequence[str], words: NumberWords) -> str:
    run = ""
    for token in tokens:
        if token not in words.digits:
            break
        run += str(words.digits[token])
    return run


def _whole(tokens: Sequence[str], words: NumberWords) -> tuple[int, int]:
    """Value and length of a whole number in words: groups below a thousand, each with its scale."""
    total = used = 0
    limit = max(words.scales.values(), default=1) * 1000
    while used < len(tokens):
        group, length = _group(tokens[used + _joined(tokens, used, words) :], words)
        if length == 0:
            break
        end = used + _joined(tokens, used, words) + length
        scale = words.scales.get(tokens[end], 1) if end < len(tokens) else 1
        scale = scale if scale >= 1000 else 1
        if scale >= limit or (used and group >= limit):
            break
        total += group * scale
        used = end + (scale > 1)
        limit = scale
        if scale == 1:
            break
    return total, used


def _joined(tokens: Sequence[str], used: int, words: NumberWords) -> int:
    """1 where the joining word stands between a scale and more number, else 0."""
    is_joiner = used > 0 and used < len(tokens) and tokens[used] == words.joiner != ""
    return int(is_joiner and tokens[used - 1] in words.scales)


def _group(tokens: Sequence[str], words: NumberWords) -> tuple[int, int]:
    """A number below a thousand: "three hundred and twenty five"."""
    value, used = _below_hundred(tokens, words)
    if used and value < 20 and used < len(tokens) and words.scales.get(tokens[used]) == 100:
        value, used = value * 100, used + 1
        skip = _joined(tokens, used, words)
        more, length = _below_hundred(tokens[used + skip :], words)
        if length and more:
            return value + more, used + skip + length
    return value, used


def _below_hundred(tokens: Sequence[str], words: NumberWords) -> tuple[int, int]:
    if not tokens:
        return 0, 0
    first = tokens[0]
    if first in words.tens:
        unit = words.digits.get(tokens[1], 0) if len(tokens) > 1 else 0
        return words.tens[first] + unit, 1 + (unit > 0)
    for table in (words.teens, words.digits):
        if first in table:
            return table[first], 1
    return 0, 0


# -- Chinese -------------------------------------------------------------------------------------


def read_run(run: str, words: NumberWords) -> str:
    """Chinese number characters as digits: 三百零五 → 305, 二点五 → 2.5, 二零二六 → 2026."""
    whole, _, fraction = run.partition(words.point)
    decimals = "".join(str(words.digits[character]) for character in fraction)
    value = _spelled_out(whole, words) or str(_positional(whole, words))
    return f"{value}.{decimals}" if decimals else value


def _spelled_out(run: str, words: NumberWords) -> str:
    """Digit by digit, where no ten, hundred … stands in it."""
    if any(character not in words.digits for character in run) or len(run) < 2:
        return ""
    return "".join(str(words.digits[character]) for character in run)


def _positional(run: str, words: NumberWords) -> int:
    total = section = digit = last_scale = 0
    for character in run:
        if character in words.digits:
            digit = words.digits[character]
            last_scale = last_scale if digit else 0
            continue
        scale = words.scales[character]
        if scale >= 10_000:
            part = section + digit
            # 三万五千亿 multiplies all before it, 一亿零一万 only what stands behind 亿
            total = total + part * scale if total >= scale else (total + part) * scale
            section = digit = 0
        else:
            section += (digit or 1) * scale
            digit = 0
        last_scale = scale
    # 一百二 means 120: a last digit stands one place below the scale before it
    return total + section + digit * (last_scale // 10 if last_scale > 10 and digit else 1)


def run_pattern(words: NumberWords) -> re.Pattern[str]:
    """Finds a run of Chinese number characters, with a decimal part where digits follow."""
    digits = "".join(words.digits)
    zeros = "".join(word for word, value in words.digits.items() if value == 0)
    every = digits + "".join(words.scales)
    # 两点十分 is a time, 二点五 a decimal: behind the point only plain digits count
    return re.compile(
        f"[{every}]+(?:{words.point}(?![{zeros}])[{digits}]+(?![{every}{words.not_decimal}]))?"
    )
