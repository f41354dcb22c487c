"""Helps to hold the camera so that a page can be read: what to do next, and how near one is; pure.

Directions are the camera's: LEFT means that the camera should move to the left, because the page
goes on there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

import numpy as np

from edge.ports import Box
from edge.seeing.regions import coarse, largest, otsu
from edge.seeing.sharpness import exposure, grey, sharpness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports import Picture
    from edge.seeing.sharpness import Exposure, Grey


class Advice(Enum):
    """One step at a time; in this order where several are true."""

    MORE_LIGHT = auto()
    LESS_LIGHT = auto()
    NOTHING_THERE = auto()
    FARTHER = auto()
    LEFT = auto()
    RIGHT = auto()
    UP = auto()
    DOWN = auto()
    CLOSER = auto()
    HOLD_STILL = auto()
    READY = auto()


@dataclass(frozen=True, slots=True)
class Measures:
    """What one picture shows."""

    exposure: Exposure
    sharpness: float
    page: Box | None
    """Shares of the picture's width and height, from 0 to 1."""


DARK, DARK_BEFORE = 60.0, 75.0
"""Grey value of the lightest tenth below which it is too dark, and until which it stays so."""
PALE, PALE_BEFORE = 160.0, 140.0
"""Grey value of the darkest hundredth above which light has washed out the print."""
GLARING = 235.0
"""Grey value of the middle from which that is so; a grey wall is no page in the sun."""
BLURRED, BLURRED_BEFORE = 0.10, 0.15
"""Letters as high as a fiftieth of the picture begin to be misread there."""
MARGIN, MARGIN_BEFORE = 0.01, 0.03
"""Share of the picture: a page that is nearer to the edge goes on beyond it."""
LARGEST = 1 - 2 * MARGIN_BEFORE
"""A page that takes more of the picture cannot be moved into it."""
FAR, FAR_BEFORE = 0.45, 0.50
"""A page whose longer side takes less of the picture is too far away to be read."""
CELLS = 80
"""Along the longer side, among which the sheet is looked for: print is grey there."""
STANDS_OUT = 25.0
"""Grey values by which a sheet is lighter than what it lies on."""
SMALLEST, FILLED = 0.03, 0.6
"""Share of the picture, and of the box around it, that a sheet takes at least."""
LOW_HZ, OCTAVES = 220.0, 2.0


def measured(picture: Picture, lines: Sequence[Box] = ()) -> Measures:
    """Some 30 ms for 640 by 480; `lines` are the boxes of print, where a reader has found some."""
    image = grey(picture)
    page = _share(_around(lines), picture) if lines else page_in(image)
    return Measures(exposure(image), sharpness(image), page)


def page_in(image: Grey) -> Box | None:
    """The sheet: the largest area that is lighter than its surroundings and nearly a rectangle.

    Shares of the width and height. None where no sheet stands out.
    """
    small = coarse(image, CELLS)
    light = small > otsu(small)
    if light.all() or not light.any() or small[light].mean() - small[~light].mean() < STANDS_OUT:
        return None
    area = largest(light)
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    inside = area[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if inside.size < SMALLEST * area.size or inside.mean() < FILLED:
        return None
    down, across = rows / area.shape[0], columns / area.shape[1]
    one_down, one_across = 1 / area.shape[0], 1 / area.shape[1]
    return Box(
        float(across[0]), float(down[0]), float(across[-1] + one_across), float(down[-1] + one_down)
    )


def advice(now: Measures, before: Advice | None = None) -> Advice:
    """What to do; what was said before holds a little longer, lest it comes and goes."""
    light = _light(now.exposure, before)
    if light is not None:
        return light
    if now.page is None:
        return Advice.NOTHING_THERE
    return _place(now.page, before) or _hold(now, before)


def nearness(now: Measures, about: Advice) -> float:
    """0 to 1: how much of what `about` asks for is done."""
    page = now.page
    if about is Advice.READY:
        return 1.0
    if about is Advice.MORE_LIGHT:
        return _clipped(now.exposure.light / DARK_BEFORE)
    if about is Advice.LESS_LIGHT:
        return _clipped((255 - now.exposure.dark) / (255 - PALE_BEFORE))
    if about is Advice.HOLD_STILL:
        return _clipped(now.sharpness / BLURRED_BEFORE)
    if page is None:
        return 0.0
    if about is Advice.CLOSER:
        return _clipped(max(page.width, page.height) / FAR_BEFORE)
    across, down = page.centre
    return _clipped(1 - 2 * max(abs(across - 0.5), abs(down - 0.5)))


def tone_hz(near: float) -> float:
    """From 220 Hz up two octaves: equal steps sound equal."""
    return float(LOW_HZ * 2 ** (OCTAVES * _clipped(near)))


class Guidance:
    """Says what to do, once it has held for some pictures, and again after a while."""

    def __init__(self, steady: int = 2, again_seconds: float = 3.0) -> None:
        self._steady = steady
        self._again = again_seconds
        self._before: Advice | None = None
        self._seen = 0
        self._said: tuple[Advice, float] | None = None

    def step(self, now: Measures, at: float) -> Advice | None:
        """What is to be said at this moment, if anything."""
        found = advice(now, self._before)
        self._seen = self._seen + 1 if found is self._before else 1
        self._before = found
        if self._seen < self._steady:
            return None
        if self._said and self._said[0] is found:
            is_due = at - self._said[1] >= self._again and found is not Advice.READY
            if not is_due:
                return None
        self._said = found, at
        return found


def _light(now: Exposure, before: Advice | None) -> Advice | None:
    if now.light < (DARK_BEFORE if before is Advice.MORE_LIGHT else DARK):
        return Advice.MORE_LIGHT
    pale = PALE_BEFORE if before is Advice.LESS_LIGHT else PALE
    return Advice.LESS_LIGHT if now.dark > pale and now.middle > GLARING else None


def _place(page: Box, before: Advice | None) -> Advice | None:
    """Where the page goes on beyond the picture, or that it is small."""
    gaps = {
        Advice.LEFT: page.left,
        Advice.RIGHT: 1 - page.right,
        Advice.UP: page.top,
        Advice.DOWN: 1 - page.bottom,
    }
    cut = {
        side
        for side, gap in gaps.items()
        if gap < (MARGIN_BEFORE if before in (side, Advice.FARTHER) else MARGIN)
    }
    too_wide = page.width > LARGEST and cut & {Advice.LEFT, Advice.RIGHT}
    too_high = page.height > LARGEST and cut & {Advice.UP, Advice.DOWN}
    if too_wide or too_high:
        return Advice.FARTHER
    for side in gaps:
        if side in cut:
            return side
    far = FAR_BEFORE if before is Advice.CLOSER else FAR
    return Advice.CLOSER if max(page.width, page.height) < far else None


def _hold(now: Measures, before: Advice | None) -> Advice:
    limit = BLURRED_BEFORE if before is Advice.HOLD_STILL else BLURRED
    return Advice.HOLD_STILL if now.sharpness < limit else Advice.READY


def _around(lines: Sequence[Box]) -> Box:
    return Box(
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )


def _share(box: Box, picture: Picture) -> Box:
    height, width = picture.shape[:2]
    return Box(box.left / width, box.top / height, box.right / width, box.bottom / height)


def _clipped(value: float) -> float:
    return min(1.0, max(0.0, value))
