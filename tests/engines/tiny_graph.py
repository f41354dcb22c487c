"""Writes small ONNX models node by node, with random weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

FLOAT, INT32, INT64 = TensorProto.FLOAT, TensorProto.INT32, TensorProto.INT64
WIDTH = 16
"""Of every hidden layer."""
BINS = 80
SILENCE = -16.0
"""The natural logarithm of no energy, as features have it."""

Value = tuple[str, int, "Sequence[int | str]"]
"""Name, type and shape of an input or output."""


class Graph:
    """Collects nodes and constants, and saves the model."""

    def __init__(self, seed: int = 1) -> None:
        self._random = np.random.default_rng(seed)
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def weights(self, *shape: int, scale: float = 1.0) -> str:
        return self.constant(self._random.normal(0, scale, shape).astype(np.float32))

    def number(self, value: float) -> str:
        return self.constant(np.float32(value))

    def numbers(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def constant(self, values: NDArray[np.generic] | np.generic) -> str:
        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def do(self, kind: str, *inputs: str, to: str = "", **attributes: Any) -> str:
        """One operation; the name of its output."""
        output = to or f"value{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def as_int32(self, value: str, to: str) -> None:
        """(The attribute has the name of our own argument.)"""
        cast = helper.make_node("Cast", [value], [to])
        cast.attribute.append(helper.make_attribute("to", INT32))
        self._nodes.append(cast)

    def part(self, value: str, start: int, end: int, axis: int, step: int = 1, to: str = "") -> str:
        places = (self.numbers(number) for number in (start, end, axis, step))
        return self.do("Slice", value, *places, to=to)

    def heard(self, features: str) -> str:
        """A quarter of the frames (N, T, BINS), each as WIDTH numbers that are 0 in silence."""
        fewer = self.part(features, 0, 1_000_000, 1, step=4)
        energy = self.do("Relu", self.do("Sub", fewer, self.number(SILENCE)))
        weights = self.weights(BINS, WIDTH, scale=0.02)
        return self.do("Tanh", self.do("MatMul", energy, weights))

    def scores(
        self, heard: str, size: int, to: str = "", scale: float = 1.0, blank: int = 0
    ) -> str:
        """A score for each token; in silence that of `blank` is the highest."""
        bias = np.zeros(size, np.float32)
        bias[blank] = scale / 2
        scored = self.do("MatMul", heard, self.weights(WIDTH, size, scale=scale))
        return self.do("Add", scored, self.constant(bias), to=to)

    def save(
        self,
        path: Path,
        inputs: Sequence[Value],
        outputs: Sequence[Value],
        metadata: Mapping[str, object],
    ) -> None:
        enter, leave = _described(inputs), _described(outputs)
        graph = helper.make_graph(self._nodes, "tiny", enter, leave, self._constants)
        opset = [helper.make_opsetid("", 17)]
        model = helper.make_model(graph, opset_imports=opset, ir_version=8)
        helper.set_model_props(model, {key: str(value) for key, value in metadata.items()})
        onnx.checker.check_model(model)
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, str(path))


def _described(values: Sequence[Value]) -> list[onnx.ValueInfoProto]:
    return [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in values]
