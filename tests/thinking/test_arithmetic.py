"""Sums are exact, and number words mean their numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from edge.language import load
from edge.thinking.arithmetic import SumError, evaluate, root
from edge.thinking.wording import matching_form

NUMBERS = st.integers(-10_000, 10_000)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_sums_and_products_are_exact(a: int, b: int, c: int) -> None:
    assert evaluate(f"{a} + {b} * {c}".replace("+ -", "- ")) in (a + b * c, a - abs(b) * c)
    assert evaluate(f"({a}) - ({b}) * ({c})") == a - b * c


@given(NUMBERS, st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_quotient_times_its_divisor_is_the_dividend(a: int, b: int, c: int) -> None:
    assert evaluate(f"({a}) / {b} * {b}") == a
    assert evaluate(f"({a}) / {b} / {c}") == Fraction(a, b * c)


@given(st.integers(0, 10**7))
def test_roots_of_squares_and_cubes_come_out_even(value: int) -> None:
    assert root(Fraction(value**2), 2) == value
    assert root(Fraction(value**3, 8), 3) == Fraction(value, 2)


@given(st.fractions(0, 10**6))
def test_an_uneven_root_is_right_to_eleven_places(value: Fraction) -> None:
    found = root(value, 2)
    assert found**2 <= value < (found + Fraction(1, 10**11)) ** 2


@pytest.mark.parametrize("text", ["", "5", "5 +", "+", "()", "5 5", "2 ** 3", "__import__('os')"])
def test_what_is_no_sum_has_no_value(text: str) -> None:
    assert evaluate(text) is None


@pytest.mark.parametrize(
    ("text", "why"), [("1/0", "zero"), ("10^99", "large"), ("√(0-2)", "negative"), ("0^-1", "zero")]
)
def test_a_sum_without_an_answer_says_why(text: str, why: str) -> None:
    with pytest.raises(SumError, match=why):
        evaluate(text)


@pytest.mark.parametrize("code", ["en", "zh"])
@given(value=st.integers(0, 999_999_999))
def test_a_number_in_words_is_read_as_that_number(code: str, value: int) -> None:
    spelled = RbnfEngine.for_language(code).format_number(value).text
    assert matching_form(spelled, load(code)) == str(value)


@pytest.mark.parametrize(
    ("code", "said", "form"),
    [
        ("en", "two point seven five", "2.75"),
        ("en", "seven thirty p m", "7 30 p m"),
        ("en", "one hundred and five plus two", "105 plus 2"),
        ("en", "the twenty-first", "the 21th"),
        ("zh", "一百二", "120"),
        ("zh", "三点一刻", "3点1刻"),
        ("zh", "两点半", "2点半"),
        ("zh", "八点零五分", "8点05分"),
        ("zh", "周一十点", "周一10点"),
        ("zh", "百分之二十五", "百分之25"),
        ("zh", "１小时零5分", "1小时5分"),
    ],
)
def test_numbers_in_sentences_are_told_from_times_and_names(
    code: str, said: str, form: str
) -> None:
    assert matching_form(said, load(code)) == form
