"""What a picture's file says of itself, read without decoding a pixel: its size, and whether it
is whole.

JPEG: ITU-T T.81 annex B; PNG: ISO/IEC 15948; WebP and BMP: their containers' length fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """What is known before decoding."""

    kind: str
    width: int
    height: int
    """As stored: a turned picture is told by EXIF only."""
    is_whole: bool
    """Whether the file goes on to its end mark, or to the length it states."""


def read_header(data: bytes) -> ImageHeader | None:
    """None for a kind that is not known here; raises ValueError for a header that is cut."""
    for magic, parse in _KINDS:
        if data.startswith(magic):
            try:
                return parse(data)
            except IndexError as error:
                raise ValueError("its header is cut off") from error
    return None


_JPEG_START_OF_SCAN = 0xDA
_JPEG_NO_FRAME = (0xC4, 0xC8, 0xCC)
"""Between the markers of frame headers (C0 to CF), and none: tables, extensions, conditioning."""


def _jpeg(data: bytes) -> ImageHeader:
    width = height = 0
    for marker, start in _jpeg_segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in _JPEG_NO_FRAME:
            height, width = _big(data, start + 3, 2), _big(data, start + 5, 2)
        if marker == _JPEG_START_OF_SCAN:
            # in coded data an FF is followed by 00, so this cannot be one of its bytes
            return ImageHeader("JPEG", width, height, data.find(b"\xff\xd9", start) >= 0)
    raise ValueError("its header is cut off")


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Each marker with the place of its length, up to the first scan."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            raise ValueError("its header is damaged")
        marker = data[place + 1]
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        yield marker, place + 2
        if marker == _JPEG_START_OF_SCAN:
            return
        place += 2 + _big(data, place + 2, 2)


def _png(data: bytes) -> ImageHeader:
    return ImageHeader("PNG", _big(data, 16, 4), _big(data, 20, 4), b"IEND" in data[-32:])


def without_chunk(data: bytes, name: bytes) -> bytes:
    """A PNG without the first of its chunks of that name; as it is where there is none."""
    place = 8
    while place + 8 <= len(data):
        end = place + 12 + _big(data, place, 4)
        if data[place + 4 : place + 8] == name:
            return data[:place] + data[end:]
        place = end
    return data


def _bmp(data: bytes) -> ImageHeader:
    width, height = _little(data, 18, 4), _little(data, 22, 4)
    rows = height if height < 2**31 else 2**32 - height  # negative: stored from the top
    return ImageHeader("BMP", width, rows, len(data) >= _little(data, 2, 4))


def _webp(data: bytes) -> ImageHeader:
    """The three forms of a WebP: with losses, without, and extended (RFC 9649)."""
    if data[8:12] != b"WEBP":
        raise ValueError("it is no picture")
    whole = len(data) >= _little(data, 4, 4) + 8
    form = data[12:16]
    if form == b"VP8X":
        width, height = _little(data, 24, 3) + 1, _little(data, 27, 3) + 1
    elif form == b"VP8L":
        bits = _little(data, 21, 4)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF
    return ImageHeader("WebP", width, height, whole)


def _big(data: bytes, place: int, count: int) -> int:
    return int.from_bytes(_piece(data, place, count), "big")


def _little(data: bytes, place: int, count: int) -> int:
    return int.from_bytes(_piece(data, place, count), "little")


def _piece(data: bytes, place: int, count: int) -> bytes:
    piece = data[place : place + count]
    if len(piece) < count:
        raise IndexError(place)
    return piece


_KINDS: tuple[tuple[bytes, Callable[[bytes], ImageHeader]], ...] = (
    (b"\xff\xd8", _jpeg),
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"BM", _bmp),
    (b"RIFF", _webp),
)
