"""Denoisers: what they do to speech in noise, and models that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.wav import read_wav
from edge.engines.denoise_onnx import DELAY_SAMPLES, Dtln, Gtcrn, OnnxDenoiser
from edge.errors import EngineError
from tests.quality.denoising import likeness_db

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from edge.engines.denoise_onnx import Floats, Network

pytestmark = pytest.mark.engines


@pytest.fixture
def folder(shared: Path) -> Path:
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    return shared / "models/speech/denoise"


def gtcrn(folder: Path) -> Gtcrn:
    return Gtcrn(folder / "gtcrn/gtcrn_simple.onnx")


def dtln(folder: Path) -> Dtln:
    return Dtln(folder / "dtln/model_1.onnx", folder / "dtln/model_2.onnx")


@pytest.mark.parametrize("make", [gtcrn, dtln])
def test_speech_in_noise_comes_out_clearer(
    make: Callable[[Path], Network], folder: Path, shared: Path
) -> None:
    speech = read_wav(shared / "data/speech/en/jfk.wav")[: 6 * 16_000]
    level = float(np.sqrt(np.mean(speech.astype(float) ** 2))) / 10 ** (5 / 20)
    hiss = np.random.default_rng(1).normal(0, level, len(speech))
    noisy = np.clip(speech + hiss, -32768, 32767).astype(np.int16)
    denoiser = OnnxDenoiser(make(folder))
    cleaned = denoiser.clean(np.concatenate([noisy, np.zeros(DELAY_SAMPLES, np.int16)]))
    gained = likeness_db(speech, cleaned[DELAY_SAMPLES:]) - likeness_db(speech, noisy)
    assert gained > 6


def test_a_missing_model_is_named(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(EngineError, match=r"none\.onnx is missing"):
        Gtcrn(tmp_path / "none.onnx")


def test_another_model_is_told(folder: Path) -> None:
    with pytest.raises(EngineError, match=r"model_1\.onnx is not the denoiser expected"):
        Gtcrn(folder / "dtln/model_1.onnx")


def test_a_model_that_was_cut_off_is_named(folder: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.onnx"
    cut.write_bytes((folder / "gtcrn/gtcrn_simple.onnx").read_bytes()[:-1_000])
    with pytest.raises(EngineError, match=r"cut\.onnx cannot be loaded"):
        Gtcrn(cut)


class Failing:
    """A Network that breaks."""

    hop = 256

    def frame(self, samples: Floats) -> Floats:
        raise RuntimeError("a node failed\nand much more")

    def reset(self) -> None:
        """It remembers nothing."""


def test_a_network_that_fails_at_work_is_told_in_one_line() -> None:
    with pytest.raises(EngineError, match=r"^the denoiser failed: a node failed$"):
        OnnxDenoiser(Failing()).clean(np.zeros(640, np.int16))
