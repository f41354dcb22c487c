"""The weights in an ONNX file, read without a runtime: the protocol buffer wire format, by hand.

onnxruntime takes 46 MB for a model of 2 MB; a small network needs no more than its numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.engines.onnx.wire_format import every, fields, only
from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

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
        return dict(_constants(only(data, _MODEL_GRAPH), branch))
    except (OSError, ValueError, IndexError) as error:
        raise EngineError(f"the model file {path} cannot be read: {error}") from error


def _constants(
    graph: memoryview, branch: str, inside: bool = False
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    for node in every(graph, _GRAPH_NODE):
        for attribute in every(node, _NODE_ATTRIBUTE):
            for tensor in every(attribute, _ATTRIBUTE_TENSOR):
                if inside:
                    yield from _named(tensor)
            if bytes(only(attribute, _ATTRIBUTE_NAME)).decode() == branch:
                yield from _constants(only(attribute, _ATTRIBUTE_GRAPH), branch, inside=True)


def _named(tensor: memoryview) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Name and values, where it has a name and holds floats."""
    parts = list(fields(tensor))
    name = b"".join(bytes(value) for field, value in parts if field == _TENSOR_NAME).decode()
    if name and (_TENSOR_TYPE, _FLOAT) in parts:
        shape = [
            value for field, value in parts if field == _TENSOR_DIMENSION and isinstance(value, int)
        ]
        yield name, np.frombuffer(only(tensor, _TENSOR_RAW), "<f4").reshape(shape)
