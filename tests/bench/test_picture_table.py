"""Rows of pictures become one table."""

from __future__ import annotations

from typing import Any

from edge.bench.picture_table import by_picture
from edge.bench.rows import row


def _record(name: str, value: float) -> dict[str, Any]:
    return row(name, "", [value], 0).record()


def test_each_picture_has_a_line_and_all_together_the_last() -> None:
    records = [
        _record("words_right_all", 9),
        _record("words_right_a_page.png", 9),
        _record("things_wrong_a_page.png", 2),
        _record("words_2_threads_a_page.png", 310),
        _record("words_2_threads_memory", 340),
        _record("things_1_thread", 59),
    ]
    table, others = by_picture(records)
    heads, page, everything = (line.split() for line in table.splitlines())
    assert heads[:6] == ["words", "right", "words", "wrong", "words", "missed"]
    assert page == ["a_page.png", "9", "-", "-", "-", "310", "-", "2", "-", "-", "-"]
    assert everything == ["all", "9", *"-" * 9]
    assert [record["name"] for record in others] == ["words_2_threads_memory", "things_1_thread"]


def test_other_groups_have_no_such_table() -> None:
    records = [_record("import", 0.1)]
    assert by_picture(records) == ("", records)
