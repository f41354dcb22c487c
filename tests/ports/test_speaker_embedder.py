"""What every SpeakerEmbedder keeps, the fake as well as sherpa-onnx with a tiny model."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.runtime.in_thread import InThread
from edge.engines.speaker_sherpa import SherpaSpeakerEmbedder, SpeakerEngine
from edge.errors import InputError
from edge.fakes.engines import FakeSpeakerEmbedder
from edge.fakes.voices import mumble

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import SpeakerEmbedder

pytestmark = pytest.mark.engines


@pytest.fixture(params=["fake", "sherpa"])
def embedder(request: pytest.FixtureRequest, tmp_path: Path) -> SpeakerEmbedder:
    if request.param == "fake":
        return FakeSpeakerEmbedder()
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny models, is not installed")
    from tests.engines.tiny_models import speaker

    return SherpaSpeakerEmbedder(InThread(partial(SpeakerEngine, speaker(tmp_path)), "speaker"))


async def test_the_same_sound_has_the_same_embedding_of_length_one(
    embedder: SpeakerEmbedder,
) -> None:
    first, again = [await embedder.embed(mumble(1.0)) for _ in range(2)]
    assert first.dtype == np.float32
    assert np.array_equal(first, again)
    assert float(first @ again) == pytest.approx(1, abs=1e-5)


async def test_another_voice_has_another_embedding(embedder: SpeakerEmbedder) -> None:
    one, other = [await embedder.embed(mumble(1.0) * factor) for factor in (1, 4)]
    assert float(one @ other) < 0.9999


async def test_too_little_sound_is_told(embedder: SpeakerEmbedder) -> None:
    with pytest.raises(InputError, match=r"second|s of sound"):
        await embedder.embed(mumble(0.2))


async def test_the_callers_sound_is_untouched(embedder: SpeakerEmbedder) -> None:
    sound = mumble(1.0)
    await embedder.embed(sound)
    assert np.array_equal(sound, mumble(1.0))
