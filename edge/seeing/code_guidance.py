"""Where a code may be that cannot be read yet, and the beeps that lead the camera to it; pure.

Bars are found by their direction alone: within a small square nearly all grey values change along
one line (coherence of the structure tensor: Bigun and Granlund, ICCV 1987), and change everywhere.
Print does not do that; spokes and slats do, so this is a hint for somebody who looks for a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from edge.ports import Box
from edge.seeing.regions import coarse, largest
from edge.seeing.sharpness import grey

if TYPE_CHECKING:
    from edge.ports import Picture
    from edge.seeing.regions import Area
    from edge.seeing.sharpness import Grey

SIDE = 640
CELL = 8
"""Pixels of a square whose direction is measured, at that size."""
NEIGHBOURS = 2
COHERENT = 0.8
"""0: grey values change in all directions alike; 1: in one alone."""
EVEN = 0.12
"""Squared mean of the change by its mean square: one edge, however sharp, has a fortieth."""
STEEP = 2400.0
"""Mean square of twice the change from pixel to pixel, of grey values; bars have many thousands."""
SMALLEST_CELLS = 16
LOW_HZ, HIGH_HZ = 400.0, 1600.0
SLOW_SECONDS, FAST_SECONDS = 0.8, 0.12
WANTED_SIZE = 0.35
"""Share of the picture's width that a code fills when it is near enough."""


@dataclass(frozen=True, slots=True)
class Beep:
    """The next beep, and what there is to do in words."""

    across: float
    """-1 at the left edge of the picture, 1 at the right one: where the sound comes from."""
    down: float
    """-1 at the upper edge, 1 at the lower one."""
    hertz: float
    """Higher where the code is higher in the picture: the camera goes up for it."""
    seconds: float
    """Until the beep after it: the nearer to the middle, the sooner."""
    is_small: bool
    """The camera should come closer."""


def beep(box: Box, width: int, height: int) -> Beep:
    """Towards a code at `box` in a picture of this size."""
    middle = box.centre
    across, down = (2 * middle[0] / width - 1, 2 * middle[1] / height - 1)
    away = min(1.0, float(np.hypot(across, down)))
    hertz = LOW_HZ * (HIGH_HZ / LOW_HZ) ** ((1 - down) / 2)
    seconds = FAST_SECONDS + (SLOW_SECONDS - FAST_SECONDS) * away
    small = max(box.width / width, box.height / height) < WANTED_SIZE
    return Beep(across, down, hertz, seconds, small)


def candidate(picture: Picture) -> Box | None:
    """Where bars are, in pixels of the picture; None where there are none."""
    image = grey(picture, SIDE)
    if min(image.shape) < CELL * (2 * NEIGHBOURS + 1):
        return None
    area = largest(_barred(image))
    if area.sum() < SMALLEST_CELLS:
        return None
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    down, across = picture.shape[0] / area.shape[0], picture.shape[1] / area.shape[1]
    return Box(
        float(columns[0] * across), float(rows[0] * down),
        float((columns[-1] + 1) * across), float((rows[-1] + 1) * down),
    )  # fmt: skip


def _barred(image: Grey) -> Area:
    """Squares, among their neighbours, whose grey values change much and in one direction."""
    step_down, step_across = image[1:] - image[:-1], image[:, 1:] - image[:, :-1]
    down = step_down[:, 1:] + step_down[:, :-1]  # both of one square of two by two pixels
    across = step_across[1:] + step_across[:-1]
    products = across * across, down * down, across * down, np.hypot(across, down)
    xx, yy, xy, mean = (_around(part) for part in products)
    energy = xx + yy
    apart = np.sqrt((xx - yy) ** 2 + 4 * xy**2)
    is_even = mean**2 > EVEN * energy
    barred: Area = (energy > STEEP) & (apart > COHERENT * energy) & is_even
    return barred


def _around(part: Grey) -> Grey:
    """Means of squares, each with its neighbours."""
    cells = _squares(part)
    size = 2 * NEIGHBOURS + 1
    padded = np.pad(cells, NEIGHBOURS, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size))
    means: Grey = windows.mean(axis=(2, 3))
    return means


def _squares(part: Grey) -> Grey:
    return coarse(part, max(1, max(part.shape) // CELL))
