"""Pictures from files: checked before they are decoded, turned as their camera was held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from edge.errors import InputError
from edge.opencv import opencv
from edge.ports.sight import Frame
from edge.seeing.image_header import read_header, without_chunk

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports.sight import Picture

MOST_MEGAPIXELS = 50
"""150 MB as colours; a phone's largest usual picture is as big."""
MOST_BYTES = 64_000_000


def load(path: Path) -> Frame:
    """Some 50 ms, so not on the loop. Raises InputError naming the file and what is wrong."""
    try:
        data = _content(path)
        return Frame(picture=decode(data), at=0.0, number=1, source=str(path))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise InputError(f"{path} cannot be used: {error}") from error


def decode(data: bytes) -> Picture:
    """A JPEG, PNG, WebP or BMP, upright by its EXIF orientation. Raises ValueError, saying why."""
    header = read_header(data)
    if header is None:
        raise ValueError("it is no JPEG, PNG, WebP or BMP picture")
    megapixels = header.width * header.height / 1e6
    if megapixels > MOST_MEGAPIXELS:
        raise ValueError(
            f"it has {megapixels:.0f} megapixels ({header.width} x {header.height}); "
            f"{MOST_MEGAPIXELS} can be looked at"
        )
    if not header.is_whole:
        raise ValueError(f"the {header.kind} picture is cut off")
    return _decoded(data, header.kind)


def _content(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"it has {size / 1e6:.0f} MB; {MOST_BYTES / 1e6:.0f} are read")
    if size == 0:
        raise ValueError("it is empty")
    return path.read_bytes()


def _decoded(data: bytes, kind: str) -> Picture:
    cv2 = opencv()
    # a PNG's colour profile is never applied, and libpng complains of many on the terminal
    plain = without_chunk(data, b"iCCP") if kind == "PNG" else data
    try:
        colours: Any = cv2.imdecode(np.frombuffer(plain, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise ValueError(f"the {kind} picture is damaged") from error
    if colours is None:
        raise ValueError(f"the {kind} picture is damaged")
    picture: Picture = cv2.cvtColor(colours, cv2.COLOR_BGR2RGB)
    return picture
