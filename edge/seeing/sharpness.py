"""How dark, how bright and how blurred a picture is: plain arithmetic on its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.ports import Picture

    Grey = NDArray[np.float32]

SIDE = 640
"""Pixels of the longer side at which pictures of every size are measured."""
TILES = 8
"""Along either side; the sharpest ones count, for a wall behind the page is never sharp."""
SHARPEST = 0.9
FLAT = 25.0
"""Variance of grey values below which a tile shows nothing that could be sharp."""
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Of red, green and blue: ITU-R BT.601."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Grey values from 0 to 255."""

    dark: float
    """One pixel in a hundred is darker."""
    middle: float
    light: float
    """One pixel in ten is lighter."""


def grey(picture: Picture, side: int = SIDE) -> Grey:
    """Luma, made smaller by the whole number that brings the longer side nearest to `side`."""
    luma: Grey = reduced(picture, side) @ _LUMA
    return luma


def reduced(picture: Picture, side: int) -> NDArray[np.float32]:
    """Means of squares, all three colours, about `side` of them along the longer side."""
    step = max(1, min(round(max(picture.shape[:2]) / side), *picture.shape[:2]))
    height, width = (length // step * step for length in picture.shape[:2])
    rows = picture[:height, :width].reshape(height // step, step, width * 3)
    narrow = rows.sum(axis=1, dtype=np.uint16).reshape(height // step, width // step, step, 3)
    means: NDArray[np.float32] = narrow.sum(axis=2, dtype=np.float32) / step**2
    return means


def exposure(image: Grey) -> Exposure:
    """One pixel in nine is looked at."""
    dark, middle, light = np.percentile(image[::3, ::3], (1, 50, 90))
    return Exposure(float(dark), float(middle), float(light))


def sharpness(image: Grey) -> float:
    """Variance of the Laplacian by the variance of the grey values, in the sharpest tiles.

    Twice the contrast or the light changes nothing (Pech-Pacheco et al., ICPR 2000, use the
    variance alone). 0 where there is nothing to be sharp. White noise has 20.
    """
    if min(image.shape) < 3 * TILES:
        return 0.0
    curved = (image[:-2, 1:-1] + image[2:, 1:-1] + image[1:-1, :-2] + image[1:-1, 2:]) - 4 * image[
        1:-1, 1:-1
    ]
    contrast = _tiles(image[1:-1, 1:-1])
    ratios = (_tiles(curved) / np.maximum(contrast, 1e-6))[contrast > FLAT]
    return float(np.quantile(ratios, SHARPEST)) if ratios.size else 0.0


def _tiles(image: Grey) -> Grey:
    """The variance in each."""
    height, width = (length // TILES for length in image.shape)
    cut = image[: height * TILES, : width * TILES].reshape(TILES, height, TILES, width)
    variances: Grey = cut.var(axis=(1, 3))
    return variances
