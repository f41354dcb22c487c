"""Reads clean printed pages with Tesseract: the light engine, of little use on signs and goods."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.engines.vision.library import checked, library, shrunk
from edge.errors import EngineError
from edge.opencv import opencv
from edge.ports import Box, TextLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from edge.engines.runtime import Stopped
    from edge.ports import Picture

LONGEST_SIDE = 2400
SMALL_SIDE = 1200
"""A smaller picture is doubled first: letters under 20 pixels are read badly."""
WORTH_TELLING = 0.5
_BETWEEN_HANZI = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) +(?=[\u3000-\u9fff\uff00-\uffef])")
"""Tesseract puts a space where none is printed."""
DOUBTFUL = 0.6
"""A page whose lines score less on average is tried on its head too."""


class Tesseract:
    """`data` holds a `<language>.traineddata` for each of `languages` ("eng", "chi_sim", …).

    Raises EngineError where the package or a file is missing.
    """

    def __init__(self, data: Path, languages: Sequence[str]) -> None:
        self._library = library("tesserocr")
        for language in languages:
            file = data / f"{language}.traineddata"
            if not file.is_file():
                raise EngineError(f"the model file {file} is missing")
        try:
            self._reader = self._library.PyTessBaseAPI(path=str(data), lang="+".join(languages))
        except RuntimeError as error:
            raise EngineError(f"Tesseract cannot use what is in {data}: {error}") from error
        self._busy = threading.Lock()

    def read(self, picture: Picture) -> list[TextLine]:
        return list(self.lines(lambda: False, picture))

    def lines(self, stopped: Stopped, picture: Picture) -> Iterator[TextLine]:
        """From the top; all at once, for the page is looked at as a whole."""
        scaled, ratio = _scaled(checked(picture))
        with self._busy:
            lines = self._upright(scaled, ratio, 0)
            if _mean_score(lines) < DOUBTFUL and not stopped():
                turned = self._upright(np.ascontiguousarray(scaled[::-1, ::-1]), ratio, 180)
                lines = max(lines, turned, key=_mean_score)
        yield from (line for line in lines if line.score >= WORTH_TELLING)

    def close(self) -> None:
        self._reader.End()

    def _upright(self, picture: Picture, ratio: float, turned: int) -> list[TextLine]:
        height, width = picture.shape[:2]
        try:
            self._reader.SetImageBytes(picture.tobytes(), width, height, 3, 3 * width)
            self._reader.SetSourceResolution(300)
            self._reader.Recognize()
            found = list(self._found())
        except RuntimeError as error:
            raise EngineError(f"Tesseract failed while it read: {error}") from error
        finally:
            self._reader.Clear()
        if turned:
            found = [(text, score, _on_its_head(box, width, height)) for text, score, box in found]
        return [
            TextLine(text, score, _times(box, ratio), 180 if turned else 0)
            for text, score, box in found
        ]

    def _found(self) -> Iterator[tuple[str, float, Box]]:
        level = self._library.RIL.TEXTLINE
        iterator: Any = self._reader.GetIterator()
        if iterator is None:
            return
        for line in self._library.iterate_level(iterator, level):
            if line.Empty(level):
                continue
            text = _BETWEEN_HANZI.sub("", line.GetUTF8Text(level).strip())
            if text:
                yield text, line.Confidence(level) / 100, Box(*map(float, line.BoundingBox(level)))


def _scaled(picture: Picture) -> tuple[Picture, float]:
    """As large as Tesseract likes it, and how many pixels of the picture one of these spans."""
    if max(picture.shape[:2]) > SMALL_SIDE:
        return shrunk(picture, LONGEST_SIDE)
    cv2 = opencv()
    return cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), 0.5


def _mean_score(lines: Sequence[TextLine]) -> float:
    """Each letter counts alike; 0 where there is none."""
    letters = sum(len(line.text) for line in lines)
    return sum(line.score * len(line.text) for line in lines) / letters if letters else 0.0


def _on_its_head(box: Box, width: int, height: int) -> Box:
    return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)


def _times(box: Box, ratio: float) -> Box:
    return Box(box.left * ratio, box.top * ratio, box.right * ratio, box.bottom * ratio)
