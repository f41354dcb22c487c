"""Pictures that the fake engines can read: what they show lies in the pixels themselves."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.errors import EngineError
from edge.ports import Box, Code, TextLine, Thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports import Embedding, Picture

DESK, PAPER = 70, 215
"""Grey values."""
_MARK = b"print:"


def printed(
    lines: Sequence[TextLine] = (),
    codes: Sequence[Code] = (),
    things: Sequence[Thing] = (),
    size: tuple[int, int] = (480, 640),
) -> Picture:
    """A sheet on a dark desk, (height, width), with these on it; each label has its own colour.

    Raises ValueError where the picture is too small for them.
    """
    content = {
        kind: [asdict(one) for one in shown]
        for kind, shown in (("lines", lines), ("codes", codes), ("things", things))
    }
    data = _MARK + json.dumps(content).encode() + b"\0"
    picture = _sheet(lines, size)
    for thing in things:
        _paint(picture, thing)
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


def _paint(picture: Picture, thing: Thing) -> None:
    box = thing.box
    colour = np.frombuffer(hashlib.sha256(thing.label.encode()).digest()[:3], np.uint8)
    top, left = max(0, round(box.top)), max(0, round(box.left))
    picture[top : round(box.bottom), left : round(box.right)] = colour


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
            return {"lines": [], "codes": [], "things": []}
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


class FakeThingDetector(_Reading):
    """A ThingDetector for `printed` pictures, of some labels or of all."""

    def __init__(self, *labels: str) -> None:
        super().__init__()
        self.labels = labels

    def detect(self, picture: Picture) -> list[Thing]:
        things = [
            Thing(**(thing | {"box": Box(**thing["box"])}))
            for thing in self.content(picture)["things"]
        ]
        return [thing for thing in things if not self.labels or thing.label in self.labels]


class FakePictureEmbedder:
    """A PictureEmbedder by colours alone: 64 of them, and how much of the picture each takes."""

    def __init__(self) -> None:
        self.failure = ""

    def fail(self, message: str = "the embedder broke") -> None:
        self.failure = message

    def embed(self, picture: Picture) -> Embedding:
        if self.failure:
            raise EngineError(self.failure)
        cells = (picture >> 6).astype(np.int64) @ np.array([16, 4, 1])
        counts = np.bincount(cells.ravel(), minlength=64).astype(np.float32)
        point: Embedding = counts / np.linalg.norm(counts)
        return point
