"""Pictures with print that the fake readers can read: the words lie in the pixels themselves."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.errors import EngineError
from edge.ports import Box, Code, TextLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports import Picture

DESK, PAPER = 70, 215
"""Grey values."""
_MARK = b"print:"


def printed(
    lines: Sequence[TextLine] = (), codes: Sequence[Code] = (), size: tuple[int, int] = (480, 640)
) -> Picture:
    """A sheet on a dark desk, (height, width), with these on it.

    Raises ValueError where the picture is too small for them.
    """
    content = {"lines": [asdict(one) for one in lines], "codes": [asdict(one) for one in codes]}
    data = _MARK + json.dumps(content).encode() + b"\0"
    picture = _sheet(lines, size)
    flat = picture.reshape(-1)
    if len(data) > len(flat):
        raise ValueError(f"{len(data)} bytes of print do not fit on a picture of {size}")
    flat[: len(data)] = np.frombuffer(data, np.uint8)
    return picture


def _sheet(lines: Sequence[TextLine], size: tuple[int, int]) -> Picture:
    """As light, as sharp and as well in the middle as somebody holds it who can see."""
    picture = np.full((*size, 3), DESK, np.uint8)
    height, width = size
    sheet = picture[height // 10 : -height // 10, width // 10 : -width // 10]
    sheet[:] = PAPER
    for line in lines:
        box = line.box
        picture[round(box.top) : round(box.bottom), round(box.left) : round(box.right) : 4] = 0
    return picture


@dataclass
class _Reading:
    """Breaks from `fail` on; an empty message mends it."""

    failure: str = ""
    calls: int = 0

    def fail(self, message: str = "the reader broke") -> None:
        self.failure = message

    def content(self, picture: Picture) -> dict[str, Any]:
        self.calls += 1
        if self.failure:
            raise EngineError(self.failure)
        if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
            raise EngineError(f"a picture of shape {picture.shape} cannot be looked at")
        data = picture.tobytes()
        if not data.startswith(_MARK):
            return {"lines": [], "codes": []}
        content: dict[str, Any] = json.loads(data[len(_MARK) : data.index(b"\0")])
        return content


class FakeTextReader(_Reading):
    """A TextReader for `printed` pictures."""

    def read(self, picture: Picture) -> list[TextLine]:
        lines = self.content(picture)["lines"]
        return [TextLine(**(line | {"box": Box(**line["box"])})) for line in lines]


class FakeCodeReader(_Reading):
    """A CodeReader for `printed` pictures."""

    def decode(self, picture: Picture) -> list[Code]:
        codes = self.content(picture)["codes"]
        return [Code(**(code | {"box": Box(**code["box"])})) for code in codes]
