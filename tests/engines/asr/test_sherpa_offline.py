"""sherpa-onnx recognisers that want whole segments: languages, partials, faults, endings."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from edge.engines.asr.sherpa_offline import OfflineEngine, OfflineRecognizer
from edge.engines.runtime.in_process import InProcess
from edge.errors import EngineError
from edge.fakes.engines import FakeVoiceActivityDetector

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable
    from pathlib import Path

    from edge.ports import Hypothesis, Samples

SAY = {"en": "Hello there.", "zh": "你好世界."}


def speech(seconds: float) -> Samples:
    """What the fake detector takes for a voice."""
    chance = np.random.default_rng(3)
    return chance.normal(0, 8_000, round(seconds * 16_000)).clip(-32_000, 32_000).astype(np.int16)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * 16_000), np.int16)


def wanted() -> bool:
    """The answer to `stopped` of somebody who wants the rest."""
    return False


async def blocks(samples: Samples) -> AsyncIterator[Samples]:
    for start in range(0, len(samples), 160):
        yield samples[start : start + 160]


# -- partials, in virtual time -------------------------------------------------------------------


@dataclass
class SlowRuntime:
    """A Runtime whose engine takes its time, and writes how much sound it was given."""

    seconds: float = 0.0
    asked: list[float] = field(default_factory=list)

    async def open(self) -> None:
        """Nothing to load."""

    async def stream(self, method: str, *args: Any) -> AsyncGenerator[str, None]:
        self.asked.append(len(args[0]) / 16_000)
        await asyncio.sleep(self.seconds)
        yield f"word{len(self.asked)}"

    async def close(self) -> None:
        """Nothing to free."""


async def recognised(runtime: SlowRuntime, samples: Samples) -> list[Hypothesis]:
    recognizer = OfflineRecognizer(runtime, FakeVoiceActivityDetector(), lambda: ("en",))
    return [found async for found in recognizer.transcribe(blocks(samples))]


async def test_growing_speech_is_recognised_every_half_second() -> None:
    runtime = SlowRuntime()
    found = await recognised(runtime, speech(2))
    assert [one.text for one in found] == ["word1", "word2", "word3", "word4"]
    assert [one.final for one in found] == [False] * 3 + [True]


async def test_a_slow_model_is_asked_no_more_than_half_of_the_time() -> None:
    runtime = SlowRuntime(seconds=0.6)
    await recognised(runtime, speech(10))
    assert len(runtime.asked) * 0.6 <= 0.55 * 10


async def test_what_was_recognised_in_the_pause_is_not_recognised_again_at_the_end() -> None:
    runtime = SlowRuntime()
    found = await recognised(runtime, np.concatenate([speech(0.4), silence(0.4)]))
    assert len(runtime.asked) == 1
    assert [(one.text, one.final) for one in found] == [("word1", False), ("word1", True)]


async def test_sentences_with_a_gap_between_are_segments_of_their_own() -> None:
    runtime = SlowRuntime()
    sound = np.concatenate([speech(0.4), silence(1), speech(0.4), silence(1)])
    assert (await recognised(runtime, sound))[-1].text == "word1 word2"
    assert max(runtime.asked) < 1.2


async def test_long_speech_stays_bounded() -> None:
    runtime = SlowRuntime()
    await recognised(runtime, speech(40))
    assert max(runtime.asked) <= 12.1


async def test_silence_is_not_shown_to_the_model() -> None:
    runtime = SlowRuntime()
    found = await recognised(runtime, silence(3))
    assert runtime.asked == []
    assert [(one.text, one.final) for one in found] == [("", True)]


# -- the engine ----------------------------------------------------------------------------------


@pytest.fixture
def tiny() -> Any:
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny models, is not installed")
    from tests.engines import tiny_models

    return tiny_models


def text(engine: OfflineEngine, *languages: str) -> str:
    return next(iter(engine.recognise(wanted, speech(1), languages)))


@pytest.mark.engines
@pytest.mark.parametrize("language", ["en", "zh"])
def test_whisper_writes_the_language_of_the_profile(
    tiny: Any, tmp_path: Path, language: str
) -> None:
    assert text(OfflineEngine(tiny.whisper(tmp_path)), language).strip() == SAY[language]


@pytest.mark.engines
@pytest.mark.parametrize("model", ["whisper", "sense_voice"])
def test_another_language_than_those_of_the_profile_is_recognised_again(
    tiny: Any, tmp_path: Path, model: str
) -> None:
    """Left to itself, either of them hears Japanese."""
    engine = OfflineEngine(getattr(tiny, model)(tmp_path))
    assert "こんにちは" in text(engine, "en", "ja")
    assert "Hello" in text(engine, "en", "zh")
    assert "你好" in text(engine, "zh", "en")
    assert "こんにちは" in text(engine, "zh", "ja")


@pytest.mark.engines
def test_languages_that_the_model_does_not_know_are_passed_over_and_told(
    tiny: Any, tmp_path: Path
) -> None:
    engine = OfflineEngine(tiny.whisper(tmp_path))
    with pytest.raises(EngineError, match="knows none of tlh"):
        text(engine, "tlh")
    assert text(engine, "en").strip() == SAY["en"]
    assert text(engine, "tlh", "en").strip() == SAY["en"]


@pytest.mark.engines
@pytest.mark.parametrize("kind", ["nemo_ctc", "wenet_ctc", "paraformer", "nemo_transducer"])
def test_a_model_is_known_by_its_files_and_needs_no_language(
    tiny: Any, tmp_path: Path, kind: str
) -> None:
    from tests.engines import tiny_kinds

    engine = OfflineEngine(getattr(tiny_kinds, f"offline_{kind}")(tmp_path))
    assert text(engine, "tlh") != ""


@pytest.mark.engines
def test_hotwords_lead_an_offline_transducer(tiny: Any, tmp_path: Path) -> None:
    folder = tiny.offline_transducer(tmp_path)
    plain, led = (text(OfflineEngine(folder, hotwords=(word,)), "en") for word in ("xqz", "en"))
    assert led.count("EN") > plain.count("EN")


def cut(folder: Path) -> None:
    path = folder / "decoder.onnx"
    path.write_bytes(path.read_bytes()[:-100])


def lose_tokens(folder: Path) -> None:
    (folder / "tokens.txt").unlink()


def forget_a_key(folder: Path) -> None:
    path = folder / "encoder.onnx"
    path.write_bytes(path.read_bytes().replace(b"sot_sequence", b"sot_sequins!"))


def shorten_tokens(folder: Path) -> None:
    (folder / "tokens.txt").write_text("SGVsbG8= 0\n", encoding="utf-8")


@pytest.mark.engines
@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (cut, r"decoder\.onnx cannot be read: it was cut off"),
        (lose_tokens, r"tokens\.txt cannot be read"),
        (forget_a_key, r"not the encoder of a Whisper: its metadata has no sot_sequence"),
        (shorten_tokens, r"has 1 tokens, but encoder\.onnx writes"),
    ],
)
def test_a_broken_whisper_is_told_in_a_sentence(
    tiny: Any, tmp_path: Path, broken: Callable[[Path], None], told: str
) -> None:
    folder = tiny.whisper(tmp_path)
    broken(folder)
    with pytest.raises(EngineError, match=told):
        OfflineEngine(folder, "Whisper")


@pytest.mark.engines
def test_a_streaming_model_given_as_an_offline_one_is_told(tiny: Any, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="has no model of a Zipformer CTC"):
        OfflineEngine(tiny.streaming_transducer(tmp_path), "Zipformer CTC")


# -- in a process of its own ---------------------------------------------------------------------


def recognizer(folder: Path) -> OfflineRecognizer:
    runtime = InProcess("edge.engines.asr.sherpa_offline:OfflineEngine", folder)
    return OfflineRecognizer(runtime, FakeVoiceActivityDetector(), lambda: ("zh", "en"))


@pytest.mark.engines
async def test_a_bad_model_is_told_by_the_process(tiny: Any, tmp_path: Path) -> None:
    cut(tiny.whisper(tmp_path))
    with pytest.raises(EngineError, match=r"decoder\.onnx cannot be read"):
        await recognizer(tmp_path).open()
