"""smart-turn on recordings: what it says of them, and what it says of files that are no model."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.wav import read_wav
from edge.engines.turn_smart import SmartTurnJudge
from edge.errors import EngineError
from edge.listening.judging import JudgeThread
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Samples

pytestmark = pytest.mark.engines

PAUSE = np.zeros(LISTENING_RATE // 5, np.int16)
MODEL = "models/speech/turn/smart-turn-v3.2/smart-turn-v3.2-cpu.onnx"
WHOLE = 99.0


@pytest.fixture(scope="session")
def model(shared: Path) -> Path:
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    return shared / MODEL


@pytest.mark.parametrize(
    ("wav", "seconds", "known"),
    [
        ("en/jfk.wav", 4.6, 0.02),
        ("en/jfk.wav", 5.5, 0.12),
        ("en/jfk.wav", 8.0, 0.04),
        ("en/jfk.wav", 10.6, 0.94),
        ("en/jfk.wav", 2.3, 0.81),
        ("en/goforward.wav", WHOLE, 0.98),
        ("en-two-speakers/spk1_snt5.wav", 1.0, 0.04),
        ("en-two-speakers/spk1_snt5.wav", WHOLE, 0.98),
        ("zh/funasr_asr_example.wav", 2.0, 0.31),
        ("zh/funasr_asr_example.wav", WHOLE, 0.99),
    ],
)
def test_a_recording_is_judged_as_the_model_is_known_to(
    model: Path, shared: Path, wav: str, seconds: float, known: float
) -> None:
    sound = read_wav(shared / "data" / "speech" / wav)[: int(seconds * LISTENING_RATE)]
    judged = SmartTurnJudge(model).finished("", np.concatenate([sound, PAUSE]))
    assert judged == pytest.approx(known, abs=0.01)


def test_nothing_at_all_can_be_judged(model: Path) -> None:
    assert 0 <= SmartTurnJudge(model).finished("", np.zeros(0, np.int16)) <= 1


@pytest.fixture
def judge(model: Path) -> SmartTurnJudge:
    return SmartTurnJudge(model)


@pytest.fixture
def command(shared: Path) -> Samples:
    return read_wav(shared / "data" / "speech" / "en" / "goforward.wav")


async def test_it_works_in_the_thread_that_the_listener_asks(
    judge: SmartTurnJudge, command: Samples
) -> None:
    asked = JudgeThread(judge)
    assert await asked("go forward", np.concatenate([command, PAUSE])) > 0.9
    asked.close()


def test_a_missing_model_is_named(model: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"the model file .*gone\.onnx is missing"):
        SmartTurnJudge(tmp_path / "gone.onnx")


def test_a_model_that_was_cut_off_is_named(model: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(model.read_bytes()[:100_000])
    with pytest.raises(EngineError, match=r"the model file .*cut\.onnx cannot be loaded"):
        SmartTurnJudge(cut)


def test_another_kind_of_model_is_named(model: Path, shared: Path) -> None:
    other = next((shared / "models" / "speech" / "vad").rglob("*.onnx"))
    with pytest.raises(EngineError, match=f"{other.name} is not a smart-turn v3 model"):
        SmartTurnJudge(other)


def test_a_missing_runtime_is_told_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EngineError, match=r"pip install onnxruntime"):
        SmartTurnJudge(tmp_path / "model.onnx")
