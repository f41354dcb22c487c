"""Things by YOLOX (Ge et al. 2021, arXiv 2107.08430), trained on the 80 of COCO."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from edge.engines.onnx.first_layer import first_layer_size
from edge.engines.vision.boxes import cells, suppressed, things
from edge.engines.vision.coco import LABELS
from edge.engines.vision.library import checked
from edge.engines.vision.network import Network, imagenet, planes, resized

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.ports.sight import Picture, Thing

    Numbers = NDArray[np.float32]

STRIDES = (8, 16, 32)
PADDING = 114
"""The grey beside a picture that is not square, as in training."""
LEAST_SCORE = 0.35
MOST_OVERLAP = 0.45
"""Of two things of one kind; above it they are one."""
SAME_PLACE = 0.75
"""Of two things of different kinds; above it they are one, and the surer name holds."""
RAW_BELOW = 0.05
"""Networks of 2021-08 and later take 0 to 255, blue first, and their first layer is some 60 times
weaker than that of the older ones (0.30 in yolox-nano), which take ImageNet's normal numbers."""


class YoloxDetector:
    """A ThingDetector. Raises EngineError for an unusable model."""

    def __init__(self, model: Path, threads: int = 1, least_score: float = LEAST_SCORE) -> None:
        self._network = Network(model, "a YOLOX detector", threads)
        self._least = least_score
        self._size = self._network.size()
        width, height = self._size
        count = sum((width // stride) * (height // stride) for stride in STRIDES)
        wanted = (1, count, 5 + len(LABELS))
        if list(self._network.outputs.values()) != [wanted]:
            raise self._network.unfit(f"its outputs are {list(self._network.outputs.values())}")
        self._takes_raw = first_layer_size(model) < RAW_BELOW
        self._cells = np.concatenate([cells(width, height, stride) for stride in STRIDES])
        self._strides = np.concatenate([
            np.full(((width // stride) * (height // stride), 1), stride, np.float32)
            for stride in STRIDES
        ])  # fmt: skip

    def detect(self, picture: Picture) -> list[Thing]:
        height, width = checked(picture).shape[:2]
        ratio = min(self._size[0] / width, self._size[1] / height)
        (rows,) = self._network.run(self._input(picture, ratio))
        return self._found(rows[0], ratio, (width, height))

    def _input(self, picture: Picture, ratio: float) -> Numbers:
        """The whole picture in the upper left corner."""
        height, width = picture.shape[:2]
        size = max(1, round(width * ratio)), max(1, round(height * ratio))
        square = np.full((self._size[1], self._size[0], 3), PADDING, np.uint8)
        square[: size[1], : size[0]] = resized(picture, size)
        return planes(square[:, :, ::-1]) if self._takes_raw else imagenet(square)

    def _found(self, rows: Numbers, ratio: float, size: tuple[int, int]) -> list[Thing]:
        """Rows of centre, size, certainty of anything, and certainty of each kind."""
        scores: NDArray[Any] = rows[:, 4:5] * rows[:, 5:]
        kinds = scores.argmax(axis=1)
        best = scores.max(axis=1)
        places = np.nonzero(best >= self._least)[0]
        corners = self._corners(rows[places, :4], places) / ratio
        # things of different kinds may lie over each other: they are moved apart for this
        apart = corners + kinds[places, None] * np.float32(2 * max(size))
        kept = np.array(suppressed(apart, best[places], MOST_OVERLAP), int)
        kept = kept[suppressed(corners[kept], best[places[kept]], SAME_PLACE)]
        labels = [LABELS[kind] for kind in kinds[places[kept]]]
        return things(corners[kept], best[places[kept]], labels, size)

    def _corners(self, values: Numbers, places: NDArray[Any]) -> Numbers:
        strides = self._strides[places]
        centres = (values[:, :2] + self._cells[places]) * strides
        halves = np.exp(values[:, 2:]) * strides / 2
        return np.concatenate([centres - halves, centres + halves], axis=1)
