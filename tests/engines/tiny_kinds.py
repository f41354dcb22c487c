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
HALVES = ("encoder", "decoder")
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
    inputs, metadata = _nemo_caches()
    outputs: list[Value] = [SCORES, ("lengths", INT64, ("N",))]
    outputs += _handed_on(graph, inputs[2:])
    graph.save(folder / "model.onnx", inputs, outputs, metadata | {"vocab_size": SIZE - 1})
    write_tokens(folder)
    return folder


def offline_nemo_transducer(folder: Path) -> Path:
    """As Parakeet: the token for nothing is the last, and the decoder has a state."""
    graph, outputs = _nemo_encoder()
    inputs: list[Value] = [("audio_signal", FLOAT, ("N", BINS, "T")), ("length", INT64, ("N",))]
    graph.save(folder / "encoder.onnx", inputs, outputs, _NEMO_RNN)
    _nemo_decoder_and_joiner(folder)
    return folder


def streaming_nemo_transducer(folder: Path) -> Path:
    graph, outputs = _nemo_encoder()
    inputs, metadata = _nemo_caches()
    outputs += _handed_on(graph, inputs[2:])
    graph.save(folder / "encoder.onnx", inputs, outputs, metadata | _NEMO_RNN)
    _nemo_decoder_and_joiner(folder)
    return folder


_NEMO_RNN: dict[str, object] = {
    "model_type": "EncDecRNNTBPEModel", "vocab_size": SIZE, "subsampling_factor": 4,
    "pred_rnn_layers": 1, "pred_hidden": WIDTH,
}  # fmt: skip


def _nemo_caches() -> tuple[list[Value], dict[str, object]]:
    """Inputs of a streaming encoder of NeMo, and what its metadata says of them."""
    metadata: dict[str, object] = {"window_size": CHUNK, "chunk_shift": SHIFT}
    metadata["subsampling_factor"] = 4
    sizes = {f"cache_last_{what}": (1, 2, 3) for what in ("channel", "time")}
    for name, dims in sizes.items():
        metadata |= {f"{name}_dim{number}": size for number, size in enumerate(dims, 1)}
    inputs: list[Value] = [("audio_signal", FLOAT, ("N", BINS, "T")), ("length", INT64, ("N",))]
    inputs += [(name, FLOAT, ("N", *dims)) for name, dims in sizes.items()]
    return [*inputs, ("cache_last_channel_len", INT64, ("N",))], metadata


def _nemo_encoder() -> tuple[Graph, list[Value]]:
    graph = Graph()
    heard = graph.heard(graph.do("Transpose", "audio_signal", perm=[0, 2, 1]))
    graph.do("Transpose", heard, perm=[0, 2, 1], to="outputs")
    graph.part(graph.do("Shape", "outputs"), 2, 3, 0, to="encoded_lengths")
    return graph, [("outputs", FLOAT, ("N", WIDTH, "T2")), ("encoded_lengths", INT64, ("N",))]


def _nemo_decoder_and_joiner(folder: Path) -> None:
    graph = Graph(2)
    known = graph.do("Gather", graph.weights(SIZE + 1, WIDTH), "targets")
    graph.do("Transpose", known, perm=[0, 2, 1], to="outputs")
    graph.do("Identity", "target_length", to="lengths")
    states: list[Value] = [(name, FLOAT, (1, "N", WIDTH)) for name in ("h", "c")]
    inputs: list[Value] = [("targets", INT32, ("N", 1)), ("target_length", INT32, ("N",)), *states]
    outputs: list[Value] = [("outputs", FLOAT, ("N", WIDTH, 1)), ("lengths", INT32, ("N",))]
    outputs += _handed_on(graph, states)
    graph.save(folder / "decoder.onnx", inputs, outputs, {})
    graph = Graph(3)
    stress = graph.do("Add", graph.do("Tanh", "decoder_outputs"), graph.number(1.5))
    stressed = graph.do("Transpose", graph.do("Mul", "encoder_outputs", stress), perm=[0, 2, 1])
    scored = graph.scores(stressed, SIZE + 1, blank=SIZE)
    graph.do("Unsqueeze", scored, graph.numbers(1), to="logits")
    both: list[Value] = [(f"{half}_outputs", FLOAT, ("N", WIDTH, 1)) for half in HALVES]
    graph.save(folder / "joiner.onnx", both, [("logits", FLOAT, ("N", 1, 1, SIZE + 1))], {})
    write_tokens(folder, ("<unused>", *SYMBOLS[1:], "<blk>"))


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
