"""What does harm when misread is said plainly only if two readings agree."""

from __future__ import annotations

import pytest

from edge.ports import Box, TextLine
from edge.seeing.witnesses import Witnessed, kinds_of, needs_witness, witnessed


def lines(*texts: str) -> list[TextLine]:
    return [TextLine(text, 0.9, Box(0, 30 * n, 300, 30 * n + 20)) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Paracetamol 500 mg", "medicine"),
        ("Take 2 tablets daily", "medicine"),
        ("1 tablett morgon", "medicine"),
        ("一次2片", "medicine"),
        ("Total: 129", "money"),
        ("49,90 kr", "money"),
        ("¥5.8", "money"),
        ("Contains milk and soya", "allergen"),
        ("Kan innehålla spår av nötter", "allergen"),
        ("含有花生", "allergen"),
        ("EXP 03/27", "date"),
        ("Best before: see lid", "date"),
        ("12 DEC 2026", "date"),
        ("有效期至", "date"),
    ],
)
def test_what_matters_is_recognised(text: str, kind: str) -> None:
    assert kind in kinds_of(text)
    assert needs_witness(lines(text))


@pytest.mark.parametrize("text", ["Way out", "Yuyuan Rd.", "愚园路", "Platform 3", "Chapter 12"])
def test_most_print_needs_no_witness(text: str) -> None:
    assert not needs_witness(lines(text))


def test_two_readings_that_agree_are_told_plainly() -> None:
    found = witnessed(lines("Ipren 400 mg", "a nice box"), lines("a nlce box", "Ipren 400 mg"))
    assert found == [Witnessed(frozenset({"medicine"}), ("Ipren 400 mg",), True)]


def test_two_readings_that_differ_are_both_told() -> None:
    (found,) = witnessed(lines("Ipren 400 mg"), lines("Ipren 100 mg"))
    assert found.readings == ("Ipren 400 mg", "Ipren 100 mg")
    assert not found.is_agreed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EXP 03/27", "EXP 08/27"),
        ("Total: 12,90", "Total: 1290"),
        ("Total: -5", "Total: 5"),
        ("2,5 ml", "25 ml"),
        ("Losartan 50 mg", "Lorantan 50 mg"),
        ("gluten free", "gluten"),
        ("contains milk", "contains silk"),
    ],
)
def test_a_sign_a_digit_or_a_letter_that_matters_is_a_difference(one: str, other: str) -> None:
    assert [found.is_agreed for found in witnessed(lines(one), lines(other))] == [False]


def test_a_letter_beside_a_date_or_a_price_is_none() -> None:
    (date,) = witnessed(lines("Best before 03.2027"), lines("Best hefore 03.2027"))
    assert date == Witnessed(frozenset({"date"}), ("Best before 03.2027",), True)


def test_a_line_that_only_one_reading_has_is_not_agreed_on() -> None:
    first, second = lines("EXP 03/27"), lines("Contains egg")
    assert witnessed(first, []) == [Witnessed(frozenset({"date"}), ("EXP 03/27",), False)]
    assert [one.readings for one in witnessed(first, second)] == [("EXP 03/27",), ("Contains egg",)]


def test_equal_lines_each_need_a_witness_of_their_own() -> None:
    found = witnessed(lines("5 mg", "5 mg"), lines("5 mg"))
    assert [one.is_agreed for one in found] == [True, False]
