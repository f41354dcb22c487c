"""A voice with random weights in the shape of Piper's VITS: every phoneme a tone of its own length.

The graph takes what Piper's take and computes the lengths of phonemes as they do, so that loading,
streaming, stopping, times and faults are real where speech is not.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.engines.tiny_graph import FLOAT, INT64, Graph

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.tiny_graph import Value

RATE = 16_000
HOP = 256
"""Samples of a frame."""
SYMBOLS = 256
SILENT = "_^$ ,.;:?!"
"""Signs that sound like nothing."""
CHANNELS = 24


def piper_voice(
    path: Path, language: str = "en-us", speakers: int = 1, layers: int = 1, rate: int = RATE
) -> Path:
    """`path` and the config beside it; each of `layers` costs as much as a small voice's."""
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP as NUMBERS

    graph = Graph()
    _speech(graph, layers, NUMBERS, speakers)
    inputs: list[Value] = [("input", INT64, (1, "N")), ("input_lengths", INT64, (1,))]
    inputs.append(("scales", FLOAT, (3,)))
    if speakers > 1:
        inputs.append(("sid", INT64, (1,)))
    metadata = {
        "model_type": "vits", "comment": "piper", "language": language, "voice": language,
        "has_espeak": 1, "n_speakers": speakers, "sample_rate": rate,
    }  # fmt: skip
    graph.save(path, inputs, [("output", FLOAT, (1, 1, "T"))], metadata)
    config = config_for(language, speakers, rate, {key: list(n) for key, n in NUMBERS.items()})
    path.with_name(f"{path.name}.json").write_text(json.dumps(config), encoding="utf-8")
    return path


def config_for(
    language: str, speakers: int, rate: int, numbers: dict[str, list[int]]
) -> dict[str, Any]:
    return {
        "audio": {"sample_rate": rate, "quality": "tiny"},
        "espeak": {"voice": language},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "num_symbols": SYMBOLS,
        "num_speakers": speakers,
        "speaker_id_map": {f"speaker{n}": n for n in range(speakers)} if speakers > 1 else {},
        "phoneme_id_map": numbers,
    }


def sherpa_voice(folder: Path, language: str = "en-us", layers: int = 1) -> Path:
    """The same as sherpa-onnx takes it: the model, and a line for each sign with its number."""
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP as NUMBERS

    folder.mkdir(parents=True, exist_ok=True)
    piper_voice(folder / "model.onnx", language, layers=layers)
    lines = [f"{sign} {numbers[0]}" for sign, numbers in NUMBERS.items() if len(sign) == 1]
    (folder / "tokens.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _speech(graph: Graph, layers: int, numbers: dict[str, list[int]], speakers: int) -> None:
    random = np.random.default_rng(7)
    silent = [numbers[sign][0] for sign in SILENT]
    lengths = random.integers(2, 6, SYMBOLS).astype(np.float32)
    lengths[numbers["_"][0]] = 1
    loudness = np.full(SYMBOLS, 0.3, np.float32)
    loudness[silent] = 0
    pitches = random.uniform(100, 400, SYMBOLS).astype(np.float32) * (2 * np.pi / RATE)

    length_scale = graph.part("scales", 1, 2, 0)
    known = graph.do("Gather", graph.constant(lengths), "input")
    widths = graph.do("Ceil", graph.do("Mul", known, length_scale))
    signs = graph.do("Gather", graph.do("Squeeze", "input", graph.numbers(0)), _at(graph, widths))
    tone = _held(graph, graph.do("Gather", graph.constant(pitches), signs))
    if speakers > 1:
        higher = graph.do("Add", graph.do("CastLike", "sid", graph.number(1.0)), graph.number(1.0))
        tone = graph.do("Mul", tone, higher)
    phase = graph.do("CumSum", tone, graph.constant(np.int64(2)))
    sound = graph.do(
        "Mul",
        graph.do("Sin", phase),
        _held(graph, graph.do("Gather", graph.constant(loudness), signs)),
    )
    graph.do("Add", sound, _burden(graph, sound, layers), to="output")


def _at(graph: Graph, widths: str) -> str:
    """For each frame the place of the sign that sounds in it."""
    whole = graph.do("ReduceSum", widths, keepdims=0)
    frames = graph.do("Range", graph.number(0.0), whole, graph.number(1.0))
    ends = graph.do("CumSum", widths, graph.constant(np.int64(1)))
    over = graph.do("LessOrEqual", ends, graph.do("Unsqueeze", frames, graph.numbers(1)))
    counted = graph.do("CastLike", over, graph.numbers(1))
    return graph.do("ReduceSum", counted, graph.numbers(1), keepdims=0)


def _held(graph: Graph, frames: str) -> str:
    """(1, 1, samples) from a value for each frame."""
    column = graph.do("Unsqueeze", frames, graph.numbers(1))
    spread = graph.do("Mul", column, graph.constant(np.ones((1, HOP), np.float32)))
    return graph.do("Reshape", spread, graph.numbers(1, 1, -1))


def _burden(graph: Graph, sound: str, layers: int) -> str:
    """Convolutions over every sample, as a vocoder does them; hardly audible."""
    around: dict[str, Any] = {"pads": [3, 3]}
    heard = graph.do("Conv", sound, graph.weights(CHANNELS, 1, 7, scale=0.1), **around)
    for _ in range(layers):
        weights = graph.weights(CHANNELS, CHANNELS, 7, scale=0.05)
        heard = graph.do("Tanh", graph.do("Conv", heard, weights, **around))
    mixed = graph.do("Conv", heard, graph.weights(1, CHANNELS, 7, scale=0.1), **around)
    return graph.do("Mul", mixed, graph.number(1e-3))
