"""What every SpeechRecognizer keeps, the fake as well as the real one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.asr.pocketsphinx import PocketSphinxRecognizer
from edge.engines.asr.sherpa_offline import OfflineEngine, OfflineRecognizer
from edge.engines.asr.sherpa_streaming import StreamingEngine, StreamingRecognizer
from edge.engines.pocketsphinx.model import find_models
from edge.engines.runtime.in_thread import InThread
from edge.engines.vad_silero import SileroVoiceActivity
from edge.fakes.engines import FakeRecognizer
from edge.fakes.voices import say
from edge.language import load
from edge.listening.grammar import command_grammar
from edge.listening.rejection import command_trust
from tests.quality.sound import speak

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from edge.ports import Hypothesis, Samples, SpeechRecognizer

TRUST = partial(command_trust, load("en").rejection)
pytestmark = pytest.mark.engines

TEXT = "what time is it"
TINY = ("streaming_transducer", "streaming_ctc", "offline_ctc", "offline_transducer", "whisper",
        "sense_voice")  # fmt: skip
"""Models of sherpa-onnx with random weights: they keep the contract, their words are invented."""


def _tiny(model: str, folder: Path) -> SpeechRecognizer:
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny models, is not installed")
    from tests.engines import tiny_models

    getattr(tiny_models, model)(folder)
    if model.startswith("streaming"):
        return StreamingRecognizer(InThread(partial(StreamingEngine, folder), model))
    runtime = InThread(partial(OfflineEngine, folder), model)
    return OfflineRecognizer(runtime, SileroVoiceActivity(), lambda: ("en", "zh"))


@pytest.fixture(scope="module", params=["fake", "pocketsphinx", *TINY])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, SpeechRecognizer]]:
    if request.param == "fake":
        yield request.param, FakeRecognizer(commands=frozenset({TEXT}))
        return
    if request.param in TINY:
        folder = tmp_path_factory.mktemp("model")
        yield request.param, _tiny(request.param, folder)
        return
    folder = find_models(Path("only the wheel's"))["en"]
    real = PocketSphinxRecognizer(folder, command_grammar(load("en")), TRUST)
    yield request.param, real
    real.close()


@pytest.fixture
def spoken(engine: tuple[str, SpeechRecognizer], tmp_path: Path) -> Samples:
    """The text as the engine's own kind of sound."""
    return say(TEXT) if engine[0] == "fake" else speak(TEXT, tmp_path)


async def _blocks(samples: Samples) -> AsyncIterator[Samples]:
    for start in range(0, len(samples), 160):
        yield samples[start : start + 160]


async def _hear(engine: tuple[str, SpeechRecognizer], samples: Samples) -> list[Hypothesis]:
    return [found async for found in engine[1].transcribe(_blocks(samples))]


async def test_the_words_of_a_command_are_heard(
    engine: tuple[str, SpeechRecognizer], spoken: Samples
) -> None:
    last = (await _hear(engine, spoken))[-1]
    if engine[0] in TINY:
        assert last.text != ""
        assert last.text == last.text.lower()
    else:
        assert (last.text, last.is_command) == (TEXT, True)
    assert last.dictation != ""
    assert 0 <= last.confidence <= 1


async def test_only_the_last_hypothesis_is_final(
    engine: tuple[str, SpeechRecognizer], spoken: Samples
) -> None:
    found = await _hear(engine, spoken)
    assert [hypothesis.final for hypothesis in found] == [False] * (len(found) - 1) + [True]


async def test_silence_has_no_words(engine: tuple[str, SpeechRecognizer]) -> None:
    last = (await _hear(engine, np.zeros(8000, np.int16)))[-1]
    assert (last.text, last.final, last.is_command) == ("", True, False)


async def test_an_utterance_that_was_dropped_does_not_spoil_the_next(
    engine: tuple[str, SpeechRecognizer], spoken: Samples
) -> None:
    alone = (await _hear(engine, spoken))[-1].text
    dropped = engine[1].transcribe(_blocks(np.concatenate([spoken, spoken])))
    await anext(dropped)
    await dropped.aclose()  # type: ignore[attr-defined]  # all are generators
    assert (await _hear(engine, spoken))[-1].text == alone
