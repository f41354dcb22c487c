"""How large the weights of a network's first layer are: that tells what numbers it was fed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.engines.onnx.wire_format import every, only, texts
from edge.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

_MODEL_GRAPH, _GRAPH_NODE, _GRAPH_CONSTANT = 7, 1, 5
_NODE_INPUT, _NODE_KIND, _TENSOR_NAME, _TENSOR_FLOATS, _TENSOR_RAW = 1, 4, 8, 4, 9
"""Field numbers of onnx.proto."""


def first_layer_size(model: Path) -> float:
    """The mean magnitude of the first convolution's weights. Raises EngineError."""
    try:
        graph = only(memoryview(model.read_bytes()), _MODEL_GRAPH)
        layers = (node for node in every(graph, _GRAPH_NODE) if texts(node, _NODE_KIND) == ["Conv"])
        wanted = texts(next(layers), _NODE_INPUT)[1]
        constants = every(graph, _GRAPH_CONSTANT)
        weights = next(one for one in constants if texts(one, _TENSOR_NAME) == [wanted])
        raw = b"".join(bytes(part) for part in every(weights, _TENSOR_RAW)) or b"".join(
            bytes(part) for part in every(weights, _TENSOR_FLOATS)
        )
        return float(np.abs(np.frombuffer(raw, "<f4")).mean())
    except (OSError, ValueError, IndexError, StopIteration) as error:
        raise EngineError(f"the model file {model} cannot be read: {error}") from error
