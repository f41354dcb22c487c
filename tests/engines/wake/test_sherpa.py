"""Wake words of one's own: how names are written, and what is told when they cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.engines.sherpa.tokens import read_tokens
from edge.engines.wake.spelling import WakeSpelling
from edge.errors import EngineError, SettingsError
from edge.settings import WakeWordSettings

if TYPE_CHECKING:
    from pathlib import Path


def spelling(folder: Path, *symbols: str, lexicon: str = "") -> WakeSpelling:
    lines = [f"{symbol} {number}\n" for number, symbol in enumerate(("<blk>", *symbols))]
    (folder / "tokens.txt").write_text("".join(lines), encoding="utf-8")
    if lexicon:
        (folder / "en.phone").write_text(lexicon, encoding="utf-8")
    return WakeSpelling(read_tokens(folder / "tokens.txt"), folder)


def test_a_name_is_written_with_the_fewest_pieces(tmp_path: Path) -> None:
    pieces = spelling(tmp_path, "▁", "▁H", "▁HEY", "E", "Y", "▁AN", "NA", "N", "A")
    assert pieces.of("hey Anna") == ["▁HEY", "▁AN", "NA"]


def test_underscores_part_words(tmp_path: Path) -> None:
    assert spelling(tmp_path, "▁A", "▁B").of("a_b") == ["▁A", "▁B"]


def test_a_lexicon_writes_words_by_their_sounds(tmp_path: Path) -> None:
    lexicon = "HELLO HH AH L OW\nHELLO HH EH L OW\n\nROBOT R OW B AA T\n"
    sounds = spelling(tmp_path, "HH", "AH", "L", "OW", "R", "B", "AA", "T", lexicon=lexicon)
    assert sounds.of("hello robot") == ["HH", "AH", "L", "OW", "R", "OW", "B", "AA", "T"]


def test_chinese_is_written_by_character_where_those_are_the_tokens(tmp_path: Path) -> None:
    assert spelling(tmp_path, "小", "爱").of("小爱") == ["小", "爱"]


def test_chinese_is_written_by_initials_and_finals_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("pypinyin", reason="pypinyin is not installed")
    assert spelling(tmp_path, "x", "iǎo", "ài").of("小爱") == ["x", "iǎo", "ài"]


@pytest.mark.parametrize("name", ["Zoë", "hey Zoë", "_"])
def test_a_name_that_cannot_be_written_is_told_with_the_word(tmp_path: Path, name: str) -> None:
    pieces = spelling(tmp_path, "▁HEY", "▁Z", "O", "E")
    with pytest.raises(SettingsError, match=r"cannot be written with .*tokens\.txt, which has"):
        pieces.of(name)


def test_a_broken_lexicon_is_named(tmp_path: Path) -> None:
    (tmp_path / "en.phone").write_bytes(b"\xff\xfe")
    with pytest.raises(EngineError, match=r"en\.phone cannot be read"):
        spelling(tmp_path, "A")


@pytest.mark.engines
def test_a_recogniser_of_another_kind_is_told(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny models, is not installed")
    from edge.engines.wake.sherpa import SherpaWakeWordDetector
    from tests.engines.tiny_models import streaming_ctc

    with pytest.raises(EngineError, match="has no encoder of a streaming transducer"):
        SherpaWakeWordDetector(streaming_ctc(tmp_path), (WakeWordSettings(name="anna"),))
