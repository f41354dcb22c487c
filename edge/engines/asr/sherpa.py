"""A recogniser of sherpa-onnx from its folder: the adapter of its kind, on a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from edge.engines.asr.sherpa_offline import OfflineRecognizer
from edge.engines.asr.sherpa_streaming import StreamingRecognizer
from edge.engines.runtime.in_process import InProcess
from edge.engines.sherpa.kinds import OFFLINE, STREAMING
from edge.engines.vad_silero import SileroVoiceActivity
from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

SherpaRecognizer: TypeAlias = StreamingRecognizer | OfflineRecognizer


def sherpa_recognizer(
    folder: Path,
    kind: str,
    languages: Callable[[], tuple[str, ...]],
    threads: int = 1,
    hotwords: Iterable[str] = (),
) -> SherpaRecognizer:
    """Of the kind of that name; the model loads when it is opened, or first used. Not on the loop.

    `languages` gives the profile's, the one spoken now first. Raises EngineError for a kind that
    sherpa-onnx does not run.
    """
    arguments = (folder, kind, threads, tuple(hotwords))
    if any(one.name == kind for one in STREAMING):
        engine = "edge.engines.asr.sherpa_streaming:StreamingEngine"
        return StreamingRecognizer(InProcess(engine, *arguments))
    if any(one.name == kind for one in OFFLINE):
        engine = "edge.engines.asr.sherpa_offline:OfflineEngine"
        runtime = InProcess(engine, *arguments, languages())
        return OfflineRecognizer(runtime, SileroVoiceActivity(), languages)
    raise EngineError(f'sherpa-onnx runs no recogniser of the kind "{kind}"')


def runs(kind: str) -> bool:
    """Whether `sherpa_recognizer` takes this kind."""
    return any(one.name == kind for one in (*STREAMING, *OFFLINE))
