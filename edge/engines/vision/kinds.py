"""The networks that look, by the kind that the shelf calls them: one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edge.engines.vision.depth import MeterDepthEstimator
from edge.engines.vision.faces import UltraFaceDetector, YuNetDetector
from edge.engines.vision.mobilenet import MobileNetEmbedder
from edge.engines.vision.yolox import YoloxDetector

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Make = Callable[[Path, int], Any]

KINDS: Mapping[str, Mapping[str, Make]] = {
    "things": {"yolox": YoloxDetector},
    "faces": {"yunet": YuNetDetector, "ultraface": UltraFaceDetector},
    "depth": {"meter": MeterDepthEstimator},
    "features": {"mobilenet": MobileNetEmbedder},
}
"""By role; of several kinds the first that is on the shelf is the better one."""
