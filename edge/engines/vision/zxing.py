"""Reads bar codes and two-dimensional codes with zxing-cpp."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.engines.vision.library import checked, library, shrunk
from edge.errors import EngineError
from edge.opencv import opencv
from edge.ports import Box, Code

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.ports import Picture

    Grey = NDArray[np.uint8]
    Affine = NDArray[np.float64]
    """Two rows of three: what (x, y, 1) is multiplied with."""

FORMATS = (
    "EAN13", "EAN8", "UPCA", "UPCE", "ITF14", "Code128", "DataBarOmni", "DataBarStkOmni",
    "DataBarLtd", "DataBarExp", "DataBarExpStk", "QRCode", "DataMatrix", "Aztec", "PDF417",
)  # fmt: skip
"""What is printed on goods, medicines, tickets and letters. Not those that need no check digit and
so are read by mistake: Codabar, Code 39, plain ITF."""
GS1_NAMES = {"Code128": "GS1-128", "DataMatrix": "GS1 DataMatrix", "QRCode": "GS1 QR Code"}
"""As GS1 calls a code whose text is a chain of its element strings."""
LIVE_SIDE = 1280
STILL_SIDE = 2000
ENLARGE = 2
SHARPEN, SHARPEN_SIGMA = 5.0, 2.0


class Zxing:
    """`live`: for pictures that come ten times a second, as they are; otherwise every way is tried.

    Raises EngineError where the package is missing.
    """

    def __init__(self, *, live: bool = False) -> None:
        self._library = library("zxingcpp")
        self._is_live = live
        self._side = LIVE_SIDE if live else STILL_SIDE
        formats = [self._library.barcode_format_from_str(name) for name in FORMATS]
        self._how = {
            "formats": self._library.BarcodeFormats(formats),
            "try_rotate": True,
            "try_downscale": not live,
            "try_invert": not live,
            "text_mode": self._library.TextMode.Plain,
        }

    def decode(self, picture: Picture) -> list[Code]:
        small, ratio = shrunk(checked(picture), self._side)
        green = np.ascontiguousarray(small[:, :, 1])  # as scanners see: red ink vanishes
        for way in WAYS[: 1 if self._is_live else None]:
            changed, back = way(green)
            found = self._found(changed)
            if found:
                return [self._code(one, ratio * back) for one in found]
        return []

    def _found(self, grey: Grey) -> list[Any]:
        try:
            found = self._library.read_barcodes(grey, **self._how)
        except Exception as error:
            raise EngineError(f"zxing-cpp failed while it read: {error}") from error
        return [one for one in found if one.valid]

    def _code(self, found: Any, back: Affine) -> Code:
        kind = found.format.name
        if found.content_type == self._library.ContentType.GS1:
            kind = GS1_NAMES.get(kind, kind)
        return Code(kind, found.text, _box(found.position, back))


def _as_it_is(grey: Grey) -> tuple[Grey, Affine]:
    return grey, np.eye(2, 3)


def _sharpened(grey: Grey) -> tuple[Grey, Affine]:
    """Larger, and its edges steeper: a DataMatrix out of focus by half a module is read so only."""
    cv2 = opencv()
    large = cv2.resize(grey, None, fx=ENLARGE, fy=ENLARGE, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(large, (0, 0), SHARPEN_SIGMA)
    return cv2.addWeighted(large, 1 + SHARPEN, soft, -SHARPEN, 0), np.eye(2, 3) / ENLARGE


def _on_its_corner(grey: Grey) -> tuple[Grey, Affine]:
    """Turned by 45 degrees: bars are looked for along rows and columns only."""
    cv2 = opencv()
    height, width = grey.shape
    side = math.ceil(math.hypot(height, width))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 45, 1.0)
    turn[:, 2] += (side - width) / 2, (side - height) / 2
    turned = cv2.warpAffine(grey, turn, (side, side), flags=cv2.INTER_CUBIC, borderValue=255)
    return turned, cv2.invertAffineTransform(turn)


WAYS = (_as_it_is, _sharpened, _on_its_corner)
"""A still picture is looked at in all of them until something is found, a live one as it is. Each
gives the changed picture, and how its pixels lead back to those before."""


def _box(at: Any, back: Affine) -> Box:
    corners = [at.top_left, at.top_right, at.bottom_left, at.bottom_right]
    places = np.array([[corner.x, corner.y, 1.0] for corner in corners]) @ back.T
    (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))
