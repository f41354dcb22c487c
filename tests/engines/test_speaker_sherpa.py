"""Speaker embeddings by sherpa-onnx, with a model that knows spectra and no voices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.runtime.in_process import InProcess
from edge.engines.speaker_sherpa import SherpaSpeakerEmbedder, SpeakerEngine
from edge.errors import EngineError, InputError

pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed")
pytest.importorskip("onnx", reason="onnx, which makes the tiny models, is not installed")

from tests.engines import tiny_models

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Samples

pytestmark = pytest.mark.engines


def voice(seed: int, seconds: float = 1.0, loudness: float = 3_000) -> Samples:
    """Noise with a colour of its own."""
    chance = np.random.default_rng(9)
    white = chance.normal(0, loudness, round(seconds * 16_000))
    colour = np.random.default_rng(seed).normal(0, 1, 8)
    return np.convolve(white, colour / np.abs(colour).sum(), "same").astype(np.int16)


def embedder(model: Path) -> SherpaSpeakerEmbedder:
    return SherpaSpeakerEmbedder(
        InProcess("edge.engines.speaker_sherpa:SpeakerEngine", model),
    )


async def test_an_embedding_lies_on_the_unit_sphere_and_near_those_like_it(tmp_path: Path) -> None:
    one = embedder(tiny_models.speaker(tmp_path))
    first, again, other = [
        await one.embed(sound) for sound in (voice(1), voice(1, seconds=2), voice(2))
    ]
    await one.close()
    assert first.dtype == np.float32
    assert abs(float(np.linalg.norm(first)) - 1) < 1e-5
    assert float(first @ again) > float(first @ other)


async def test_too_little_sound_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be told from 0\.2 s of sound"):
        await embedder(tmp_path).embed(voice(1, seconds=0.2))


def test_silence_has_an_embedding_too(tmp_path: Path) -> None:
    engine = SpeakerEngine(tiny_models.speaker(tmp_path))
    point = next(iter(engine.embed(lambda: False, np.zeros(16_000, np.int16))))
    assert np.isfinite(point).all()


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"none\.onnx cannot be read"):
        SpeakerEngine(tmp_path / "none.onnx")


def test_a_model_that_was_cut_off_is_named(tmp_path: Path) -> None:
    path = tiny_models.speaker(tmp_path)
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(EngineError, match=r"speaker\.onnx cannot be read"):
        SpeakerEngine(path)


def test_a_model_of_another_kind_is_told(tmp_path: Path) -> None:
    ctc = tiny_models.offline_ctc(tmp_path) / "model.onnx"
    with pytest.raises(EngineError, match='not the model of a speaker model: its framework is ""'):
        SpeakerEngine(ctc)


def test_a_model_made_for_another_version_is_told_with_what_it_lacks(tmp_path: Path) -> None:
    path = tiny_models.speaker(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"output_dim", b"output_dam"))
    with pytest.raises(EngineError, match="metadata has no output_dim"):
        SpeakerEngine(path)
