"""What lies behind what, by METER (Papa et al. 2023, arXiv 2403.08368): an order, no distances.

Its own unit is some centimetres, 45 % off on the one picture with known truth: it is not passed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.engines.vision.library import checked
from edge.engines.vision.network import Network, imagenet, planes, resized
from edge.opencv import opencv

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports.sight import Depth, Picture

INDOORS_WIDTH = 256
"""Of the network trained indoors (NYU), which takes ImageNet's numbers; the one trained on roads
(KITTI, 640) takes 0 to 1."""


class MeterDepthEstimator:
    """A DepthEstimator. Raises EngineError for an unusable model."""

    def __init__(self, model: Path, threads: int = 1) -> None:
        self._network = Network(model, "a METER depth estimator", threads)
        self._size = self._network.size()
        if list(self._network.outputs) != ["depth"]:
            raise self._network.unfit(f"its outputs are {', '.join(self._network.outputs)}")

    def depth(self, picture: Picture) -> Depth:
        small = resized(checked(picture), self._size)
        indoors = self._size[0] == INDOORS_WIDTH
        (depth,) = self._network.run(imagenet(small) if indoors else planes(small / 255))
        height, width = picture.shape[:2]
        full: Depth = opencv().resize(depth[0, 0], (width, height))
        return full
