"""What a model computes inside, as one more output: nothing but bytes behind its own."""

from __future__ import annotations

from edge.engines.onnx.wire_format import every, nested, only, texts

_MODEL_GRAPH, _GRAPH_NODE, _GRAPH_OUTPUT = 7, 1, 12
_NODE_OUTPUT, _NODE_KIND, _VALUE_NAME = 2, 4, 1
"""Field numbers of onnx.proto."""


def with_inner_output(data: bytes, kind: str) -> tuple[bytes, str]:
    """The content with what its only node of this kind computes as an output, and its name.

    Two messages put one behind the other are read as one, so it is simply added at the end. The
    content as it was, and no name, where there is no such node or more than one. Raises
    ValueError or IndexError for what is no model.
    """
    graphs = list(every(memoryview(data), _MODEL_GRAPH))
    nodes = [node for graph in graphs for node in every(graph, _GRAPH_NODE)]
    found = [bytes(only(node, _NODE_OUTPUT)) for node in nodes if texts(node, _NODE_KIND) == [kind]]
    if len(found) != 1:
        return data, ""
    outputs = [output for graph in graphs for output in every(graph, _GRAPH_OUTPUT)]
    if found[0] in (bytes(only(output, _VALUE_NAME)) for output in outputs):
        return data, found[0].decode()
    output = nested(_GRAPH_OUTPUT, nested(_VALUE_NAME, found[0]))
    return data + nested(_MODEL_GRAPH, output), found[0].decode()
