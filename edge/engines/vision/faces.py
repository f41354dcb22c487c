"""Faces, how many and where: never whose, how old or how they feel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.engines.vision.boxes import cells, suppressed, things
from edge.engines.vision.library import checked
from edge.engines.vision.network import Network, planes, resized

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.ports.sight import Picture, Thing

    Numbers = NDArray[np.float32]

FACE = "face"
LEAST_SCORE = 0.7
MOST_OVERLAP = 0.3


class UltraFaceDetector:
    """A ThingDetector by Ultra-Light-Fast, whose boxes come decoded, as parts of the picture."""

    def __init__(self, model: Path, threads: int = 1) -> None:
        self._network = Network(model, "an UltraFace detector", threads)
        self._size = self._network.size()
        if set(self._network.outputs) != {"scores", "boxes"}:
            raise self._network.unfit(f"its outputs are {', '.join(self._network.outputs)}")

    def detect(self, picture: Picture) -> list[Thing]:
        small = resized(checked(picture), self._size).astype(np.float32)
        scores, boxes = self._network.run(planes((small - 127) / 128), ("scores", "boxes"))
        likely = np.nonzero(scores[0, :, 1] >= LEAST_SCORE)[0]
        height, width = picture.shape[:2]
        corners = boxes[0, likely] * np.array((width, height, width, height), np.float32)
        return _faces(corners, scores[0, likely, 1], (width, height))


class YuNetDetector:
    """A ThingDetector by YuNet (Wu et al. 2023), which takes pictures of any size."""

    STRIDES = (8, 16, 32)
    LONGEST = 640
    """A face of 10 pixels in it is found; four times the work of 320."""

    def __init__(self, model: Path, threads: int = 1) -> None:
        self._network = Network(model, "a YuNet detector", threads)
        self._names = [f"{part}_{one}" for one in self.STRIDES for part in ("cls", "obj", "bbox")]
        if not set(self._names) <= set(self._network.outputs):
            raise self._network.unfit(f"its outputs are {', '.join(self._network.outputs)}")

    def detect(self, picture: Picture) -> list[Thing]:
        height, width = checked(picture).shape[:2]
        ratio = min(1.0, self.LONGEST / max(width, height))
        padded = self._padded(picture, ratio)
        outputs = self._network.run(planes(padded[:, :, ::-1]), self._names)
        by_stride = zip(self.STRIDES, outputs[::3], outputs[1::3], outputs[2::3], strict=True)
        found = [_decoded(*parts, padded.shape[:2]) for parts in by_stride]
        corners, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
        likely = scores >= LEAST_SCORE
        return _faces(corners[likely] / ratio, scores[likely], (width, height))

    def _padded(self, picture: Picture, ratio: float) -> Picture:
        """Smaller, and black beside it up to whole cells."""
        height, width = (max(1, round(side * ratio)) for side in picture.shape[:2])
        whole = self.STRIDES[-1]
        padded = np.zeros((-(-height // whole) * whole, -(-width // whole) * whole, 3), np.uint8)
        padded[:height, :width] = resized(picture, (width, height))
        return padded


def _decoded(
    stride: int, kind: Numbers, thing: Numbers, boxes: Numbers, shape: tuple[int, ...]
) -> tuple[Numbers, Numbers]:
    """Corners and scores of every cell of one stride."""
    scores = np.sqrt(np.clip(kind[0, :, 0], 0, 1) * np.clip(thing[0, :, 0], 0, 1))
    centres = (boxes[0, :, :2] + cells(shape[1], shape[0], stride)) * stride
    halves = np.exp(boxes[0, :, 2:]) * stride / 2
    return np.concatenate([centres - halves, centres + halves], axis=1), scores


def _faces(corners: Numbers, scores: Numbers, size: tuple[int, int]) -> list[Thing]:
    kept = suppressed(corners, scores, MOST_OVERLAP)
    return things(corners[kept], scores[kept], [FACE] * len(kept), size)
