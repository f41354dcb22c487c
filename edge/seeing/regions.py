"""Light and dark areas of a small grey picture: where to cut between them, and the largest one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.seeing.sharpness import Grey

    Area = NDArray[np.bool_]


def coarse(image: Grey, cells: int) -> Grey:
    """Means of squares, as many as make the longer side about `cells`."""
    step = max(1, max(image.shape) // cells)
    height, width = (max(1, length // step) for length in image.shape)
    cut = image[: height * step, : width * step]
    if cut.shape != (height * step, width * step):
        return image
    means: Grey = cut.reshape(height, step, width, step).mean(axis=(1, 3))
    return means


def otsu(image: Grey) -> float:
    """The grey value that best parts light from dark (Otsu, IEEE Trans. SMC 1979)."""
    counts, edges = np.histogram(image, bins=64, range=(0, 256))
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = sums / below - (sums[-1] - sums) / above
        between = np.nan_to_num(below * above * apart**2)
    return float(edges[int(np.argmax(between)) + 1])


def largest(area: Area) -> Area:
    """Of what hangs together (sideways, up or down), the part with the most cells."""
    label = np.arange(1, area.size + 1).reshape(area.shape) * area
    before = np.zeros_like(label)
    while not np.array_equal(label, before):  # each cell takes the highest number around it
        before = label
        for axis in (0, 1):
            label = _swept(label, area, axis)
    counts = np.bincount(label[area]) if area.any() else np.zeros(1, int)
    part: Area = area & (label == int(np.argmax(counts)))
    return part


def _swept(label: NDArray[np.int_], area: Area, axis: int) -> NDArray[np.int_]:
    """The highest number of each unbroken run along an axis, for all of the run."""
    for flip in (False, True):
        turned = np.moveaxis(np.flip(label, axis) if flip else label, axis, 0).copy()
        inside = np.moveaxis(np.flip(area, axis) if flip else area, axis, 0)
        for row in range(1, len(turned)):
            turned[row] = np.where(
                inside[row] & inside[row - 1], np.maximum(turned[row], turned[row - 1]), turned[row]
            )
        label = np.moveaxis(turned, 0, axis)
        label = np.flip(label, axis) if flip else label
    return label
