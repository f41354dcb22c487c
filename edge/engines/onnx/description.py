"""What an ONNX file says of itself: metadata, inputs and outputs, read without a runtime.

Some libraries end the whole process over a model of another kind, so it is looked at before.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.engines.onnx.wire_format import every, fields, only
from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    Shapes = Mapping[str, tuple[int, ...]]

_MODEL_GRAPH, _MODEL_METADATA = 7, 14
_ENTRY_KEY, _ENTRY_VALUE = 1, 2
_GRAPH_INPUT, _GRAPH_OUTPUT = 11, 12
_VALUE_NAME, _VALUE_TYPE = 1, 2
_TYPE_TENSOR, _TENSOR_SHAPE, _SHAPE_SIZE, _SIZE_NUMBER = 1, 2, 1, 1
"""Field numbers of onnx.proto."""


@dataclass(frozen=True, slots=True)
class OnnxDescription:
    """Names and shapes in the order of the file; 0 stands for a size that varies."""

    metadata: Mapping[str, str]
    inputs: Shapes
    outputs: Shapes


def read_description(path: Path) -> OnnxDescription:
    """Some milliseconds for any size. Raises EngineError for a file missing, cut or of no use."""
    try:
        with path.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        graph = only(data, _MODEL_GRAPH)
        inputs, outputs = (_shapes(graph, which) for which in (_GRAPH_INPUT, _GRAPH_OUTPUT))
        entries = list(every(data, _MODEL_METADATA))
        metadata = {_text(entry, _ENTRY_KEY): _text(entry, _ENTRY_VALUE) for entry in entries}
    except OSError as error:
        raise EngineError(f"the model file {path} cannot be read: {error.strerror}") from error
    except (ValueError, IndexError) as error:
        raise EngineError(f"the model file {path} cannot be read: {error}") from error
    return OnnxDescription(metadata, inputs, outputs)


def _shapes(graph: memoryview, which: int) -> Shapes:
    return {_text(value, _VALUE_NAME): tuple(_sizes(value)) for value in every(graph, which)}


def _sizes(value: memoryview) -> Iterator[int]:
    for tensor in every(only(value, _VALUE_TYPE), _TYPE_TENSOR):
        for size in every(only(tensor, _TENSOR_SHAPE), _SHAPE_SIZE):
            numbers = (number for field, number in fields(size) if field == _SIZE_NUMBER)
            number = next(numbers, 0)
            yield number if isinstance(number, int) else 0


def _text(message: memoryview, field: int) -> str:
    return bytes(only(message, field)).decode()
