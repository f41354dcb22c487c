"""A voice of any kind from its files, in a process of its own: Piper's and sherpa-onnx's crash
alone, and bring native libraries that others have too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.engines.runtime.in_process import InProcess
from edge.engines.tts import piper_files
from edge.engines.tts import sherpa as tts_sherpa
from edge.engines.tts.voice_stream import RuntimeSynthesizer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PIPER = "piper"


def runs(kind: str) -> bool:
    """Whether there is an engine for this kind of voice."""
    return kind == PIPER or kind in tts_sherpa.KINDS


def neural_voice(
    name: str, kind: str, files: Mapping[str, Path], languages: Sequence[str], threads: int
) -> RuntimeSynthesizer:
    """Not loaded yet, but looked at: not on the loop. Raises EngineError naming the file.

    Empty `languages`: those that the files tell.
    """
    if kind == PIPER:
        model = files["model"]
        engine = InProcess("edge.engines.tts.piper:PiperEngine", model, threads)
        return RuntimeSynthesizer(engine, piper_files.facts_of(model))
    facts = tts_sherpa.facts_of(kind, files, languages, name)
    engine = InProcess(
        "edge.engines.tts.sherpa:SherpaVoiceEngine", kind, dict(files), facts, threads
    )
    return RuntimeSynthesizer(engine, facts)
