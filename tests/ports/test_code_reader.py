"""What every CodeReader keeps, the fake as well as the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.vision.zxing import Zxing
from edge.errors import EngineError
from edge.fakes.printed import FakeCodeReader, printed
from edge.ports import Box, Code
from tests.pictures import code_picture, rotated

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.ports import CodeReader, Picture

    Draw = Callable[[str, str], Picture]


def _for_the_fake(kind: str, text: str) -> Picture:
    return printed(codes=[Code(kind, text, Box(60, 60, 400, 200))])


@pytest.fixture(params=["fake", "zxing", "zxing live"])
def both(request: pytest.FixtureRequest) -> tuple[CodeReader, Draw]:
    if request.param == "fake":
        return FakeCodeReader(), _for_the_fake
    pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed")
    return Zxing(live=request.param == "zxing live"), code_picture


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("EAN13", "7310865004703"),
        ("EAN8", "96385074"),
        ("QRCode", "hallå 你好"),
        ("DataMatrix", "A1"),
    ],
)
def test_a_code_is_read_with_its_kind(both: tuple[CodeReader, Draw], kind: str, text: str) -> None:
    reader, draw = both
    (code,) = reader.decode(draw(kind, text))
    assert (code.kind, code.text) == (kind, text)
    assert 40 <= code.box.left < code.box.right
    assert 40 <= code.box.top < code.box.bottom


def test_an_empty_picture_has_no_code(both: tuple[CodeReader, Draw]) -> None:
    assert both[0].decode(np.full((200, 300, 3), 128, np.uint8)) == []


def test_the_smallest_picture_is_looked_at_too(both: tuple[CodeReader, Draw]) -> None:
    assert both[0].decode(np.zeros((1, 1, 3), np.uint8)) == []


@pytest.mark.parametrize("shape", [(10, 10), (10, 10, 4), (10,)])
def test_what_is_no_picture_is_told(both: tuple[CodeReader, Draw], shape: tuple[int, ...]) -> None:
    with pytest.raises(EngineError, match="cannot be looked at"):
        both[0].decode(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("degrees", [0, 45])
def test_a_code_lies_where_it_is_however_it_had_to_be_looked_for(degrees: int) -> None:
    pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed")
    bars = rotated(code_picture("EAN13", "7310865004703", scale=3, margin=40), degrees)
    table = np.full((700, 1200, 3), 255, np.uint8)
    table[100 : 100 + bars.shape[0], 600 : 600 + bars.shape[1]] = bars
    (code,) = Zxing().decode(table)
    assert code.box.centre == pytest.approx(
        (600 + bars.shape[1] / 2, 100 + bars.shape[0] / 2), abs=40
    )
