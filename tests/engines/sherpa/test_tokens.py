"""Token tables of recognisers: read, counted, and used to write words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.engines.sherpa.tokens import Tokens, read_tokens
from edge.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


def table(folder: Path, *symbols: str) -> Tokens:
    lines = [f"{symbol} {number}\n" for number, symbol in enumerate(symbols)]
    (folder / "tokens.txt").write_text("".join(lines), encoding="utf-8")
    return read_tokens(folder / "tokens.txt")


def test_a_symbol_may_be_a_blank(tmp_path: Path) -> None:
    assert table(tmp_path, "<blk>", " ", "a").numbers == {"<blk>": 0, " ": 1, "a": 2}


def test_the_size_goes_by_the_highest_number(tmp_path: Path) -> None:
    (tmp_path / "tokens.txt").write_text("a 7\nb 3\n", encoding="utf-8")
    assert read_tokens(tmp_path / "tokens.txt").size == 8


def test_words_are_written_with_the_fewest_tokens(tmp_path: Path) -> None:
    tokens = table(tmp_path, "<blk>", "▁", "▁a", "▁an", "n", "na", "a", "▁anna")
    assert tokens.spelling("anna") == ["▁anna"]
    assert tokens.spelling("anna nan") == ["▁anna", "▁", "na", "n"]


def test_words_are_written_in_the_case_of_the_tokens(tmp_path: Path) -> None:
    assert table(tmp_path, "▁AN", "NA").spelling("Anna") == ["▁AN", "NA"]
    assert table(tmp_path, "▁an", "na").spelling("ANNA") == ["▁an", "na"]
    assert table(tmp_path, "▁An", "na").spelling("Anna") == ["▁An", "na"]


def test_chinese_characters_stand_without_a_mark(tmp_path: Path) -> None:
    assert table(tmp_path, "<blk>", "小", "明", "▁AN").spelling("小明") == ["小", "明"]


def test_a_word_that_no_tokens_write_is_empty(tmp_path: Path) -> None:
    assert table(tmp_path, "▁a", "b").spelling("ab ax") == []
    assert table(tmp_path, "▁a", "b").spelling("") == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"a 0\nb\n", "has no number in line 2: b"),
        (b"a 0\nb x\n", "has no number in line 2: b x"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
    ],
)
def test_a_broken_table_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "tokens.txt").write_bytes(content)
    with pytest.raises(EngineError, match=rf"tokens\.txt {told}"):
        read_tokens(tmp_path / "tokens.txt")
