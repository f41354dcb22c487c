"""Whether a camera sees at all: a covered lens, and a picture that stands still. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.ports.sight import Frame, Picture

    Sample: TypeAlias = NDArray[np.uint8]

View: TypeAlias = Literal["clear", "black", "frozen"]

BLACK_BELOW = 20.0
"""Of 255: a covered lens has no block as bright as this; the noise of a dark sensor is averaged."""
CLEAR_FROM = 32.0
"""A black picture is clear again when some block is as bright as this."""
BLACK_SECONDS = 1.0
CLEAR_SECONDS = 0.3
FROZEN_SECONDS = 2.0
"""A sensor's noise never repeats, so pictures that are equal for so long are one picture."""
BLOCKS = 16
"""A picture is divided into so many rows and columns at most."""


class LensWatch:
    """Told every picture; remembers since when each thing is so. `frozen_seconds` may be
    infinite, for a camera that shows one picture."""

    def __init__(self, frozen_seconds: float = FROZEN_SECONDS) -> None:
        self.view: View = "clear"
        self._frozen_seconds = frozen_seconds
        self._is_black = False
        self._black_changes: float | None = None
        """Since when pictures say the contrary of `_is_black`."""
        self._last: Sample | None = None
        self._same_since = 0.0

    def see(self, frame: Frame) -> View:
        """What the picture and those before it amount to."""
        self._notice_black(frame)
        frozen = self._notice_frozen(frame)
        self.view = "black" if self._is_black else "frozen" if frozen else "clear"
        return self.view

    def _notice_black(self, frame: Frame) -> None:
        level = brightest_block(frame.picture)
        contrary = level >= CLEAR_FROM if self._is_black else level < BLACK_BELOW
        if not contrary:
            self._black_changes = None
            return
        if self._black_changes is None:
            self._black_changes = frame.at
        needed = CLEAR_SECONDS if self._is_black else BLACK_SECONDS
        if frame.at - self._black_changes >= needed:
            self._is_black, self._black_changes = not self._is_black, None

    def _notice_frozen(self, frame: Frame) -> bool:
        sample = _sampled(frame.picture, 64)
        if self._last is None or not np.array_equal(sample, self._last):
            self._last, self._same_since = sample.copy(), frame.at
        return frame.at - self._same_since >= self._frozen_seconds


def brightest_block(picture: Picture) -> float:
    """The mean of the brightest of some 256 blocks, 0 to 255, over every fourth pixel or so."""
    sample = _sampled(picture, 128).mean(axis=2)
    rows, columns = (max(1, side // BLOCKS) for side in sample.shape)
    height, width = sample.shape[0] // rows * rows, sample.shape[1] // columns * columns
    blocks = sample[:height, :width].reshape(height // rows, rows, width // columns, columns)
    return float(blocks.mean(axis=(1, 3)).max())


def _sampled(picture: Picture, most: int) -> Sample:
    """Some of its pixels: twice `most` a side at most."""
    step = max(1, min(picture.shape[:2]) // most)
    return picture[::step, ::step]
