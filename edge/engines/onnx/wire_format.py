"""Protocol buffers by hand: the fields of a message, one level at a time, nothing copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARINT, _EIGHT_BYTES, _TEXT, _FOUR_BYTES = 0, 1, 2, 5


def fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Field numbers with their values: whole numbers, or the bytes of anything else.

    Raises ValueError or IndexError for a message that is cut off or is none.
    """
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        kind = key & 7
        if kind == _VARINT:
            value, place = _varint(message, place)
            yield key >> 3, value
            continue
        length, place = _length(message, place, kind)
        if place + length > len(message):
            raise ValueError("it was cut off")
        yield key >> 3, message[place : place + length]
        place += length


def every(message: memoryview, wanted: int) -> Iterator[memoryview]:
    """The messages or texts in one repeated field."""
    for field, value in fields(message):
        if field == wanted and isinstance(value, memoryview):
            yield value


def only(message: memoryview, wanted: int) -> memoryview:
    """The first of a field; raises ValueError without it."""
    for value in every(message, wanted):
        return value
    raise ValueError(f"field {wanted} is missing")


def texts(message: memoryview, wanted: int) -> list[str]:
    """What a repeated field of strings holds."""
    return [bytes(value).decode() for value in every(message, wanted)]


def nested(number: int, content: bytes) -> bytes:
    """A field that holds bytes, a text or another message, as it stands in a file."""
    return _as_varint(number << 3 | _TEXT) + _as_varint(len(content)) + content


def _length(message: memoryview, place: int, kind: int) -> tuple[int, int]:
    if kind == _TEXT:
        return _varint(message, place)
    if kind in (_EIGHT_BYTES, _FOUR_BYTES):
        return (8 if kind == _EIGHT_BYTES else 4), place
    raise ValueError(f"wire type {kind} is unknown")


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    """Seven bits a byte, the lowest first; the value and the place after it."""
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place


def _as_varint(value: int) -> bytes:
    parts = bytearray()
    while value >= 0x80:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)
