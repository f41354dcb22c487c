"""More kinds of tiny models for sherpa-onnx, so that every factory and every key is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engines.tiny_graph import BINS, FLOAT, INT32, INT64, WIDTH, Graph
from tests.engines.tiny_models import CHUNK, SHIFT, SYMBOLS, write_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.engines.tiny_graph import Value

SIZE = len(SYMBOLS)
SCORES: Value = ("log_probs", FLOAT, ("N", "T2", SIZE))
BOOLEAN = 9
"""TensorProto.BOOL."""


def offline_nemo_ctc(folder: Path) -> Path:
    """Features come with their bins first."""
    graph = Graph()
    _scored(graph, graph.do("Transpose", "audio_signal", perm=[0, 2, 1]))
    metadata = {"model_type": "EncDecCTCModelBPE", "vocab_size": SIZE - 1, "subsampling_factor": 4}
    inputs: list[Value] = [("audio_signal", FLOAT, ("N", BINS, "T")), ("length", INT64, ("N",))]
    graph.save(folder / "model.onnx", inputs, [SCORES], metadata)
    write_tokens(folder)
    return folder


def offline_wenet_ctc(folder: Path) -> Path:
    graph = Graph()
    _scored(graph, "x")
    graph.part(graph.do("Shape", "log_probs"), 1, 2, 0, to="lengths")
    metadata = {"model_type": "wenet_ctc", "vocab_size": SIZE, "subsampling_factor": 4}
    inputs: list[Value] = [("x", FLOAT, ("N", "T", BINS)), ("x_lens", INT64, ("N",))]
    outputs: list[Value] = [SCORES, ("lengths", INT64, ("N",))]
    graph.save(folder / "model.onnx", inputs, outputs, metadata)
    write_tokens(folder)
    return folder


def offline_paraformer(folder: Path) -> Path:
    """One token for four stacked frames; it has no token for nothing."""
    graph = Graph()
    _scored(graph, graph.part("speech", 0, BINS, 2), to="logits")
    length = graph.part(graph.do("Shape", "logits"), 1, 2, 0)
    graph.as_int32(length, to="token_num")
    metadata: dict[str, object] = {"model_type": "paraformer", "vocab_size": SIZE}
    metadata |= {"lfr_window_size": 7, "lfr_window_shift": 6}
    metadata |= {"neg_mean": ",".join(["0"] * 7 * BINS), "inv_stddev": ",".join(["1"] * 7 * BINS)}
    inputs: list[Value] = [("speech", FLOAT, ("N", "T", 7 * BINS)), ("lengths", INT32, ("N",))]
    outputs: list[Value] = [("logits", FLOAT, ("N", "L", SIZE)), ("token_num", INT32, ("N",))]
    graph.save(folder / "model.onnx", inputs, outputs, metadata)
    write_tokens(folder, ("<blank>", "</s>", *SYMBOLS[2:]))
    return folder


def streaming_nemo_ctc(folder: Path) -> Path:
    graph = Graph()
    _scored(graph, graph.do("Transpose", "audio_signal", perm=[0, 2, 1]))
    graph.do("Identity", "length", to="lengths")
    metadata: dict[str, object] = {"vocab_size": SIZE - 1, "subsampling_factor": 4}
    metadata |= {"window_size": CHUNK, "chunk_shift": SHIFT}
    sizes = {f"cache_last_{what}": (1, 2, 3) for what in ("channel", "time")}
    for name, dims in sizes.items():
        metadata |= {f"{name}_dim{number}": size for number, size in enumerate(dims, 1)}
    inputs: list[Value] = [("audio_signal", FLOAT, ("N", BINS, "T")), ("length", INT64, ("N",))]
    inputs += [(name, FLOAT, ("N", *dims)) for name, dims in sizes.items()]
    inputs.append(("cache_last_channel_len", INT64, ("N",)))
    outputs: list[Value] = [SCORES, ("lengths", INT64, ("N",))]
    outputs += _handed_on(graph, inputs[2:])
    graph.save(folder / "model.onnx", inputs, outputs, metadata)
    write_tokens(folder)
    return folder


def streaming_wenet_ctc(folder: Path) -> Path:
    graph = Graph()
    _scored(graph, "x")
    metadata: dict[str, object] = {"vocab_size": SIZE, "subsampling_factor": 4, "head": 2}
    metadata |= {"num_blocks": 1, "output_size": WIDTH, "cnn_module_kernel": 4, "right_context": 6}
    inputs: list[Value] = [("x", FLOAT, ("N", "T", BINS)), ("offset", INT64, (1,))]
    inputs += [
        ("required_cache_size", INT64, (1,)),
        ("attn_cache", FLOAT, (1, 2, "A", WIDTH)),
        ("conv_cache", FLOAT, (1, 1, WIDTH, 3)),
        ("attn_mask", BOOLEAN, (1, 1, "M")),
    ]
    graph.save(folder / "model.onnx", inputs, [SCORES, *_handed_on(graph, inputs[3:5])], metadata)
    write_tokens(folder)
    return folder


def _scored(graph: Graph, features: str, to: str = "log_probs") -> None:
    graph.scores(graph.heard(features), SIZE, to=to)


def _handed_on(graph: Graph, states: Sequence[Value]) -> list[Value]:
    """States that come out as they went in."""
    for name, _, _ in states:
        graph.do("Identity", name, to=f"next_{name}")
    return [(f"next_{name}", kind, shape) for name, kind, shape in states]
