"""PocketSphinx over real speech: English from the wheel, made by flite or recorded."""

from __future__ import annotations

import asyncio
import shutil
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.cache import Cache
from edge.engines.asr.pocketsphinx import PocketSphinxRecognizer
from edge.engines.pocketsphinx.model import SphinxModel, find_models, fit
from edge.errors import EngineError
from edge.language import load
from edge.listening.grammar import command_grammar
from edge.listening.rejection import command_trust
from tests.quality.sound import read_wav, speak

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from edge.ports import Hypothesis, Samples

TRUST = partial(command_trust, load("en").rejection)
pytestmark = pytest.mark.engines


ENGLISH = find_models(Path("no such folder"))["en"]


@pytest.fixture(scope="module")
def recognizer() -> Iterator[PocketSphinxRecognizer]:
    made = PocketSphinxRecognizer(ENGLISH, command_grammar(load("en")), TRUST)
    yield made
    made.close()


async def _sound(samples: Samples, block: int = 160) -> AsyncIterator[Samples]:
    for start in range(0, len(samples), block):
        yield samples[start : start + block]


async def _hear(
    recognizer: PocketSphinxRecognizer, samples: Samples, block: int = 160
) -> list[Hypothesis]:
    return [found async for found in recognizer.transcribe(_sound(samples, block))]


async def test_a_spoken_command_is_heard_with_partials_before_it(
    recognizer: PocketSphinxRecognizer, tmp_path: Path
) -> None:
    found = await _hear(recognizer, speak("set the volume to forty percent", tmp_path))
    assert found[-1].final
    assert found[-1].is_command
    assert found[-1].text == "set the volume to forty percent"
    assert found[-1].dictation
    assert len(found) > 1
    assert not any(partial.final for partial in found[:-1])


async def test_any_length_of_block_gives_the_same_words(
    recognizer: PocketSphinxRecognizer, tmp_path: Path
) -> None:
    samples = speak("what time is it", tmp_path)
    for block in (37, 160, 1000, len(samples)):
        assert (await _hear(recognizer, samples, block))[-1].text == "what time is it"


async def test_silence_ends_in_an_empty_hypothesis(recognizer: PocketSphinxRecognizer) -> None:
    for samples in (np.zeros(16000, np.int16), np.zeros(0, np.int16), np.zeros(100, np.int16)):
        found = await _hear(recognizer, samples)
        assert [(h.text, h.final, h.is_command) for h in found] == [("", True, False)]


async def test_closing_in_mid_utterance_frees_the_engine_at_once(
    recognizer: PocketSphinxRecognizer, tmp_path: Path
) -> None:
    samples = speak("set the volume to forty percent", tmp_path)
    await _hear(recognizer, samples)  # models are loaded from here on
    dropped = recognizer.transcribe(_sound(samples))
    await anext(dropped)
    began = time.perf_counter()
    await dropped.aclose()  # type: ignore[attr-defined]  # an async generator
    empty = await _hear(recognizer, np.zeros(0, np.int16))
    assert empty[-1].final
    assert time.perf_counter() - began < 0.15  # 50 ms on an idle machine
    assert (await _hear(recognizer, samples))[-1].text == "set the volume to forty percent"


async def test_two_utterances_at_once_are_heard_one_after_the_other(
    recognizer: PocketSphinxRecognizer, tmp_path: Path
) -> None:
    samples = speak("what time is it", tmp_path)
    both = await asyncio.gather(_hear(recognizer, samples), _hear(recognizer, samples))
    assert [found[-1].text for found in both] == ["what time is it"] * 2


async def test_what_is_fitted_to_the_model_is_kept_and_made_again_when_damaged(
    tmp_path: Path,
) -> None:
    samples = speak("what time is it", tmp_path)

    async def heard() -> str:
        grammar = command_grammar(load("en"))
        made = PocketSphinxRecognizer(ENGLISH, grammar, TRUST, cache=Cache(tmp_path / "cache"))
        text = (await _hear(made, samples))[-1].text
        made.close()
        return text

    assert await heard() == "what time is it"
    (folder,) = (tmp_path / "cache").iterdir()
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name in ("command.fsg", "dictation.dict", "digests"):
        (folder / name).write_bytes(kept[name][: len(kept[name]) // 2])
        assert await heard() == "what time is it"
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == kept


async def test_a_missing_model_is_told_with_its_folder(tmp_path: Path) -> None:
    lost = PocketSphinxRecognizer(tmp_path / "nowhere", "", TRUST)
    with pytest.raises(EngineError, match="nowhere"):
        await lost.open()
    lost.close()


def test_a_cut_off_model_file_is_told_with_its_path(tmp_path: Path) -> None:
    shutil.copytree(ENGLISH, tmp_path / "model")
    (tmp_path / "model" / "en-us" / "means").write_bytes(b"s3\n")
    with pytest.raises(EngineError, match="means"):
        SphinxModel.in_folder(tmp_path / "model")


async def test_a_text_that_is_no_grammar_is_refused() -> None:
    lost = PocketSphinxRecognizer(ENGLISH, "hello", TRUST)
    with pytest.raises(EngineError, match="grammar"):
        await lost.open()
    lost.close()


def test_a_word_without_pronunciation_is_left_out_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    grammar = (
        "FSG_BEGIN x\nNUM_STATES 2\nSTART_STATE 0\nFINAL_STATE 1\n"
        "TRANSITION 0 1 1.0 yes\nTRANSITION 0 1 1.0 xyzzy\nFSG_END\n"
    )
    with caplog.at_level("INFO"):
        fitted, words = fit(grammar, {"yes": ["Y EH S"]}, spaced=True)
    assert words == {"yes"}
    assert "xyzzy" not in fitted
    assert "xyzzy" in caplog.text


def test_chinese_is_divided_into_words_of_the_dictionary() -> None:
    grammar = (
        "FSG_BEGIN x\nNUM_STATES 2\nSTART_STATE 0\nFINAL_STATE 1\nTRANSITION 0 1 1.0 现在几点\n"
        "FSG_END\n"
    )
    known = {"现在": ["x"], "现": ["x"], "几点": ["x"]}
    fitted, words = fit(grammar, known, spaced=False)
    assert words == {"现在", "几点"}
    assert "NUM_STATES 3" in fitted
    assert "TRANSITION 0 2 1.0 现在\nTRANSITION 2 1 1.0 几点" in fitted


def test_models_are_found_by_language(shared: Path) -> None:
    found = find_models(shared / "models")
    assert set(found) >= {"en", "zh"}
    assert SphinxModel.in_folder(found["zh"]).language_model.name.endswith(".lm.bin")


async def test_a_recording_is_dictated(recognizer: PocketSphinxRecognizer, shared: Path) -> None:
    samples = read_wav(shared / "data/speech/en/sense_and_sensibility_01_austen_64kb-0880.wav")
    final = (await _hear(recognizer, samples))[-1]
    assert not final.is_command
    assert final.text == final.dictation
    assert "young man" in final.text
