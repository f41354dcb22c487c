"""GTCRN: what it does to speech in noise, and models that are not it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.wav import read_wav
from edge.engines.denoise_gtcrn import DELAY_SAMPLES, GtcrnDenoiser
from edge.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Samples

pytestmark = pytest.mark.engines


@pytest.fixture
def folder(shared: Path) -> Path:
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    return shared / "models/speech/denoise"


def likeness_db(wanted: Samples, found: Samples) -> float:
    """Scale-invariant ratio of signal to distortion."""
    true, heard = wanted - np.mean(wanted), found - np.mean(found)
    share = (heard @ true) / (true @ true) * true
    return float(10 * np.log10((share @ share) / ((heard - share) @ (heard - share))))


def test_speech_in_noise_comes_out_clearer(folder: Path, shared: Path) -> None:
    speech = read_wav(shared / "data/speech/en/jfk.wav")[: 6 * 16_000]
    level = float(np.sqrt(np.mean(speech.astype(float) ** 2))) / 10 ** (5 / 20)
    hiss = np.random.default_rng(1).normal(0, level, len(speech))
    noisy = np.clip(speech + hiss, -32768, 32767).astype(np.int16)
    denoiser = GtcrnDenoiser(folder / "gtcrn/gtcrn_simple.onnx")
    cleaned = denoiser.clean(np.concatenate([noisy, np.zeros(DELAY_SAMPLES, np.int16)]))
    gained = likeness_db(speech, cleaned[DELAY_SAMPLES:]) - likeness_db(speech, noisy)
    assert gained > 6


def test_a_missing_model_is_named(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(EngineError, match=r"none\.onnx is missing"):
        GtcrnDenoiser(tmp_path / "none.onnx")


def test_another_model_is_told(folder: Path) -> None:
    with pytest.raises(EngineError, match=r"model_1\.onnx is not a GTCRN model"):
        GtcrnDenoiser(folder / "dtln/model_1.onnx")


def test_a_model_that_was_cut_off_is_named(folder: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.onnx"
    cut.write_bytes((folder / "gtcrn/gtcrn_simple.onnx").read_bytes()[:-1_000])
    with pytest.raises(EngineError, match=r"cut\.onnx cannot be loaded"):
        GtcrnDenoiser(cut)
