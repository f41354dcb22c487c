"""The two files of a Piper voice, read without the library: `NAME.onnx` and `NAME.onnx.json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from edge.engines.onnx.inner_output import with_inner_output
from edge.engines.tts.voice_stream import VoiceFacts, primary
from edge.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

SLOWEST_RATE, FASTEST_RATE = 8_000, 48_000
_MARKERS = ("_", "^", "$")
"""Padding, beginning and end of a sentence."""


def config_of(model: Path) -> dict[str, Any]:
    """What the second file holds. Raises EngineError naming it and what is wrong."""
    path = model.with_name(f"{model.name}.json")
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EngineError(f"the voice {model} has no config {path.name} beside it") from error
    except (OSError, ValueError) as error:
        raise EngineError(f"the voice's config {path} cannot be read: {error}") from error
    wrong = _wrong(config)
    if wrong:
        raise EngineError(f"{path} is not the config of a Piper voice: {wrong}")
    return dict(config)


def facts_of(model: Path) -> VoiceFacts:
    """From the config. Raises EngineError."""
    config = config_of(model)
    code = config.get("language", {}).get("code") or config["espeak"]["voice"]
    numbered = config.get("speaker_id_map") or {}
    speakers = {number: name for name, number in numbered.items()}
    count = config["num_speakers"] if config["num_speakers"] > 1 else 0
    return VoiceFacts(
        name=model.stem,
        languages=(primary(code),),
        rate=config["audio"]["sample_rate"],
        speakers=tuple(speakers.get(number, str(number)) for number in range(count)),
    )


def with_durations(model: Path) -> bytes:
    """The model's content, with the samples that each phoneme takes as a second output.

    A voice computes them anyway, in the only node that rounds up. Raises EngineError.
    """
    try:
        return with_inner_output(model.read_bytes(), "Ceil")[0]
    except FileNotFoundError as error:
        raise EngineError(f"the voice {model} is missing") from error
    except (OSError, ValueError, IndexError) as error:
        raise EngineError(f"the voice {model} cannot be read: {error}") from error


def _wrong(config: Any) -> str:
    """What keeps it from being a voice's config; empty where nothing does."""
    try:
        rate, symbols = config["audio"]["sample_rate"], config["phoneme_id_map"]
        if not isinstance(rate, int) or not SLOWEST_RATE <= rate <= FASTEST_RATE:
            return f"a sample rate of {rate}"
        missing = [sign for sign in _MARKERS if not symbols[sign]]
        numbers = [config["num_speakers"], config["num_symbols"]]
        if missing or not all(isinstance(number, int) for number in numbers):
            return "its numbers are none"
        str(config["espeak"]["voice"]) + ""
    except KeyError as error:
        return f"it has no {error}"
    except (TypeError, IndexError):
        return "its parts are of another shape"
    return ""
