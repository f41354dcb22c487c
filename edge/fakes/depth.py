"""A depth estimator without a network: what is brighter is nearer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.errors import EngineError

if TYPE_CHECKING:
    from edge.ports.sight import Depth, Picture


class FakeDepthEstimator:
    """Breaks from `fail` on; an empty message mends it."""

    def __init__(self) -> None:
        self._failure = ""

    def fail(self, message: str = "the depth estimator broke") -> None:
        self._failure = message

    def depth(self, picture: Picture) -> Depth:
        if self._failure:
            raise EngineError(self._failure)
        if picture.ndim != 3 or picture.shape[2] != 3 or not picture.size:
            raise EngineError(f"a picture of shape {picture.shape} cannot be looked at")
        depth: Depth = (255 - picture.mean(axis=2)).astype(np.float32)
        return depth
