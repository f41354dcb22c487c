"""Every engine of sherpa-onnx opened, used, cancelled in mid-work and closed: ten times, or 100."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.asr.sherpa_offline import OfflineEngine, OfflineRecognizer
from edge.engines.asr.sherpa_streaming import StreamingEngine, StreamingRecognizer
from edge.engines.runtime.in_process import InProcess
from edge.engines.runtime.in_thread import InThread
from edge.engines.speaker_sherpa import SherpaSpeakerEmbedder, SpeakerEngine
from edge.engines.wake.sherpa import SherpaWakeWordDetector
from edge.fakes.engines import FakeVoiceActivityDetector
from edge.settings import WakeWordSettings

pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed")
pytest.importorskip("onnx", reason="onnx, which makes the tiny models, is not installed")

from tests.engines import tiny_models
from tests.engines.leaks import leaks_nothing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from edge.engines.runtime import Runtime
    from edge.ports import Samples, SpeechRecognizer

    Place = Callable[[type, Path], Runtime]

pytestmark = [pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(600)]


def noise(seconds: float) -> Samples:
    return np.random.default_rng(3).normal(0, 8_000, round(seconds * 16_000)).astype(np.int16)


async def blocks(samples: Samples) -> AsyncIterator[Samples]:
    for start in range(0, len(samples), 160):
        yield samples[start : start + 160]


def process(engine: type, model: Path) -> Runtime:
    return InProcess(f"{engine.__module__}:{engine.__name__}", model)


def thread(engine: type, model: Path) -> Runtime:
    return InThread(partial(engine, model), "tiny")


async def recognised(recognizer: SpeechRecognizer) -> None:
    """A whole utterance, and one that is dropped while it is worked on."""
    found = [heard async for heard in recognizer.transcribe(blocks(noise(0.6)))]
    assert found[-1].text != ""
    dropped = recognizer.transcribe(blocks(noise(5)))
    await anext(dropped)
    await dropped.aclose()  # type: ignore[attr-defined]  # both are generators


async def streaming(place: Place, model: Path) -> None:
    recognizer = StreamingRecognizer(place(StreamingEngine, model))
    await recognised(recognizer)
    await recognizer.close()


async def offline(place: Place, model: Path) -> None:
    runtime = place(OfflineEngine, model)
    recognizer = OfflineRecognizer(runtime, FakeVoiceActivityDetector(), lambda: ("en", "zh"))
    await recognised(recognizer)
    await recognizer.close()


async def speaker(place: Place, model: Path) -> None:
    embedder = SherpaSpeakerEmbedder(place(SpeakerEngine, model / "speaker.onnx"))
    assert len(await embedder.embed(noise(0.6))) > 0
    dropped = asyncio.ensure_future(embedder.embed(noise(30)))
    await asyncio.sleep(0)
    dropped.cancel()
    await embedder.close()


async def wake(place: Place, model: Path) -> None:
    """It has a thread of its own in any case."""
    words = (WakeWordSettings(name="on", cutoff=0.001),)
    detector = await asyncio.to_thread(SherpaWakeWordDetector, model, words)
    for block in np.array_split(noise(1), 100):
        detector.detect(block)
    detector.close()


CASES = {
    "streaming transducer": (tiny_models.streaming_transducer, streaming),
    "streaming ctc": (tiny_models.streaming_ctc, streaming),
    "whisper": (tiny_models.whisper, offline),
    "offline transducer": (tiny_models.offline_transducer, offline),
    "speaker": (tiny_models.speaker, speaker),
    "wake word": (tiny_models.streaming_transducer, wake),
}
ALONE = ("wake word", process)
"""There is no such engine."""


@pytest.mark.parametrize(
    ("case", "place"),
    [(case, place) for case in CASES for place in (process, thread) if (case, place) != ALONE],
)
async def test_nothing_leaks_and_nothing_crashes(
    case: str, place: Place, tmp_path: Path, long_run: bool
) -> None:
    make, use = CASES[case]
    make(tmp_path)
    once: Callable[[], Awaitable[None]] = partial(use, place, tmp_path)
    await leaks_nothing(once, 100 if long_run else 10)
