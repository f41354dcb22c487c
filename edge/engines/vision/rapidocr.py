"""Reads print with RapidOCR: PP-OCRv6, Latin and Chinese, whose networks lie in its package.

Lines are found in the whole picture and recognised one by one, so that a reader may stop in between
and long pages cost no more memory than short ones: 351 MB at most where six at a time take 514.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from edge.engines.vision.library import checked, library, shrunk
from edge.errors import EngineError
from edge.ports import Box, TextLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from edge.engines.runtime import Stopped
    from edge.ports import Picture

    Corners = NDArray[np.float32]
    """Four of (x, y), clockwise from where the line begins."""
    Turned = Literal[0, 90, 180, 270]

LONGEST_SIDE = 2000
FINDING_SIDE = 640
"""A page of 42 lines is still read without a fault when its lines are found at this size."""
WORTH_TELLING = 0.5
"""Scores below are mostly of what is no print at all."""
DOUBTFUL = 0.8
"""A line that scores less is tried on its head too; the better reading counts."""
VOTERS = 3
"""Lines that tell which way up the page is: first as they lie, then on their heads…"""
SURE, LONG = 0.95, 5
"""… until one of at least so many letters reads so well."""
TALL = 1.5
"""Height to width from which RapidOCR turns a line to the left before it is recognised."""
NETWORKS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}


class RapidOcr:
    """Raises EngineError where its package or a file of it is missing. Downloads nothing."""

    def __init__(self, threads: int = 1, finding_side: int = FINDING_SIDE) -> None:
        package = library("rapidocr")
        folder = Path(package.__file__).parent / "models"
        self._reader = package.RapidOCR(params=_settings(folder, threads, finding_side))
        for _ in self.lines(lambda: False, np.full((64, 256, 3), 255, np.uint8)):
            pass
        self._recognised(
            np.zeros((48, 96, 3), np.uint8)
        )  # both networks are loaded by their first use

    def read(self, picture: Picture) -> list[TextLine]:
        return list(self.lines(lambda: False, picture))

    def lines(self, stopped: Stopped, picture: Picture) -> Iterator[TextLine]:
        """From the top, each as soon as it is recognised."""
        small, ratio = shrunk(checked(picture), LONGEST_SIDE)
        reversed_colours = np.ascontiguousarray(small[:, :, ::-1])
        found = self._found(reversed_colours)
        page = self._page_turned(reversed_colours, found)
        for corners in found:
            if stopped():
                return
            text, score, turned = self._line(reversed_colours, corners, line_turned(corners, page))
            line = TextLine(text, score, _around(corners * ratio), turned)
            if score >= WORTH_TELLING and not _is_texture(line, picture):
                yield line

    def _found(self, picture: Picture) -> list[Corners]:
        try:
            found = self._reader(picture, use_det=True, use_cls=False, use_rec=False).boxes
        except Exception as error:
            raise _broken(error) from error
        return [] if found is None else list(found)

    def _page_turned(self, picture: Picture, found: list[Corners]) -> Turned:
        """As its longest lines say: "309" and "W" can be read on their heads as well."""
        votes: dict[Turned, float] = {0: 0.0}
        for corners in sorted(found, key=_elongation, reverse=True)[:VOTERS]:
            upright = line_turned(corners, 0)
            for turned in (upright, _opposite(upright)):
                text, score = self._recognised(self._crop(picture, corners, turned))
                votes[turned] = votes.get(turned, 0.0) + score * len(text)
                if score >= SURE and len(text) >= LONG:
                    break
            else:
                continue
            break
        return max(votes, key=lambda turned: votes[turned])

    def _line(
        self, picture: Picture, corners: Corners, turned: Turned
    ) -> tuple[str, float, Turned]:
        ways = [(*self._recognised(self._crop(picture, corners, turned)), turned)]
        if ways[0][1] < DOUBTFUL:
            other = _opposite(turned)
            ways.append((*self._recognised(self._crop(picture, corners, other)), other))
        return max(ways, key=lambda way: way[1])

    def _crop(self, picture: Picture, corners: Corners, turned: Turned) -> Picture:
        """The line alone, upright if it is turned so."""
        try:
            crop = self._reader.crop_text_regions(picture, corners[None])[0]
        except Exception as error:
            raise _broken(error) from error
        already = 90 if _slope(corners) >= TALL else 0
        return np.ascontiguousarray(np.rot90(crop, (turned - already) // 90))

    def _recognised(self, crop: Picture) -> tuple[str, float]:
        try:
            found = self._reader.recognize_txt([crop])
        except Exception as error:
            raise _broken(error) from error
        return found.txts[0].strip(), float(found.scores[0])


def _settings(folder: Path, threads: int, finding_side: int) -> dict[str, Any]:
    for name in NETWORKS.values():
        if not (folder / name).is_file():  # RapidOCR would download it
            raise EngineError(f"the model file {folder / name} is missing: install rapidocr again")
    runtime = "EngineConfig.onnxruntime"
    return {
        **{f"{part}.model_path": str(folder / name) for part, name in NETWORKS.items()},
        "Global.log_level": "critical",
        "Global.use_cls": False,
        "Det.limit_side_len": finding_side,
        "Det.limit_type": "max",
        f"{runtime}.intra_op_num_threads": threads,
        f"{runtime}.inter_op_num_threads": 1,
        f"{runtime}.enable_cpu_mem_arena": False,
    }


def _around(corners: Corners) -> Box:
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))


def line_turned(corners: Corners, page: Turned) -> Turned:
    """Long lines tell themselves whether they lie or stand; the others are as the page is."""
    slope = _slope(corners)
    if slope >= TALL:
        return page if page in (90, 270) else 90
    if slope <= 1 / TALL:
        return page if page in (0, 180) else 0
    return page


def _slope(corners: Corners) -> float:
    """Height to width."""
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = max(float(sides[0]), float(sides[2])), max(float(sides[1]), float(sides[3]))
    return height / max(width, 1.0)


def _elongation(corners: Corners) -> float:
    slope = max(_slope(corners), 0.001)
    return max(slope, 1 / slope)


def _opposite(turned: Turned) -> Turned:
    opposites: dict[Turned, Turned] = {0: 180, 90: 270, 180: 0, 270: 90}
    return opposites[turned]


def _is_texture(line: TextLine, picture: Picture) -> bool:
    """Grass and planks are read as one letter that fills the picture."""
    area = line.box.width * line.box.height
    return len(line.text) <= 1 and area > 0.5 * picture.shape[0] * picture.shape[1]


def _broken(error: Exception) -> EngineError:
    reason = (str(error).strip() or repr(error)).splitlines()[-1]
    return EngineError(f"RapidOCR failed while it read: {reason}")
