"""What every WakeWordDetector keeps, the fake as well as the real ones."""

from __future__ import annotations

import time
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.wake.micro import MicroWakeWordDetector
from edge.engines.wake.sherpa import SherpaWakeWordDetector
from edge.fakes.engines import FakeWakeWordDetector
from edge.fakes.voices import say
from edge.settings import WakeWordSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from edge.ports import Samples, WakeWordDetector

    Called = tuple[WakeWordDetector, str, Samples]

pytestmark = pytest.mark.engines

SILENCE = np.zeros(24_000, np.int16)


@pytest.fixture(params=["fake", "micro", "sherpa"])
def called(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Called]:
    """A detector, one of its words, and somebody who says it."""
    if request.param == "fake":
        yield FakeWakeWordDetector(), "okay_nabu", say("okay nabu")
    elif request.param == "micro":
        shared: Path = request.getfixturevalue("shared")
        settings = (WakeWordSettings(name="okay_nabu"),)
        yield MicroWakeWordDetector(settings), "okay_nabu", _recorded(shared)
    else:
        detector = _sherpa(tmp_path)
        yield detector, "on", _noise()
        detector.close()


def _recorded(shared: Path) -> Samples:
    path = min((shared / "data/speech/wakeword/okay_nabu").glob("*.wav"))
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def _sherpa(folder: Path) -> SherpaWakeWordDetector:
    """Its model has random weights; it hears this word in noise."""
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny models, is not installed")
    from tests.engines.tiny_models import streaming_transducer

    words = (WakeWordSettings(name="on", cutoff=0.001),)
    return SherpaWakeWordDetector(streaming_transducer(folder), words)


def _noise() -> Samples:
    return np.random.default_rng(3).normal(0, 3_000, 16_000).astype(np.int16)


def detected(detector: WakeWordDetector, sound: Samples, size: int = 160) -> list[str]:
    """At some tens of times the speed of life: a detector may be a little late."""
    found = []
    for start in range(0, len(sound), size):
        time.sleep(size / 16_000 / 20)
        found.append(detector.detect(sound[start : start + size]))
    return [word for word in found if word]


@pytest.mark.parametrize("size", [160, 512, 1_600])
def test_the_word_is_told_whatever_the_size_of_the_blocks(called: Called, size: int) -> None:
    detector, word, sound = called
    assert set(detected(detector, np.concatenate([sound, SILENCE]), size)) == {word}


def test_silence_calls_nobody(called: Called) -> None:
    assert detected(called[0], SILENCE) == []


def test_it_can_be_called_again_after_a_reset(called: Called) -> None:
    detector, word, sound = called
    for _ in range(2):
        assert set(detected(detector, np.concatenate([sound, SILENCE]))) == {word}
        detector.reset()


def test_what_was_said_before_a_reset_calls_nobody_after_it(called: Called) -> None:
    detector, _, sound = called
    detected(detector, sound[: len(sound) // 3])
    detector.reset()
    assert detected(detector, SILENCE) == []
