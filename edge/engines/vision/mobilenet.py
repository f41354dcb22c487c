"""Pictures as points, by MobileNetV2 (Sandler et al. 2018): the same thing lies near itself.

The point is what the network averages over the picture before it names what is there, 1280 numbers
that say more of a thing than the names do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.engines.onnx.inner_output import with_inner_output
from edge.engines.vision.library import checked
from edge.engines.vision.network import Network, resized
from edge.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Embedding
    from edge.ports.sight import Picture


class MobileNetEmbedder:
    """A PictureEmbedder. Raises EngineError for an unusable model."""

    def __init__(self, model: Path, threads: int = 1) -> None:
        data, self._average = _with_average(model)
        self._network = Network(model, "a MobileNetV2", threads, data)
        shape = self._network.input_shape
        if len(shape) != 4 or shape[3] != 3 or not isinstance(shape[1], int):
            raise self._network.unfit(f"its input is {list(shape)}")
        if not self._average:
            raise self._network.unfit("it does not average over the picture")
        self._size = shape[2], shape[1]

    def embed(self, picture: Picture) -> Embedding:
        """Of length 1."""
        small = resized(checked(picture), self._size)
        (average,) = self._network.run(small[None], [self._average])
        point = np.asarray(average, np.float32).reshape(-1)
        return point / max(float(np.linalg.norm(point)), 1e-9)


def _with_average(model: Path) -> tuple[bytes, str]:
    try:
        return with_inner_output(model.read_bytes(), "GlobalAveragePool")
    except OSError as error:
        raise EngineError(f"the model file {model} is missing or unreadable") from error
    except (ValueError, IndexError) as error:
        raise EngineError(f"the model file {model} cannot be read: {error}") from error
