"""Many boxes of a detector's output down to those that mean something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from edge.ports.sight import Box, Thing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

MOST = 100
"""Things of one picture; the surest are kept."""


def cells(width: int, height: int, stride: int) -> NDArray[np.float32]:
    """Column and row of each cell of a grid over the picture, row by row."""
    rows, columns = np.mgrid[: height // stride, : width // stride]
    return np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32)


def suppressed(corners: Numbers, scores: Numbers, overlap: float) -> list[int]:
    """The places of boxes (left, top, right, bottom) to keep, the surest first.

    Greedy: a box goes that overlaps a surer one by more than `overlap` (intersection over union).
    """
    order = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while len(order) and len(kept) < MOST:
        best, order = order[0], order[1:]
        kept.append(int(best))
        order = order[_overlaps(corners[best], corners[order]) <= overlap]
    return kept


def things(
    corners: Numbers, scores: Numbers, labels: list[str], size: tuple[int, int]
) -> list[Thing]:
    """The surest first, with boxes inside a picture of `size` (width, height)."""
    width, height = size
    inside = np.clip(corners, 0, (width, height, width, height))
    order = np.argsort(-scores, kind="stable")
    return [
        Thing(labels[place], float(scores[place]), Box(*map(float, inside[place])))
        for place in order
    ]


def _overlaps(one: Numbers, others: Numbers) -> NDArray[Any]:
    upper = np.maximum(one[:2], others[:, :2])
    lower = np.minimum(one[2:], others[:, 2:])
    common = np.prod(np.clip(lower - upper, 0, None), axis=1)
    areas = np.prod(others[:, 2:] - others[:, :2], axis=1)
    return np.asarray(common / (np.prod(one[2:] - one[:2]) + areas - common + 1e-9))
