"""The libraries that see, loaded when the first engine needs them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.errors import EngineError
from edge.opencv import opencv

if TYPE_CHECKING:
    from edge.ports import Picture

PACKAGES = {
    "cv2": "opencv",
    "rapidocr": "rapidocr",
    "tesserocr": "tesserocr",
    "zxingcpp": "zxing-cpp",
}
"""How people call what is imported."""


def library(module: str) -> Any:
    """The module; raises EngineError naming the extra where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = PACKAGES.get(module, module)
        raise EngineError(f"{name} is not installed: pip install edge-assistant[vision]") from error


def checked(picture: Picture) -> Picture:
    """The picture; raises EngineError where it is none."""
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
        raise EngineError(
            f"a picture of shape {picture.shape}, {picture.dtype} cannot be looked at"
        )
    return picture


def shrunk(picture: Picture, longest: int) -> tuple[Picture, float]:
    """No side longer than `longest`, and how many pixels of the picture one of these spans."""
    height, width = picture.shape[:2]
    if max(height, width) <= longest:
        return picture, 1.0
    ratio = max(height, width) / longest
    size = max(1, round(width / ratio)), max(1, round(height / ratio))
    cv2 = opencv()
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA), ratio
