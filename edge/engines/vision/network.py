"""A network that looks at pictures: its file, its input, and its failures in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from edge.engines.onnx.session import open_session
from edge.errors import EngineError
from edge.opencv import opencv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.ports.sight import Picture

    Numbers = NDArray[np.float32]

IMAGENET_MEAN = np.array((0.485, 0.456, 0.406), np.float32)
IMAGENET_DEVIATION = np.array((0.229, 0.224, 0.225), np.float32)
"""Of red, green and blue from 0 to 1, over the pictures that most networks were trained on."""


class Network:
    """One ONNX file with one input. Raises EngineError for one missing, cut or of another kind."""

    def __init__(self, model: Path, what: str, threads: int = 1, data: bytes | None = None) -> None:
        """`what` is said of a file that is something else: "a YOLOX detector"."""
        opencv()  # so that a missing library is told now
        self.model = model
        self._what = what
        self._session = open_session(model, threads, data)
        inputs = self._session.get_inputs()
        if len(inputs) != 1:
            raise self.unfit(f"it has {len(inputs)} inputs")
        self._input = inputs[0].name
        self.input_shape: tuple[Any, ...] = tuple(inputs[0].shape)
        self.outputs: dict[str, tuple[Any, ...]] = {
            one.name: tuple(one.shape) for one in self._session.get_outputs()
        }

    def unfit(self, reason: str) -> EngineError:
        """The error for a file of another kind."""
        return EngineError(f"{self.model} is not {self._what}: {reason}")

    def size(self) -> tuple[int, int]:
        """Width and height that its input (1, 3, height, width) wants."""
        shape = self.input_shape
        if len(shape) != 4 or shape[1] != 3 or not all(isinstance(one, int) for one in shape[2:]):
            raise self.unfit(f"its input is {list(shape)}")
        return shape[3], shape[2]

    def run(self, planes: NDArray[Any], wanted: Sequence[str] | None = None) -> list[Numbers]:
        """The outputs, all or those wanted. Raises EngineError."""
        try:
            found: list[Numbers] = self._session.run(wanted, {self._input: planes})
        except Exception as error:  # its errors share no parent but this
            reason = str(error).splitlines()[0][:200]
            raise EngineError(f"the model {self.model} failed while it looked: {reason}") from error
        return found


def resized(picture: Picture, size: tuple[int, int]) -> Picture:
    """To (width, height), bilinear, its proportions given up."""
    small: Picture = opencv().resize(picture, size)
    return small


def planes(values: NDArray[Any]) -> Numbers:
    """(height, width, 3) as the (1, 3, height, width) that networks take."""
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None], np.float32)


def imagenet(picture: Picture) -> Numbers:
    """As planes of 0 to 1, less the mean, by the deviation."""
    scaled = picture.astype(np.float32) * np.float32(1 / 255)
    return planes((scaled - IMAGENET_MEAN) / IMAGENET_DEVIATION)
