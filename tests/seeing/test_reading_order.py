"""Reading order: columns, tables, rows, tilt, and pages that lie on their side."""

from __future__ import annotations

import time

import pytest

from edge.ports import Box, TextLine
from edge.seeing.reading_order import flat, in_reading_order, turned_by


def line(text: str, left: float, top: float, width: float = 0, height: float = 20) -> TextLine:
    return TextLine(text, 0.99, Box(left, top, left + (width or 10 * len(text)), top + height))


def order(*lines: TextLine) -> list[str]:
    return [one.text for one in flat(in_reading_order(lines))]


def column(prefix: str, left: float, top: float, rows: int) -> list[TextLine]:
    return [line(f"{prefix}{n} some words of text", left, top + 30 * n) for n in range(rows)]


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = column("a", 0, 0, 4), column("b", 300, 0, 4)
    mixed = [one for pair in zip(right, left, strict=True) for one in pair]
    assert order(*mixed) == [one.text for one in left + right]


def test_a_title_over_two_columns_comes_first_and_a_line_below_them_last() -> None:
    title = line("A title that goes over both columns", 50, 0, 450)
    left, right = column("a", 0, 50, 4), column("b", 300, 50, 4)
    foot = line("A line that goes below both columns", 50, 200, 450)
    wanted = [title, *left, *right, foot]
    assert order(*reversed(wanted)) == [one.text for one in wanted]


def test_columns_above_and_below_a_heading_are_not_mixed() -> None:
    parts = [column("a", 0, 0, 3), column("b", 300, 0, 3)]
    heading = line("A heading in the middle of the page", 50, 110, 450)
    below = [column("c", 0, 160, 3), column("d", 300, 160, 3)]
    wanted = [*parts[0], *parts[1], heading, *below[0], *below[1]]
    assert order(*reversed(wanted)) == [one.text for one in wanted]


def test_prices_are_read_beside_what_they_cost() -> None:
    names = ["Milk", "Bread", "Butter"]
    prices = ["12,50 kr", "8.00", "€ 31"]
    rows = [
        piece
        for n, (name, price) in enumerate(zip(names, prices, strict=True))
        for piece in (line(price, 300, 30 * n), line(name, 0, 30 * n))
    ]
    assert order(*rows) == ["Milk", "12,50 kr", "Bread", "8.00", "Butter", "€ 31"]


def test_a_tilted_page_keeps_its_rows() -> None:
    tilt = 0.03
    rows = [
        line(f"{row}{piece}", 220 * piece, 40 * row + 220 * piece * tilt, 200)
        for row in range(4)
        for piece in range(3)
    ]
    found = [[one.text for one in row] for part in in_reading_order(rows) for row in part]
    assert found == [[f"{row}{piece}" for piece in range(3)] for row in range(4)]


def test_white_space_and_size_make_paragraphs() -> None:
    rows = [
        line("Heading", 0, 0, height=34),
        line("one", 0, 44),
        line("two", 0, 70),
        line("three", 0, 120),
    ]
    found = [[one.text for row in part for one in row] for part in in_reading_order(rows)]
    assert found == [["Heading"], ["one", "two"], ["three"]]


def test_centred_rows_are_one_paragraph_and_indented_ones_are_not() -> None:
    centred = [line("short", 100, 0, 60), line("much longer row", 30, 24, 200)]
    assert len(in_reading_order(centred)) == 1
    moved = [line("first point", 0, 0, 100), line("second point", 90, 24, 200)]
    assert len(in_reading_order(moved)) == 2


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_lies_otherwise_is_read_the_same(turned: int) -> None:
    boxes = [Box(10, 10, 200, 30), Box(10, 40, 200, 60), Box(10, 70, 120, 90)]
    lines = [
        TextLine(str(n), 1.0, _turn(box, turned), turned)  # type: ignore[arg-type]  # a parameter
        for n, box in enumerate(boxes)
    ]
    assert order(*reversed(lines)) == ["0", "1", "2"]
    assert turned_by(lines) == turned


def _turn(box: Box, turned: int) -> Box:
    """As the box comes to lie when the page of 300 by 300 is turned clockwise."""
    if turned == 90:
        return Box(300 - box.bottom, box.left, 300 - box.top, box.right)
    if turned == 180:
        return Box(300 - box.right, 300 - box.bottom, 300 - box.left, 300 - box.top)
    return Box(box.top, 300 - box.right, box.bottom, 300 - box.left)


def test_nothing_is_left_out_and_nothing_told_twice() -> None:
    lines = [line(f"{n}", (n * 37) % 500, (n * 53) % 700) for n in range(60)]
    assert sorted(order(*lines), key=int) == [str(n) for n in range(60)]


def test_no_print_has_no_order() -> None:
    assert in_reading_order([]) == []


def test_a_full_page_is_ordered_in_a_moment() -> None:
    page = [one for n in range(3) for one in column("abc"[n], 320 * n, 40, 60)]
    began = time.perf_counter()
    in_reading_order([line("A headline over all three of them", 100, 0, 700), *page])
    assert time.perf_counter() - began < 5
