"""The weights in an ONNX file, read without a runtime: the protocol buffer wire format, by hand.

onnxruntime takes 46 MB for a model of 2 MB; a small network needs no more than its numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_VARINT, _EIGHT_BYTES, _TEXT, _FOUR_BYTES = 0, 1, 2, 5
_MODEL_GRAPH = 7
_GRAPH_NODE = 1
_NODE_ATTRIBUTE = 5
_ATTRIBUTE_NAME, _ATTRIBUTE_TENSOR, _ATTRIBUTE_GRAPH = 1, 5, 6
_TENSOR_DIMENSION, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_RAW = 1, 2, 8, 9
"""Field numbers of onnx.proto."""
_FLOAT = 1
"""TensorProto.DataType: 32 bits, little endian in raw data."""


def read_weights(path: Path, branch: str) -> dict[str, NDArray[np.float32]]:
    """The named float constants in that branch of the model's condition ("then_branch").

    Raises EngineError for a file that is missing or cannot be read to its end.
    """
    try:
        data = memoryview(path.read_bytes())
        return dict(_constants(_only(data, _MODEL_GRAPH), branch))
    except (OSError, ValueError, IndexError) as error:
        raise EngineError(f"the model file {path} cannot be read: {error}") from error


def _constants(
    graph: memoryview, branch: str, inside: bool = False
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    for node in _all(graph, _GRAPH_NODE):
        for attribute in _all(node, _NODE_ATTRIBUTE):
            for tensor in _all(attribute, _ATTRIBUTE_TENSOR):
                if inside:
                    yield from _named(tensor)
            if bytes(_only(attribute, _ATTRIBUTE_NAME)).decode() == branch:
                yield from _constants(_only(attribute, _ATTRIBUTE_GRAPH), branch, inside=True)


def _named(tensor: memoryview) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Name and values, where it has a name and holds floats."""
    parts = list(_fields(tensor))
    name = b"".join(bytes(value) for field, value in parts if field == _TENSOR_NAME).decode()
    if name and (_TENSOR_TYPE, _FLOAT) in parts:
        shape = [
            value for field, value in parts if field == _TENSOR_DIMENSION and isinstance(value, int)
        ]
        yield name, np.frombuffer(_only(tensor, _TENSOR_RAW), "<f4").reshape(shape)


def _all(message: memoryview, wanted: int) -> Iterator[memoryview]:
    for field, value in _fields(message):
        if field == wanted and isinstance(value, memoryview):
            yield value


def _only(message: memoryview, wanted: int) -> memoryview:
    for value in _all(message, wanted):
        return value
    raise ValueError(f"field {wanted} is missing")


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Field numbers with their values: whole numbers, or the bytes of anything else."""
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
