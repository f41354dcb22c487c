"""Check digits, element strings and dates of codes, and what a product code says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.ports import Box, Code
from edge.seeing.codes import (
    Product,
    check_digit,
    day,
    elements,
    is_checked,
    product,
    upc_a,
)  # fmt: skip

ANYWHERE = Box(0, 0, 1, 1)


def code(kind: str, text: str) -> Code:
    return Code(kind, text, ANYWHERE)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("EAN13", "7310865004703"),
        ("EAN13", "4006381333931"),
        ("EAN8", "96385074"),
        ("UPCA", "036000291452"),
        ("UPCE", "01234565"),
        ("ITF14", "10012345000017"),
        ("GS1-128", "0107310865004703"),
    ],
)
def test_right_digits_check(kind: str, text: str) -> None:
    assert is_checked(code(kind, text))


@settings(deadline=None)
@given(st.integers(0, 10**12 - 1), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: int, place: int, by: int) -> None:
    digits = f"{number:012}"
    digits += str(check_digit(digits))
    wrong = str((int(digits[place]) + by) % 10)
    assert is_checked(code("EAN13", digits))
    assert not is_checked(code("EAN13", digits[:place] + wrong + digits[place + 1 :]))


@pytest.mark.parametrize(
    "text", ["", "731086500470", "73108650047033", "73108650O4703", "٧٣١٠٨٦٥٠٠٤٧٠٣"]
)
def test_what_is_no_number_of_its_length_does_not_check(text: str) -> None:
    assert not is_checked(code("EAN13", text))
    assert product(code("EAN13", text), 2026) is None


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("01234505", "012000003455"),
        ("01234523", "012200003453"),
        ("01234531", "012300000451"),
        ("01234543", "012340000053"),
        ("01234565", "012345000065"),
    ],
)
def test_eight_digits_stand_for_twelve(short: str, whole: str) -> None:
    assert upc_a(short[:7] + whole[-1]) == whole
    assert check_digit(whole[:-1]) == int(whole[-1])


def test_a_medicine_says_its_number_batch_and_last_day() -> None:
    text = "0107310865004703" + "17270131" + "10AB12\x1d" + "21SERIAL7"
    assert product(code("GS1 DataMatrix", text), 2026) == Product(
        "07310865004703", expires=date(2027, 1, 31), batch="AB12", serial="SERIAL7"
    )


def test_a_book_says_that_it_is_one() -> None:
    found = product(code("EAN13", "9780306406157"), 2026)
    assert found == Product("09780306406157", isbn="9780306406157")


@pytest.mark.parametrize(
    "text",
    [
        "0107310865004704",  # a wrong check digit
        "01073108650047",  # too short
        "17271301",  # month 13
        "17270230",  # a day that is not
        "99ABC",  # unknown
        "10" + "A" * 21,  # too long
        "",
    ],
)
def test_a_broken_chain_says_nothing(text: str) -> None:
    assert elements(text) is None
    assert not is_checked(code("GS1 DataMatrix", text))


@pytest.mark.parametrize(
    ("digits", "found"),
    [
        ("270131", date(2027, 1, 31)),
        ("280200", date(2028, 2, 29)),
        ("750101", date(2075, 1, 1)),
        ("770101", date(1977, 1, 1)),
        ("270001", None),
        ("2701", None),
    ],
)
def test_two_digits_of_a_year_are_near_the_present(digits: str, found: date | None) -> None:
    assert day(digits, 2026) == found


def test_a_letter_of_an_address_is_no_product() -> None:
    assert is_checked(code("QRCode", "any text"))
    assert product(code("QRCode", "any text"), 2026) is None
