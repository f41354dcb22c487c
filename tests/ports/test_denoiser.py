"""What every Denoiser keeps, the fake as well as the networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.level import rms
from edge.engines.denoise_onnx import Dtln, Gtcrn, OnnxDenoiser
from edge.fakes.engines import FakeDenoiser
from edge.fakes.voices import NOISE

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Denoiser, Samples

pytestmark = pytest.mark.engines


@pytest.fixture(params=["fake", "gtcrn", "dtln"])
def denoiser(request: pytest.FixtureRequest) -> Denoiser:
    if request.param == "fake":
        return FakeDenoiser()
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    shared: Path = request.getfixturevalue("shared")
    folder = shared / "models/speech/denoise" / request.param
    if request.param == "gtcrn":
        return OnnxDenoiser(Gtcrn(folder / "gtcrn_simple.onnx"))
    return OnnxDenoiser(Dtln(folder / "model_1.onnx", folder / "model_2.onnx"))


def hiss(seconds: float) -> Samples:
    """Noise to the fake's ears as well as to a network's."""
    chance = np.random.default_rng(2)
    return chance.normal(0, 300, round(seconds * 16_000)).clip(-NOISE, NOISE).astype(np.int16)


def cleaned(denoiser: Denoiser, sound: Samples, size: int) -> Samples:
    parts = [denoiser.clean(sound[start : start + size]) for start in range(0, len(sound), size)]
    return np.concatenate(parts)


@pytest.mark.parametrize("size", [1, 160, 512, 1_000])
def test_as_many_samples_come_out_as_go_in(denoiser: Denoiser, size: int) -> None:
    for _ in range(5):
        out = denoiser.clean(hiss(0.1)[:size])
        assert out.shape == (size,)
        assert out.dtype == np.int16


def test_the_size_of_the_blocks_does_not_matter(denoiser: Denoiser) -> None:
    whole = cleaned(denoiser, hiss(0.5), 8_000)
    denoiser.reset()
    assert np.array_equal(cleaned(denoiser, hiss(0.5), 160), whole)


def test_noise_becomes_quieter(denoiser: Denoiser) -> None:
    assert rms(cleaned(denoiser, hiss(2), 160)[16_000:]) < rms(hiss(2)) / 2


def test_silence_stays_silent(denoiser: Denoiser) -> None:
    assert not cleaned(denoiser, np.zeros(8_000, np.int16), 160).any()


def test_a_reset_forgets_the_sound_so_far(denoiser: Denoiser) -> None:
    first = cleaned(denoiser, hiss(0.5), 160)
    denoiser.reset()
    assert np.array_equal(cleaned(denoiser, hiss(0.5), 160), first)
