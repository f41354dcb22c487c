"""What every SpeechSynthesizer keeps, the fake as well as the real ones."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from edge.engines.runtime.in_thread import InThread
from edge.engines.tts.by_language import SynthesizerByLanguage
from edge.engines.tts.espeak import EspeakSynthesizer
from edge.engines.tts.fallback import FallbackSynthesizer
from edge.engines.tts.voice_stream import RuntimeSynthesizer
from edge.fakes.speech import FakeSynthesizer
from edge.ports import Mark, Voice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from edge.ports import SpeechSynthesizer

pytestmark = pytest.mark.engines

TEXT = "Twelve eggs, please."


def piper(folder: Path) -> RuntimeSynthesizer:
    """A tiny voice with random weights."""
    pytest.importorskip("piper", reason="the extra piper is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny voice, is not installed")
    from edge.engines.tts.piper import PiperEngine
    from edge.engines.tts.piper_files import facts_of
    from tests.engines.tiny_voice import piper_voice

    model = piper_voice(folder / "en_US-tiny.onnx")
    return RuntimeSynthesizer(InThread(partial(PiperEngine, model, 1), "piper"), facts_of(model))


def sherpa(folder: Path) -> RuntimeSynthesizer:
    """The same tiny voice in sherpa-onnx."""
    pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    pytest.importorskip("piper", reason="the extra piper is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny voice, is not installed")
    from edge.engines.tts.sherpa import SherpaVoiceEngine, facts_of
    from tests.engines.tiny_voice import sherpa_voice

    sherpa_voice(folder)
    files = {"model": folder / "model.onnx", "tokens": folder / "tokens.txt"}
    facts = facts_of("vits", files, ["en"])
    make = partial(SherpaVoiceEngine, "vits", files, facts, 1)
    return RuntimeSynthesizer(InThread(make, "sherpa"), facts)


def fallback(folder: Path) -> FallbackSynthesizer:
    return FallbackSynthesizer(piper(folder), EspeakSynthesizer(), pytest.fail)


def at_another_rate(folder: Path) -> SynthesizerByLanguage:
    return SynthesizerByLanguage([fallback(folder)], FakeSynthesizer(rate=22_050))


@pytest.fixture(
    params=[
        lambda _: FakeSynthesizer(),
        lambda _: EspeakSynthesizer(),
        piper,
        sherpa,
        fallback,
        at_another_rate,
    ],
    ids=["fake", "espeak", "piper", "sherpa", "fallback", "by language"],
)
def synthesizer(request: pytest.FixtureRequest, tmp_path: Path) -> SpeechSynthesizer:
    make: Callable[[Path], SpeechSynthesizer] = request.param
    return make(tmp_path / "voice")


async def _speak(
    synthesizer: SpeechSynthesizer, text: str, voice: Voice | None = None
) -> tuple[int, list[Mark]]:
    chunks = [chunk async for chunk in synthesizer.synthesize(text, voice or Voice())]
    assert all(chunk.samples.dtype == "int16" for chunk in chunks)
    return sum(len(chunk.samples) for chunk in chunks), [m for c in chunks for m in c.marks]


async def test_the_marks_are_in_order_and_within_the_sound(synthesizer: SpeechSynthesizer) -> None:
    samples, marks = await _speak(synthesizer, TEXT)
    assert samples > synthesizer.rate // 2
    assert all(one.sample <= other.sample for one, other in pairwise(marks))
    assert marks[-1].sample <= samples


async def test_words_point_at_their_first_letters(synthesizer: SpeechSynthesizer) -> None:
    _, marks = await _speak(synthesizer, TEXT)
    assert [mark.start for mark in marks if mark.kind == "word"] == [0, 7, 13]


async def test_the_last_mark_is_the_end(synthesizer: SpeechSynthesizer) -> None:
    _, marks = await _speak(synthesizer, TEXT)
    assert [mark.kind for mark in marks].count("end") == 1
    assert marks[-1].kind == "end"


async def test_every_chunk_is_short(synthesizer: SpeechSynthesizer) -> None:
    longest = synthesizer.rate * 0.0601
    async for chunk in synthesizer.synthesize(TEXT, Voice()):
        assert len(chunk.samples) <= longest


async def test_a_closed_utterance_does_not_hold_up_the_next(
    synthesizer: SpeechSynthesizer,
) -> None:
    first = synthesizer.synthesize(TEXT * 20, Voice())
    await anext(first)
    await first.aclose()  # type: ignore[attr-defined]  # both are generators
    samples, _ = await _speak(synthesizer, TEXT)
    assert samples > 0


async def test_nothing_to_say_is_no_error(synthesizer: SpeechSynthesizer) -> None:
    _, marks = await _speak(synthesizer, "")
    assert [mark for mark in marks if mark.kind == "word"] == []
