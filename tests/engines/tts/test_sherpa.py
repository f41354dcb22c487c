"""Voices of sherpa-onnx on a tiny one with random weights: sound, estimated times, faults."""

from __future__ import annotations

import gc
import sys
import time
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import pytest

from edge.bench.machine import resident_mb
from edge.engines.tts.espeak_timing import pronounced
from edge.engines.tts.sherpa import KINDS, SherpaVoiceEngine, facts_of
from edge.errors import EngineError
from edge.ports import Mark, SpeechChunk, Voice

pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
pytest.importorskip("piper", reason="piper-tts, whose table of signs the tiny voice has, is absent")
pytest.importorskip("onnx", reason="onnx, which makes the tiny voice, is not installed")

from tests.engines.tiny_voice import RATE, sherpa_voice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Files = Mapping[str, Path]

pytestmark = pytest.mark.engines

TEXT = "Twelve eggs, please."
LONG = "The boats come back to the harbour, and everybody helps until they are in. " * 12


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = sherpa_voice(tmp_path_factory.mktemp("voice") / "vits-tiny")
    return {"model": folder / "model.onnx", "tokens": folder / "tokens.txt"}


@pytest.fixture(scope="module")
def engine(files: Files) -> SherpaVoiceEngine:
    return SherpaVoiceEngine("vits", files, facts_of("vits", files, ["en"]), threads=1)


def spoken(
    engine: SherpaVoiceEngine, text: str = TEXT, voice: Voice | None = None
) -> list[SpeechChunk]:
    return list(engine.speak(lambda: False, text, voice or Voice()))


def words(chunks: list[SpeechChunk]) -> list[Mark]:
    return [mark for chunk in chunks for mark in chunk.marks if mark.kind == "word"]


def samples(chunks: list[SpeechChunk]) -> int:
    return sum(len(chunk.samples) for chunk in chunks)


def test_what_the_model_tells_of_itself(files: Files) -> None:
    facts = facts_of("vits", files, ["en"])
    assert (facts.name, facts.rate, facts.speakers) == ("vits-tiny", RATE, ())


def test_words_are_found_again_and_timed_within_the_sound(engine: SherpaVoiceEngine) -> None:
    chunks = spoken(engine)
    assert samples(chunks) > RATE // 2
    assert [TEXT[mark.start : mark.start + mark.length] for mark in words(chunks)] == [
        "Twelve", "eggs", "please",
    ]  # fmt: skip
    times = [mark.sample for mark in words(chunks)]
    assert times == sorted(times)
    assert 0 < times[0] < times[-1] < samples(chunks)


def test_estimated_words_are_near_those_that_piper_counts(
    engine: SherpaVoiceEngine, files: Files
) -> None:
    from edge.engines.tts.piper import PiperEngine

    exact = words(list(PiperEngine(files["model"], 1).speak(lambda: False, TEXT, Voice())))
    estimated = words(spoken(engine))
    for one, other in zip(exact, estimated, strict=True):
        assert abs(one.sample - other.sample) < 0.3 * RATE


def test_phonemes_are_spelt_as_piper_spells_them() -> None:
    from piper.phonemize_espeak import EspeakPhonemizer

    speller = EspeakPhonemizer()
    for language, text in (
        ("en-us", "Twelve eggs, please. Dr. Smith paid 25 euros at 7:45! Why: because; so"),
        ("de", "Der Zug fährt um 17 Uhr, nicht später."),
        ("fr", "Où est la gare ? Merci beaucoup."),
    ):
        theirs = ["".join(sentence).strip() for sentence in speller.phonemize(language, text)]
        assert pronounced(text, language) == theirs


def test_faster_speech_is_shorter(engine: SherpaVoiceEngine) -> None:
    slow, fast = (
        samples(spoken(engine, voice=Voice(words_per_minute=rate))) for rate in (100, 300)
    )
    assert slow > 1.5 * fast


def test_a_stopped_voice_makes_no_further_clause(tmp_path: Path) -> None:
    folder = sherpa_voice(tmp_path / "slow", layers=4)
    files = {"model": folder / "model.onnx", "tokens": folder / "tokens.txt"}
    slow = SherpaVoiceEngine("vits", files, facts_of("vits", files, ["en"]), threads=1)
    began = time.perf_counter()
    spoken(slow, LONG)
    whole = time.perf_counter() - began
    began = time.perf_counter()
    limit = began + whole / 20
    list(slow.speak(lambda: time.perf_counter() > limit, LONG, Voice()))
    assert time.perf_counter() - began < whole / 4


@pytest.mark.long
def test_opened_used_stopped_and_dropped_again_and_again(files: Files, long_run: bool) -> None:
    facts = facts_of("vits", files, ["en"])
    resident: list[float] = []
    for _ in range(100 if long_run else 10):
        engine = SherpaVoiceEngine("vits", files, facts, threads=1)
        looks = count()
        list(engine.speak(lambda looks=looks: next(looks) > 1, LONG, Voice()))  # type: ignore[misc]  # a default is no parameter
        assert samples(spoken(engine)) > 0
        gc.collect()
        resident.append(resident_mb())
    assert resident[-1] - min(resident[5:]) < 80  # the heaps of its threads come and go


@pytest.mark.parametrize("part", ["model", "tokens"])
def test_a_missing_file_is_named(files: Files, tmp_path: Path, part: str) -> None:
    gone = dict(files) | {part: tmp_path / "gone"}
    with pytest.raises(EngineError, match=r"the voice's file .*gone is missing"):
        SherpaVoiceEngine("vits", gone, facts_of("vits", files, ["en"]))


def test_every_kind_names_the_file_that_it_lacks(files: Files) -> None:
    for kind in set(KINDS) - {"vits"}:
        with pytest.raises(EngineError, match=f"a voice of the kind {kind} needs"):
            facts_of(kind, files, ["en"])
    with pytest.raises(EngineError, match='"tacotron" is no kind of voice'):
        facts_of("tacotron", files, ["en"])


def test_a_model_that_was_cut_off_is_named(files: Files, tmp_path: Path) -> None:
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(files["model"].read_bytes()[:-3000])
    with pytest.raises(EngineError, match=r"cut\.onnx"):
        facts_of("vits", dict(files) | {"model": cut}, ["en"])


def test_a_model_of_another_kind_is_named(files: Files, shared: Path) -> None:
    other = next((shared / "models" / "speech" / "vad").rglob("*.onnx"))
    with pytest.raises(EngineError, match="is not a voice for sherpa-onnx"):
        facts_of("vits", dict(files) | {"model": other}, ["en"])


def test_another_sample_rate_than_was_said_is_told(files: Files) -> None:
    said = replace(facts_of("vits", files, ["en"]), rate=22_050)
    with pytest.raises(EngineError, match="has 16000 samples a second, not 22050 as was said"):
        SherpaVoiceEngine("vits", files, said)


def test_tokens_of_another_voice_are_found_out(files: Files, tmp_path: Path) -> None:
    tokens = tmp_path / "tokens.txt"
    tokens.write_text("a 1\nb 2\n", encoding="utf-8")
    other = dict(files) | {"tokens": tokens}
    with pytest.raises(EngineError, match="makes no sound of"):
        SherpaVoiceEngine("vits", other, facts_of("vits", other, ["en"]))


def test_a_missing_library_is_told_with_its_extra(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(EngineError, match=r"pip install edge-assistant\[sherpa\]"):
        SherpaVoiceEngine("vits", files, facts_of("vits", files, ["en"]))
