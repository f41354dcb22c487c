"""Pictures that tests draw: print, codes, and what a hand and bad light do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from edge.ports import Picture


def lines_of_print(lines: Sequence[str], scale: float = 1.0, pitch: int = 50) -> Picture:
    """Latin print, black on white, a line every `pitch` pixels."""
    cv2 = pytest.importorskip("cv2", reason="opencv is not installed")
    width = 60 + max((len(line) for line in lines), default=10) * round(22 * scale)
    paper = np.full((40 + pitch * max(1, len(lines)), width, 3), 255, np.uint8)
    for number, line in enumerate(lines):
        place = (20, 40 + pitch * number)
        cv2.putText(
            paper, line, place, cv2.FONT_HERSHEY_SIMPLEX, scale, (20, 20, 20), 2, cv2.LINE_AA
        )
    return paper


def code_picture(
    kind: str, text: str, *, scale: int = 4, margin: int = 60, gs1: bool = False
) -> Picture:
    """A code of zxing-cpp's names, black on white."""
    zxingcpp = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed")
    options = {"gs1": True} if gs1 else {}
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind), **options)
    drawn = np.array(code.to_image(scale=scale))
    framed = np.pad(drawn, margin, constant_values=255)
    return np.repeat(framed[:, :, None], 3, axis=2)


def blurred(picture: Picture, sigma: float) -> Picture:
    """Out of focus: a Gaussian of so many pixels."""
    if sigma <= 0:
        return picture
    cv2 = pytest.importorskip("cv2", reason="opencv is not installed")
    out: Picture = cv2.GaussianBlur(picture, (0, 0), sigma)
    return out


def rotated(picture: Picture, degrees: float) -> Picture:
    """Around its middle, on white."""
    cv2 = pytest.importorskip("cv2", reason="opencv is not installed")
    height, width = picture.shape[:2]
    longest = round(float(np.hypot(height, width)))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turn[:, 2] += ((longest - width) / 2, (longest - height) / 2)
    white = (255, 255, 255)
    out: Picture = cv2.warpAffine(picture, turn, (longest, longest), borderValue=white)
    return out


def tilted(picture: Picture, share: float) -> Picture:
    """In perspective: the upper edge is shorter by `share` of the width at both ends."""
    cv2 = pytest.importorskip("cv2", reason="opencv is not installed")
    height, width = picture.shape[:2]
    flat: NDArray[np.float32] = np.array(
        [[0, 0], [width, 0], [width, height], [0, height]], np.float32
    )
    far = flat.copy()
    far[0, 0], far[1, 0] = share * width, (1 - share) * width
    view = cv2.getPerspectiveTransform(flat, far)
    out: Picture = cv2.warpPerspective(picture, view, (width, height), borderValue=(255, 255, 255))
    return out


def with_glare(picture: Picture, radius_share: float) -> Picture:
    """A white spot in the middle whose radius is a share of the height, with a soft edge."""
    height, width = picture.shape[:2]
    down, across = np.mgrid[:height, :width]
    away = np.hypot(down - height / 2, across - width / 2) / (radius_share * height)
    weight = np.clip(2 - 2 * away, 0, 1)[:, :, None]
    out: Picture = (picture * (1 - weight) + 255 * weight).astype(np.uint8)
    return out


def darkened(picture: Picture, share: float) -> Picture:
    """So much of the light is left, and what noise a small sensor adds (3 of 255)."""
    noise = np.random.default_rng(3).normal(0, 3, picture.shape)
    out: Picture = np.clip(picture * share + noise, 0, 255).astype(np.uint8)
    return out
