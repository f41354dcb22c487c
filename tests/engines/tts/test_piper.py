"""Piper's engine on a tiny voice with random weights: sound, times, speakers, stopping, faults."""

from __future__ import annotations

import gc
import json
import sys
import threading
import time
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from edge.bench.machine import resident_mb
from edge.engines.runtime.in_thread import InThread
from edge.engines.tts.piper import PiperEngine
from edge.engines.tts.piper_files import config_of, facts_of, with_durations
from edge.engines.tts.voice_stream import RuntimeSynthesizer, VoiceFacts
from edge.errors import EngineError, InputError
from edge.ports import Mark, SpeechChunk, Voice

pytest.importorskip("piper", reason="the extra piper is not installed")
pytest.importorskip("onnx", reason="onnx, which makes the tiny voice, is not installed")

from tests.engines.tiny_voice import HOP, RATE, piper_voice

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engines

TEXT = "Twelve eggs, please."
LONG = "The boats come back to the harbour, and everybody helps until they are in. " * 12


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return piper_voice(tmp_path_factory.mktemp("voice") / "en_US-tiny.onnx")


@pytest.fixture(scope="module")
def engine(model: Path) -> PiperEngine:
    return PiperEngine(model, threads=1)


def spoken(engine: PiperEngine, text: str = TEXT, voice: Voice | None = None) -> list[SpeechChunk]:
    return list(engine.speak(lambda: False, text, voice or Voice()))


def samples(chunks: list[SpeechChunk]) -> int:
    return sum(len(chunk.samples) for chunk in chunks)


def marks(chunks: list[SpeechChunk], kind: str) -> list[Mark]:
    return [mark for chunk in chunks for mark in chunk.marks if mark.kind == kind]


def changed(model: Path, folder: Path, **changes: Any) -> Path:
    """A copy of the voice whose config says something else."""
    copy = folder / model.name
    copy.write_bytes(model.read_bytes())
    config = config_of(model) | changes
    copy.with_name(f"{copy.name}.json").write_text(json.dumps(config), encoding="utf-8")
    return copy


def test_what_the_files_tell(model: Path) -> None:
    facts = facts_of(model)
    assert (facts.name, facts.languages, facts.rate) == ("en_US-tiny", ("en",), RATE)


def test_words_begin_where_the_model_sounds_them(engine: PiperEngine) -> None:
    chunks = spoken(engine)
    words = marks(chunks, "word")
    assert [TEXT[mark.start : mark.start + mark.length] for mark in words] == [
        "Twelve", "eggs", "please",
    ]  # fmt: skip
    sounding = [mark for mark in marks(chunks, "phoneme") if mark.phoneme]
    sound = np.concatenate([chunk.samples for chunk in chunks])
    for mark in sounding:  # the tiny voice is loud exactly while a phoneme sounds
        assert np.abs(sound[mark.sample : mark.sample + HOP]).max() > 3000


def test_phonemes_begin_on_the_frames_of_the_model(engine: PiperEngine) -> None:
    starts = [mark.sample for mark in marks(spoken(engine), "phoneme") if mark.phoneme]
    assert len(starts) == 12
    exact = [start for start in starts if start % HOP == 0]
    assert len(exact) == len(starts)


def test_a_stop_is_silence(engine: PiperEngine) -> None:
    chunks = spoken(engine)
    sound = np.concatenate([chunk.samples for chunk in chunks])
    pause = next(mark for mark in marks(chunks, "phoneme") if not mark.phoneme)
    assert np.abs(sound[pause.sample : pause.sample + HOP]).max() < 600


def test_a_voice_that_tells_no_lengths_is_timed_by_its_sound(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.engines.tts.piper.with_durations", lambda path: path.read_bytes())
    chunks = spoken(PiperEngine(model, threads=1))
    words = [mark.sample for mark in marks(chunks, "word")]
    assert words == sorted(words)
    assert 0 < words[0] < words[1] < words[2] < samples(chunks)


def test_a_voice_that_tells_lengths_already_is_taken_as_it_is(model: Path, tmp_path: Path) -> None:
    patched = changed(model, tmp_path)
    patched.write_bytes(with_durations(model))
    assert with_durations(patched) == patched.read_bytes()
    assert len(marks(spoken(PiperEngine(patched, threads=1)), "word")) == 3


def test_faster_speech_is_shorter(engine: PiperEngine) -> None:
    lengths = [
        samples(spoken(engine, voice=Voice(words_per_minute=rate))) for rate in (90, 175, 350)
    ]
    assert all(slow > 1.3 * fast for slow, fast in pairwise(lengths))


def test_speakers_go_by_name_or_number(tmp_path: Path) -> None:
    many = PiperEngine(piper_voice(tmp_path / "many.onnx", speakers=3), threads=1)
    first, named, numbered, unknown = (
        np.concatenate([chunk.samples for chunk in spoken(many, voice=Voice(name=name))])
        for name in ("", "speaker2", "2", "nobody")
    )
    assert np.array_equal(named, numbered)
    assert np.array_equal(first, unknown)
    assert not np.array_equal(first, named)


def test_what_the_voice_has_no_sign_for_is_left_out(engine: PiperEngine) -> None:
    assert samples(spoken(engine, "ok 😀 \0 …")) > 0
    assert marks(spoken(engine, "😀"), "end")


def test_brackets_are_no_orders(engine: PiperEngine) -> None:
    text = "eggs [[bacon]] please"
    words = marks(spoken(engine, text), "word")
    assert [text[mark.start : mark.start + mark.length] for mark in words][::2] == [
        "eggs",
        "please",
    ]


def test_a_voice_stops_in_the_middle_of_a_piece(tmp_path: Path) -> None:
    slow = PiperEngine(piper_voice(tmp_path / "slow.onnx", layers=8), threads=1)
    piece = LONG[:450].replace(",", "").replace(".", "")
    began = time.perf_counter()
    spoken(slow, piece)
    whole = time.perf_counter() - began
    late = []
    for share in (0.1, 0.3, 0.5):
        end = time.perf_counter() + share * whole
        chunks = list(slow.speak(lambda end=end: time.perf_counter() > end, piece, Voice()))  # type: ignore[misc]  # a default is no parameter
        late.append(time.perf_counter() - end)
        assert chunks == []
    assert min(late) < whole / 4  # `edge bench voices` has the figures


@pytest.mark.long
def test_opened_used_stopped_and_dropped_again_and_again(model: Path, long_run: bool) -> None:
    resident: list[float] = []
    threads = threading.active_count()
    for _ in range(100 if long_run else 10):
        engine = PiperEngine(model, threads=1)
        looks = count()
        list(engine.speak(lambda looks=looks: next(looks) > 3, LONG, Voice()))  # type: ignore[misc]  # a default is no parameter
        assert samples(spoken(engine)) > 0
        gc.collect()
        resident.append(resident_mb())
    assert threading.active_count() <= threads + 1  # eSpeak NG's
    assert resident[-1] - min(resident[5:]) < 40


def test_a_missing_voice_is_named(model: Path, tmp_path: Path) -> None:
    config = tmp_path / "gone.onnx.json"
    config.write_text(json.dumps(config_of(model)), encoding="utf-8")
    with pytest.raises(EngineError, match=r"the voice .*gone\.onnx is missing"):
        PiperEngine(tmp_path / "gone.onnx")


def test_a_voice_without_its_config_is_named(model: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.onnx"
    alone.write_bytes(model.read_bytes())
    with pytest.raises(EngineError, match=r"alone\.onnx has no config alone\.onnx\.json beside it"):
        PiperEngine(alone)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("{", "cannot be read"),
        ("[]", "of another shape"),
        ("{}", "has no 'audio'"),
        ('{"audio": {"sample_rate": 16}, "phoneme_id_map": {}}', "a sample rate of 16"),
        ('{"audio": {"sample_rate": 16000}, "phoneme_id_map": {}}', "has no '_'"),
    ],
)
def test_a_broken_config_is_named(model: Path, tmp_path: Path, content: str, wrong: str) -> None:
    voice = changed(model, tmp_path)
    voice.with_name(f"{voice.name}.json").write_text(content, encoding="utf-8")
    with pytest.raises(EngineError, match=wrong) as raised:
        PiperEngine(voice)
    assert f"{voice.name}.json" in str(raised.value)


def test_a_voice_that_was_cut_off_is_named(model: Path, tmp_path: Path) -> None:
    voice = changed(model, tmp_path)
    voice.write_bytes(model.read_bytes()[:-4000])
    with pytest.raises(EngineError, match=f"{voice.name} cannot be"):
        PiperEngine(voice)


def test_the_config_of_another_voice_is_found_out(model: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="is not the voice of its config: it takes"):
        PiperEngine(changed(model, tmp_path, num_speakers=3))
    numbers = {
        sign: [number[0] + 200] for sign, number in config_of(model)["phoneme_id_map"].items()
    }
    with pytest.raises(EngineError, match="does not fit its config"):
        PiperEngine(changed(model, tmp_path, phoneme_id_map=numbers))


def test_a_newer_kind_of_phonemes_is_named(model: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="of a version that Piper does not know"):
        PiperEngine(changed(model, tmp_path, phoneme_type="runes"))


def test_data_that_piper_would_fetch_is_named_instead(model: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"needs .*g2pw\.onnx, which is missing"):
        PiperEngine(changed(model, tmp_path, phoneme_type="pinyin"))


def test_a_missing_library_is_told_with_its_extra(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "piper", None)
    with pytest.raises(EngineError, match=r"pip install edge-assistant\[piper\]"):
        PiperEngine(model)


@pytest.fixture
def facts(model: Path) -> VoiceFacts:
    return facts_of(model)


async def test_another_language_is_refused(facts: VoiceFacts) -> None:
    voice = RuntimeSynthesizer(InThread(dict, "never-loaded"), facts)
    with pytest.raises(InputError, match='en_US-tiny does not speak the language "de"'):
        await anext(voice.synthesize("hallo", Voice("de")))
