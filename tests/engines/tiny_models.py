"""Speech models with random weights that sherpa-onnx loads: real graphs, invented words.

They hear nothing in silence. Those that know languages write a word of the language they are told,
and believe that everything is Japanese as long as they are told none.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np

from tests.engines.tiny_graph import BINS, FLOAT, INT32, INT64, WIDTH, Graph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.engines.tiny_graph import Value

CHUNK, SHIFT = 45, 32
"""Frames of 10 ms that a streaming encoder sees at once, and from one time to the next."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SYMBOLS = ("<blk>", "<sos/eos>", "<unk>", *(f"▁{letter}" for letter in LETTERS), *LETTERS)
LARGE = 9.0
"""A score that wins."""


def write_tokens(folder: Path, symbols: Sequence[str] = SYMBOLS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{symbol} {number}\n" for number, symbol in enumerate(symbols)]
    (folder / "tokens.txt").write_text("".join(lines), encoding="utf-8")


def streaming_transducer(folder: Path, seed: int = 1) -> Path:
    """Encoder with a state, decoder and joiner, and letters as tokens."""
    _transducer_encoder(folder / "encoder.onnx", seed)
    _transducer_decoder(folder / "decoder.onnx", seed)
    _transducer_joiner(folder / "joiner.onnx", seed)
    write_tokens(folder)
    return folder


def _transducer_encoder(path: Path, seed: int) -> None:
    graph = Graph(seed)
    state = graph.do("Transpose", "h", perm=[1, 0, 2])
    stressed = graph.do("Add", state, graph.number(1))
    graph.do("Mul", graph.heard("x"), stressed, to="encoder_out")
    mean = graph.do("ReduceMean", "encoder_out", axes=[1], keepdims=1)
    graph.do("Transpose", graph.do("Tanh", mean), perm=[1, 0, 2], to="next_h")
    graph.do("Identity", "c", to="next_c")
    layer: Sequence[int | str] = (1, "N", WIDTH)
    inputs: list[Value] = [("x", FLOAT, ("N", CHUNK, BINS)), ("h", FLOAT, layer)]
    outputs: list[Value] = [("encoder_out", FLOAT, ("N", "T", WIDTH)), ("next_h", FLOAT, layer)]
    metadata = {"model_type": "lstm", "T": CHUNK, "decode_chunk_len": SHIFT}
    metadata |= {"num_encoder_layers": 1, "rnn_hidden_size": WIDTH, "d_model": WIDTH}
    states: tuple[list[Value], list[Value]] = [("c", FLOAT, layer)], [("next_c", FLOAT, layer)]
    graph.save(path, inputs + states[0], outputs + states[1], metadata)


def _transducer_decoder(path: Path, seed: int) -> None:
    graph = Graph(seed + 1)
    known = graph.do("Gather", graph.weights(len(SYMBOLS), WIDTH), "y")
    graph.do("ReduceMean", known, axes=[1], keepdims=0, to="decoder_out")
    inputs: list[Value] = [("y", INT64, ("N", 2))]
    outputs: list[Value] = [("decoder_out", FLOAT, ("N", WIDTH))]
    graph.save(path, inputs, outputs, {"vocab_size": len(SYMBOLS), "context_size": 2})


def _transducer_joiner(path: Path, seed: int) -> None:
    graph = Graph(seed + 2)
    stress = graph.do("Add", graph.do("Tanh", "decoder_out"), graph.number(1.5))
    graph.scores(graph.do("Mul", "encoder_out", stress), len(SYMBOLS), to="logit", scale=0.3)
    both: list[Value] = [(f"{half}_out", FLOAT, ("N", WIDTH)) for half in ("encoder", "decoder")]
    graph.save(path, both, [("logit", FLOAT, ("N", len(SYMBOLS)))], {"joiner_dim": WIDTH})


def streaming_ctc(folder: Path, seed: int = 1) -> Path:
    """One layer of a streaming Zipformer, as far as its states go."""
    graph = Graph(seed)
    graph.scores(graph.heard("x"), len(SYMBOLS), to="log_probs")
    shapes: list[Sequence[int | str]] = [
        (8, "N", 4), (1, "N", 8, 6), (8, "N", 4), (8, "N", 4), ("N", 8, 2), ("N", 8, 2),
        ("N", 128, 3, 19), ("N",),
    ]  # fmt: skip
    kinds = [FLOAT] * (len(shapes) - 1) + [INT64]
    inputs: list[Value] = [("x", FLOAT, ("N", CHUNK, BINS))]
    outputs: list[Value] = [("log_probs", FLOAT, ("N", "T", len(SYMBOLS)))]
    for number, (kind, shape) in enumerate(zip(kinds, shapes, strict=True)):
        graph.do("Identity", f"state{number}", to=f"next_state{number}")
        inputs.append((f"state{number}", kind, shape))
        outputs.append((f"next_state{number}", kind, shape))
    metadata: dict[str, object] = {"model_type": "zipformer2", "T": CHUNK}
    metadata |= {"decode_chunk_len": SHIFT, "encoder_dims": 8, "query_head_dims": 4}
    metadata |= {"value_head_dims": 4, "num_heads": 1, "num_encoder_layers": 1}
    metadata |= {"cnn_module_kernels": 4, "left_context_len": 8}
    graph.save(folder / "ctc.onnx", inputs, outputs, metadata)
    write_tokens(folder)
    return folder


def offline_ctc(folder: Path, seed: int = 1) -> Path:
    """A Zipformer with CTC, for whole segments."""
    graph = Graph(seed)
    graph.scores(graph.heard("x"), len(SYMBOLS), to="log_probs")
    graph.part(graph.do("Shape", "log_probs"), 1, 2, 0, to="log_probs_len")
    inputs: list[Value] = [("x", FLOAT, ("N", "T", BINS)), ("x_lens", INT64, ("N",))]
    outputs: list[Value] = [("log_probs", FLOAT, ("N", "T2", len(SYMBOLS)))]
    outputs.append(("log_probs_len", INT64, ("N",)))
    graph.save(folder / "model.onnx", inputs, outputs, {"model_type": "zipformer2_ctc"})
    write_tokens(folder)
    return folder


def offline_transducer(folder: Path, seed: int = 1) -> Path:
    """The streaming one's decoder and joiner behind an encoder for whole segments."""
    graph = Graph(seed)
    graph.do("Identity", graph.heard("x"), to="encoder_out")
    graph.part(graph.do("Shape", "encoder_out"), 1, 2, 0, to="encoder_out_lens")
    inputs: list[Value] = [("x", FLOAT, ("N", "T", BINS)), ("x_lens", INT64, ("N",))]
    outputs: list[Value] = [("encoder_out", FLOAT, ("N", "T2", WIDTH))]
    outputs.append(("encoder_out_lens", INT64, ("N",)))
    graph.save(folder / "encoder.onnx", inputs, outputs, {"model_type": "zipformer2"})
    _transducer_decoder(folder / "decoder.onnx", seed)
    _transducer_joiner(folder / "joiner.onnx", seed)
    write_tokens(folder)
    return folder


WORDS = {"en": (" Hello", " there"), "zh": ("你好", "世界"), "ja": ("こんにちは", "世")}
_PIECES = (*(word for words in WORDS.values() for word in words), ".")
_EOT = len(_PIECES)
_SOT, _EN, _ZH, _JA, _TRANSLATE, _TRANSCRIBE, _NO_SPEECH, _NO_TIMES = range(_EOT + 1, _EOT + 9)
_ALL = _NO_TIMES + 1


def whisper(folder: Path, seed: int = 1) -> Path:
    """Says " Hello there." or the like in the language it is told, then ends."""
    _whisper_encoder(folder / "encoder.onnx", seed)
    _whisper_decoder(folder / "decoder.onnx", seed)
    write_tokens(folder, [base64.b64encode(piece.encode()).decode() for piece in _PIECES])
    return folder


def _whisper_encoder(path: Path, seed: int) -> None:
    graph = Graph(seed)
    heard = graph.heard(graph.do("Transpose", "mel", perm=[0, 2, 1]))
    for output in ("n_layer_cross_k", "n_layer_cross_v"):
        graph.do("Unsqueeze", heard, graph.numbers(0), to=output)
    metadata: dict[str, object] = {"model_type": "whisper-tiny", "n_mels": BINS, "n_text_layer": 1}
    metadata |= {"n_text_ctx": 64, "n_text_state": WIDTH, "n_vocab": _ALL, "sot": _SOT, "eot": _EOT}
    metadata |= {"blank_id": 0, "translate": _TRANSLATE, "transcribe": _TRANSCRIBE}
    metadata |= {"is_multilingual": 1, "no_timestamps": _NO_TIMES, "no_speech": _NO_SPEECH}
    metadata |= {"sot_sequence": f"{_SOT},{_EN},{_TRANSCRIBE}", "all_language_codes": "en,zh,ja"}
    metadata |= {"all_language_tokens": f"{_EN},{_ZH},{_JA}"}
    shape: Sequence[int | str] = (1, "N", "T", WIDTH)
    outputs: list[Value] = [(f"n_layer_cross_{which}", FLOAT, shape) for which in "kv"]
    graph.save(path, [("mel", FLOAT, ("N", BINS, "F"))], outputs, metadata)


def _whisper_decoder(path: Path, seed: int) -> None:
    graph = Graph(seed + 1)
    following, first = _whisper_language()
    after = graph.do("Gather", graph.constant(following), "tokens")
    begun = graph.do("Gather", graph.constant(first), "tokens")
    begun = graph.do("ReduceSum", begun, graph.numbers(1), keepdims=1)
    heard = graph.do("ReduceMean", "n_layer_cross_k", axes=[0, 2], keepdims=0)
    heard = graph.do("MatMul", heard, graph.weights(WIDTH, _ALL, scale=0.01))
    heard = graph.do("Unsqueeze", heard, graph.numbers(1))
    graph.do("Add", graph.do("Add", after, begun), heard, to="logits")
    for which in "kv":
        graph.do("Identity", f"in_n_layer_self_{which}_cache", to=f"out_n_layer_self_{which}_cache")
    cache, cross = (1, "N", 64, WIDTH), (1, "N", "T", WIDTH)
    inputs: list[Value] = [("tokens", INT64, ("N", "n"))]
    inputs += [(f"in_n_layer_self_{which}_cache", FLOAT, cache) for which in "kv"]
    inputs += [(f"n_layer_cross_{which}", FLOAT, cross) for which in "kv"]
    inputs += [("offset", INT64, (1,))]
    outputs: list[Value] = [("logits", FLOAT, ("N", "n", _ALL))]
    outputs += [(f"out_n_layer_self_{which}_cache", FLOAT, cache) for which in "kv"]
    graph.save(path, inputs, outputs, {})


def _whisper_language() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Scores of each token after each, and those that each adds to the start."""
    following, first = (np.zeros((_ALL, _ALL), np.float32) for _ in range(2))
    full_stop = len(_PIECES) - 1
    following[_SOT, _JA] = following[full_stop, _EOT] = LARGE
    for number, language in enumerate((_EN, _ZH, _JA)):
        first[language, 2 * number] = LARGE
        following[2 * number, 2 * number + 1] = following[2 * number + 1, full_stop] = LARGE
    return following, first


_SENSES = ("<blk>", "<|zh|>", "<|en|>", "<|ja|>", "<|NEUTRAL|>", "<|Speech|>", "<|withitn|>",
           "▁Hello", "你好", "こんにちは")  # fmt: skip
_SENSE_IDS = {"auto": 0, "zh": 3, "en": 4, "yue": 7, "ja": 11, "ko": 12}
_SENSE_HEARD = {"auto": (3, 9), "zh": (1, 8), "en": (2, 7), "ja": (3, 9)}


def sense_voice(folder: Path) -> Path:
    """Says one word in the language it is told, after the four marks of SenseVoice."""
    graph = Graph()
    head = np.zeros((13, 5, len(_SENSES)), np.float32)
    for language, (mark, word) in _SENSE_HEARD.items():
        for place, token in enumerate((mark, 4, 5, 6, word)):
            head[_SENSE_IDS[language], place, token] = LARGE
    features = graph.part(graph.part("x", 1, 1_000_000, 1), 0, WIDTH, 2)
    silence = np.zeros((WIDTH, len(_SENSES)), np.float32)
    blank = np.eye(len(_SENSES), dtype=np.float32)[0]
    rest = graph.do("MatMul", features, graph.constant(silence))
    rest = graph.do("Add", rest, graph.constant(blank))
    graph.do("Concat", graph.do("Gather", graph.constant(head), "language"), rest,
             axis=1, to="logits")  # fmt: skip
    inputs: list[Value] = [("x", FLOAT, ("N", "T", 7 * BINS))]
    inputs += [(name, INT32, ("N",)) for name in ("x_length", "language", "text_norm")]
    outputs: list[Value] = [("logits", FLOAT, ("N", "T2", len(_SENSES)))]
    graph.save(folder / "model.onnx", inputs, outputs, _sense_metadata())
    write_tokens(folder, _SENSES)
    return folder


def _sense_metadata() -> Mapping[str, object]:
    metadata: dict[str, object] = {"model_type": "sense_voice_ctc", "vocab_size": len(_SENSES)}
    metadata |= {"lfr_window_size": 7, "lfr_window_shift": 6, "normalize_samples": 0}
    metadata |= {"with_itn": 14, "without_itn": 15, "neg_mean": _all(0), "inv_stddev": _all(1)}
    return metadata | {f"lang_{code}": number for code, number in _SENSE_IDS.items()}


def _all(value: int) -> str:
    return ",".join([str(value)] * 7 * BINS)


def speaker(folder: Path, seed: int = 1) -> Path:
    """An embedding that is a random picture of the sound's mean spectrum."""
    graph = Graph(seed)
    mean = graph.do("ReduceMean", "x", axes=[1], keepdims=0)
    graph.do("MatMul", mean, graph.weights(BINS, WIDTH), to="embedding")
    metadata = {"framework": "wespeaker", "language": "English", "output_dim": WIDTH}
    metadata |= {"sample_rate": 16_000, "normalize_samples": 1}
    inputs: list[Value] = [("x", FLOAT, ("N", "T", BINS))]
    path = folder / "speaker.onnx"
    graph.save(path, inputs, [("embedding", FLOAT, ("N", WIDTH))], metadata)
    return path
