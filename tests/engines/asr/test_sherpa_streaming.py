"""sherpa-onnx recognisers that follow speech: tiny models that load, stream, are led and break."""

from __future__ import annotations

import os
import signal
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.asr.sherpa_streaming import StreamingEngine, StreamingRecognizer
from edge.engines.runtime.in_process import InProcess
from edge.errors import EngineError

pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed")
pytest.importorskip("onnx", reason="onnx, which makes the tiny models, is not installed")

from tests.engines import tiny_kinds, tiny_models

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from edge.ports import Hypothesis, Samples

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def transducer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.streaming_transducer(tmp_path_factory.mktemp("transducer"))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A transducer for a test to break."""
    return tiny_models.streaming_transducer(tmp_path / "model")


def noise(seconds: float = 1.0) -> Samples:
    chance = np.random.default_rng(3)
    return (chance.normal(0, 3_000, round(seconds * 16_000))).astype(np.int16)


def wanted() -> bool:
    """The answer to `stopped` of somebody who wants the rest."""
    return False


def heard(engine: StreamingEngine, samples: Samples) -> str:
    list(engine.begin(wanted))
    for start in range(0, len(samples), 1_600):
        list(engine.hear(wanted, samples[start : start + 1_600]))
    return next(iter(engine.finish(wanted)))


@pytest.mark.parametrize(
    "make",
    [
        tiny_models.streaming_transducer,
        tiny_models.streaming_ctc,
        tiny_kinds.streaming_nemo_ctc,
        tiny_kinds.streaming_wenet_ctc,
        tiny_kinds.streaming_nemo_transducer,
    ],
)
def test_a_model_is_known_by_its_files_and_hears_nothing_in_silence(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    engine = StreamingEngine(make(tmp_path))
    assert heard(engine, noise()) != ""
    assert heard(engine, np.zeros(16_000, np.int16)) == ""


def test_the_cut_of_the_sound_does_not_matter(transducer: Path) -> None:
    engine = StreamingEngine(transducer)
    whole = heard(engine, noise())
    list(engine.begin(wanted))
    list(engine.hear(wanted, noise()))
    assert next(iter(engine.finish(wanted))) == whole


def test_the_end_of_the_sound_is_heard(transducer: Path) -> None:
    """Whatever part of a chunk it fills."""
    engine = StreamingEngine(transducer)
    for extra in range(0, 5_200, 800):
        sound = np.concatenate([np.zeros(8_000 + extra, np.int16), noise(0.1)])
        assert heard(engine, sound) != "", extra


def test_a_new_utterance_drops_the_last(transducer: Path) -> None:
    engine = StreamingEngine(transducer)
    whole = heard(engine, noise())
    list(engine.begin(wanted))
    list(engine.hear(wanted, noise(3)[::-1]))
    assert heard(engine, noise()) == whole


def test_an_utterance_nobody_wants_is_not_searched(transducer: Path) -> None:
    engine = StreamingEngine(transducer)
    list(engine.begin(wanted))
    assert next(iter(engine.hear(lambda: True, noise()))) == ""


@pytest.mark.parametrize("phrase", ["o o", "EN", "onn"])
def test_hotwords_are_written_more_often(transducer: Path, phrase: str) -> None:
    """By letters that the model hears in noise anyway; two words, and words of several tokens."""
    searched_alike = StreamingEngine(transducer, hotwords=("xqz",))
    led = StreamingEngine(transducer, hotwords=(phrase,))
    times = [heard(one, noise(3)).count(phrase.upper()) for one in (searched_alike, led)]
    assert times[1] > 3 * times[0]


@pytest.mark.parametrize("unit", ["cjkchar", "cjkchar+bpe"])
def test_chinese_hotwords_are_written_more_often(broken: Path, unit: str) -> None:
    """The same model, whose letters without a mark are characters now, or all of them are."""
    characters = [chr(0x4E00 + number) for number in range(len(tiny_models.SYMBOLS))]
    kept = 3 if unit == "cjkchar" else 3 + len(tiny_models.LETTERS)
    tiny_models.write_tokens(broken, (*tiny_models.SYMBOLS[:kept], *characters[kept:]))
    plain = StreamingEngine(broken, hotwords=(characters[-1],))
    frequent = max(set(heard(plain, noise(3))) & set(characters), key=heard(plain, noise(3)).count)
    led = StreamingEngine(broken, hotwords=(2 * frequent,))
    times = [heard(engine, noise(3)).count(2 * frequent) for engine in (plain, led)]
    assert times[1] > times[0]


def test_a_hotword_without_tokens_is_left_out_and_told_once(
    transducer: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = StreamingEngine(transducer, hotwords=("Zoë", "Anna", "Zoë", "  ", "Li/Bo :9"))
    assert heard(engine, noise()) != ""
    told = [record.getMessage() for record in caplog.records]
    assert [line for line in told if "Zoë" in line] == [
        "the recogniser has no tokens to write the hotword 'Zoë'"
    ]


def test_no_file_that_was_made_for_hotwords_stays(
    transducer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert heard(StreamingEngine(transducer, hotwords=("anna",)), noise()) != ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"\xff\x00\xfe garbage", b"a b\nc d\n", bytes(range(256))])
def test_a_broken_list_of_pieces_is_told_and_not_used(
    broken: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (broken / "bpe.vocab").write_bytes(content)
    assert heard(StreamingEngine(broken, hotwords=("en",)), noise()) != ""
    assert "bpe.vocab is not used, as it cannot be read" in caplog.text


def test_a_token_that_is_a_blank_does_no_harm_to_hotwords(broken: Path) -> None:
    symbols = ("<blk>", "", *tiny_models.SYMBOLS[2:])
    tiny_models.write_tokens(broken, symbols)
    assert heard(StreamingEngine(broken, hotwords=("en",)), noise()) != ""


def test_a_list_of_pieces_that_came_with_the_model_is_used(
    broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"{symbol}\t-1.5\n" for symbol in tiny_models.SYMBOLS]
    (broken / "bpe.vocab").write_text("".join(lines), encoding="utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert heard(StreamingEngine(broken, hotwords=("en",)), noise()) != ""


def test_a_ctc_takes_no_hotwords_and_works_without(tmp_path: Path) -> None:
    engine = StreamingEngine(tiny_models.streaming_ctc(tmp_path), hotwords=("anna",))
    assert heard(engine, noise()) != ""


# -- faults --------------------------------------------------------------------------------------


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no folder of a model at .*nowhere"):
        StreamingEngine(tmp_path / "nowhere")


def test_a_missing_part_is_named(broken: Path) -> None:
    (broken / "joiner.onnx").unlink()
    with pytest.raises(EngineError, match="has no joiner of a streaming transducer"):
        StreamingEngine(broken, "streaming transducer")


def test_a_folder_without_any_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="holds no model of a known kind"):
        StreamingEngine(tmp_path)


def test_an_unknown_kind_is_named(broken: Path) -> None:
    with pytest.raises(EngineError, match='no kind of model is called "telepathy"'):
        StreamingEngine(broken, "telepathy")


@pytest.mark.parametrize("part", ["encoder", "decoder", "joiner"])
def test_a_part_that_was_cut_off_is_named(broken: Path, part: str) -> None:
    path = broken / f"{part}.onnx"
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(EngineError, match=rf"{part}\.onnx cannot be read"):
        StreamingEngine(broken)


def test_an_empty_part_is_named(broken: Path) -> None:
    (broken / "encoder.onnx").write_bytes(b"")
    with pytest.raises(EngineError, match=r"encoder\.onnx cannot be read"):
        StreamingEngine(broken)


def test_a_ctc_given_as_a_transducer_is_told(broken: Path, tmp_path: Path) -> None:
    ctc = tiny_models.streaming_ctc(tmp_path / "ctc") / "ctc.onnx"
    with pytest.raises(EngineError, match="has no encoder of a streaming transducer"):
        StreamingEngine(ctc.parent, "streaming transducer")
    (broken / "encoder.onnx").write_bytes(ctc.read_bytes())
    with pytest.raises(EngineError, match="does not work as a streaming transducer"):
        StreamingEngine(broken)


def test_an_offline_model_given_as_a_streaming_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="not the model of a streaming"):
        StreamingEngine(tiny_models.offline_ctc(tmp_path))


def test_a_model_made_for_another_version_is_told_with_what_it_lacks(broken: Path) -> None:
    path = broken / "encoder.onnx"
    path.write_bytes(path.read_bytes().replace(b"rnn_hidden_size", b"rnn_hidden_girl"))
    with pytest.raises(EngineError, match="metadata has no rnn_hidden_size"):
        StreamingEngine(broken)


def test_a_type_of_model_that_is_unknown_is_told(broken: Path) -> None:
    path = broken / "encoder.onnx"
    path.write_bytes(path.read_bytes().replace(b"lstm", b"mamb"))
    with pytest.raises(EngineError, match='its model_type is "mamb"'):
        StreamingEngine(broken)


@pytest.mark.parametrize("count", [20, 80])
def test_tokens_of_another_model_are_told(broken: Path, count: int) -> None:
    tiny_models.write_tokens(broken, [f"<{number}>" for number in range(count)])
    known = len(tiny_models.SYMBOLS)
    with pytest.raises(EngineError, match=rf"has {count} tokens, but decoder\.onnx writes {known}"):
        StreamingEngine(broken)


def test_symbols_of_the_training_do_not_count_as_tokens(broken: Path) -> None:
    tiny_models.write_tokens(broken, (*tiny_models.SYMBOLS, "#0", "#1"))
    assert heard(StreamingEngine(broken), noise()) != ""


def test_a_missing_tokens_file_is_named(broken: Path) -> None:
    (broken / "tokens.txt").unlink()
    with pytest.raises(EngineError, match=r"tokens\.txt cannot be read"):
        StreamingEngine(broken)


def test_a_line_of_the_tokens_file_without_a_number_is_named(broken: Path) -> None:
    (broken / "tokens.txt").write_text("<blk> 0\nA one\n", encoding="utf-8")
    with pytest.raises(EngineError, match=r"tokens\.txt has no number in line 2: A one"):
        StreamingEngine(broken)


def test_a_ctc_without_a_token_for_nothing_is_told(tmp_path: Path) -> None:
    folder = tiny_models.streaming_ctc(tmp_path)
    tiny_models.write_tokens(folder, ("A", *tiny_models.SYMBOLS[1:]))
    with pytest.raises(EngineError, match=r"tokens\.txt has none of <blk>"):
        StreamingEngine(folder)


def test_without_the_library_the_extra_is_named(
    transducer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(EngineError, match=r"pip install edge-assistant\[sherpa\]"):
        StreamingEngine(transducer)


# -- in a process of its own ---------------------------------------------------------------------


def in_process(folder: Path) -> InProcess:
    return InProcess("edge.engines.asr.sherpa_streaming:StreamingEngine", folder)


async def blocks(samples: Samples) -> AsyncIterator[Samples]:
    for start in range(0, len(samples), 160):
        yield samples[start : start + 160]


async def transcribed(recognizer: StreamingRecognizer, samples: Samples) -> list[Hypothesis]:
    return [found async for found in recognizer.transcribe(blocks(samples))]


async def test_partials_come_only_when_they_changed(transducer: Path) -> None:
    recognizer = StreamingRecognizer(in_process(transducer))
    found = await transcribed(recognizer, np.concatenate([noise(), np.zeros(48_000, np.int16)]))
    await recognizer.close()
    texts = [one.text for one in found[:-1]]
    assert len(texts) > 1
    assert all(one != other for one, other in pairwise(texts))
    assert found[-1].final
    assert found[-1].dictation == found[-1].text != ""


async def test_a_model_that_ends_its_process_costs_an_error_and_no_more(
    transducer: Path,
) -> None:
    runtime = in_process(transducer)
    recognizer = StreamingRecognizer(runtime)
    sound = blocks(noise(3))
    hypotheses = recognizer.transcribe(sound)
    await anext(hypotheses)
    assert runtime.pid is not None
    os.kill(runtime.pid, signal.SIGSEGV)
    with pytest.raises(EngineError, match="SIGSEGV"):
        async for _ in hypotheses:
            pass
    assert (await transcribed(recognizer, noise()))[-1].text != ""
    await recognizer.close()


async def test_a_library_that_ends_its_process_while_it_loads_costs_an_error(broken: Path) -> None:
    path = broken / "encoder.onnx"
    path.write_bytes(path.read_bytes().replace(b"T\x12\x0245", b"T\x12\x02-5"))
    with pytest.raises(EngineError, match="process of StreamingEngine ended with exit code 255"):
        await StreamingRecognizer(in_process(broken)).open()


async def test_an_engine_started_anew_does_not_go_on_with_half_an_utterance(
    transducer: Path,
) -> None:
    runtime = in_process(transducer)
    with pytest.raises(EngineError, match="in the middle of an utterance"):
        async for _ in runtime.stream("hear", noise()):
            pass
    await runtime.close()
