"""The measure of reading: what counts as right, and that an engine is measured by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.bench.vision_text import (
    EngineText,
    PictureText,
    distance,
    expected,
    figures,
    table,
    words,
)
from edge.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("contents", "text"),
    [
        ('street: a bus; text on the bus: "Un minibús", "cero"', "Un minibús cero"),
        ("street name sign: 愚园路, 西 315 W", "愚园路 西 315 W"),
        ("health poster: Reduce your risk: / Clean hands", "Reduce your risk: Clean hands"),
        ("a note, front; printed text: 20, TJUGO KRONOR", "20 TJUGO KRONOR"),
        ("porch: dog, bicycle, white pickup truck behind", ""),
        ("one tabby cat (ImageNet: Egyptian cat)", ""),
    ],
)
def test_what_is_printed_is_taken_from_the_line_about_a_picture(contents: str, text: str) -> None:
    assert expected(contents) == text


def test_words_are_counted_without_case_and_marks_and_characters_one_by_one() -> None:
    assert words("Yuyuan Rd. 愚园路 YUYUAN") == {"yuyuan": 2, "rd": 1, "愚": 1, "园": 1, "路": 1}


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("a", "a", 0)],
)
def test_letters_are_counted_that_have_to_change(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == steps


def test_an_engine_that_cannot_be_measured_says_why(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"measuring tesseract ended with exit code 1: .*folder"):
        figures("tesseract", 1, tmp_path)


def test_the_table_has_a_line_a_picture_and_a_sum() -> None:
    picture = PictureText("sign.jpg", 3, 1, 0, 0.05, 0.2, 0.3)
    lines = table([EngineText("rapidocr", 1, 1.5, 350, 300, (picture, picture))]).splitlines()
    assert len(lines) == 5
    assert lines[-1].split()[:4] == ["all", "6", "2", "0"]


@pytest.mark.engines
@pytest.mark.timeout(300)
def test_a_picture_of_a_line_is_read_without_a_fault(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="rapidocr is not installed")
    images = shared / "data/images"
    (tmp_path / "line_latin.jpg").symlink_to(images / "line_latin.jpg")
    rows = (images / "CONTENTS.tsv").read_text(encoding="utf-8").splitlines()
    chosen = [rows[0], *(row for row in rows if row.startswith("line_latin"))]
    (tmp_path / "CONTENTS.tsv").write_text("\n".join(chosen) + "\n", encoding="utf-8")
    found = figures("rapidocr", 1, tmp_path, rounds=1)
    (picture,) = found.pictures
    assert (picture.right, picture.wrong, picture.missed, picture.character_error) == (9, 0, 0, 0)
    assert 100 < found.peak_mb < 600
