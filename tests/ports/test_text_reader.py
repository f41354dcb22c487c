"""What every TextReader keeps, the fake as well as the engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.vision.rapidocr import RapidOcr
from edge.engines.vision.tesseract import Tesseract
from edge.errors import EngineError
from edge.fakes.printed import FakeTextReader, printed
from edge.ports import Box, TextLine
from tests.pictures import lines_of_print

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from edge.ports import Picture, TextReader

    Draw = Callable[[list[str]], Picture]

pytestmark = pytest.mark.engines
TEXT = ["Take two tablets a day", "with a glass of water"]


def _for_the_fake(lines: list[str]) -> Picture:
    boxes = [Box(20, 10 + 50 * n, 20 + 20 * len(line), 50 + 50 * n) for n, line in enumerate(lines)]
    return printed([TextLine(line, 0.9, box) for line, box in zip(lines, boxes, strict=True)])


@pytest.fixture(scope="module", params=["fake", "rapidocr", "tesseract"])
def kind(request: pytest.FixtureRequest) -> tuple[TextReader, Draw]:
    if request.param == "fake":
        return FakeTextReader(), _for_the_fake
    if request.param == "rapidocr":
        pytest.importorskip("rapidocr", reason="rapidocr is not installed")
        return RapidOcr(), lines_of_print
    pytest.importorskip("tesserocr", reason="tesserocr is not installed")
    shared: Path = request.getfixturevalue("shared")
    return Tesseract(shared / "models/vision/tessdata-fast", ["eng"]), lines_of_print


@pytest.fixture
def reader(kind: tuple[TextReader, Draw]) -> TextReader:
    return kind[0]


@pytest.fixture
def draw(kind: tuple[TextReader, Draw]) -> Draw:
    return kind[1]


def test_print_is_read_line_by_line(reader: TextReader, draw: Draw) -> None:
    lines = sorted(reader.read(draw(TEXT)), key=lambda line: line.box.top)
    assert [line.text for line in lines] == TEXT
    assert all(0.5 <= line.score <= 1 for line in lines)


def test_a_line_lies_where_it_was_printed(reader: TextReader, draw: Draw) -> None:
    first, second = sorted(reader.read(draw(TEXT)), key=lambda line: line.box.top)
    assert 0 <= first.box.left < 40
    assert first.box.top < 40 < first.box.bottom + 10
    assert second.box.top > first.box.top + 30


def test_an_empty_picture_says_nothing(reader: TextReader) -> None:
    assert reader.read(np.full((200, 300, 3), 128, np.uint8)) == []


def test_the_smallest_picture_is_looked_at_too(reader: TextReader) -> None:
    assert reader.read(np.zeros((1, 1, 3), np.uint8)) == []


def test_the_same_picture_reads_the_same(reader: TextReader, draw: Draw) -> None:
    picture = draw(TEXT)
    assert reader.read(picture) == reader.read(picture)


@pytest.mark.parametrize("shape", [(10, 10), (10, 10, 4), (10,)])
def test_what_is_no_picture_is_told(reader: TextReader, shape: tuple[int, ...]) -> None:
    with pytest.raises(EngineError, match="cannot be looked at"):
        reader.read(np.zeros(shape, np.uint8))
