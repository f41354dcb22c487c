"""A wake word detector that rests while it is quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.wav import read_wav
from edge.fakes import voices
from edge.fakes.engines import FakeWakeWordDetector
from edge.listening.wake_gate import HOLD_SECONDS, GatedWakeWord
from edge.ports import BLOCK_SAMPLES, LISTENING_RATE
from edge.settings import ListeningSettings

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Samples, WakeWordDetector

GATE = 60.0


class Counting(FakeWakeWordDetector):
    """Counts the samples it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.samples = 0

    def detect(self, samples: Samples) -> str | None:
        self.samples += len(samples)
        return super().detect(samples)


def words(detector: WakeWordDetector, sound: Samples) -> list[str]:
    """Each word that was detected; a detector goes on saying so for a moment."""
    found: list[str] = []
    quiet_until = 0
    for start in range(0, len(sound) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES):
        word = detector.detect(sound[start : start + BLOCK_SAMPLES])
        if word and start >= quiet_until:
            found.append(word)
            quiet_until = start + LISTENING_RATE
    return found


def test_quiet_costs_the_detector_nothing() -> None:
    detector = Counting()
    words(GatedWakeWord(detector, GATE), voices.silence(60))
    assert detector.samples <= HOLD_SECONDS * LISTENING_RATE


def test_a_word_after_a_long_silence_is_heard_from_its_beginning() -> None:
    sound = voices.sound(voices.silence(10), voices.say("okay nabu"), voices.silence(1))
    assert words(GatedWakeWord(Counting(), GATE), sound) == ["okay_nabu"]


def test_a_soft_beginning_is_heard_again_when_it_gets_loud() -> None:
    detector = Counting()
    gated = GatedWakeWord(detector, GATE)
    words(gated, voices.silence(10))
    before = detector.samples
    words(gated, voices.mumble(0.01))
    assert detector.samples - before == pytest.approx(0.6 * LISTENING_RATE, abs=2 * BLOCK_SAMPLES)


def test_a_word_that_ends_softly_is_heard_to_its_end() -> None:
    sound = voices.sound(voices.silence(5), voices.say("okay nabu"), voices.silence(2))
    detector = FakeWakeWordDetector(lag=1.0)
    assert words(GatedWakeWord(detector, GATE), sound) == ["okay_nabu"]


def test_nothing_kept_is_heard_after_a_reset() -> None:
    detector = Counting()
    gated = GatedWakeWord(detector, GATE)
    words(gated, voices.silence(10))
    gated.reset()
    before = detector.samples
    words(gated, voices.mumble(0.01))
    assert detector.samples - before == BLOCK_SAMPLES


@pytest.mark.engines
def test_real_calls_out_of_a_quiet_room_are_heard_as_without_the_gate(shared: Path) -> None:
    from edge.engines.wake.micro import MicroWakeWordDetector

    recordings = sorted((shared / "data" / "speech" / "wakeword").rglob("*.wav"))
    assert recordings
    settings = ListeningSettings()
    quiet = np.zeros(5 * LISTENING_RATE, np.int16)
    sound = np.concatenate([part for path in recordings for part in (quiet, read_wav(path))])
    always = words(MicroWakeWordDetector(settings.wake_words), sound)
    gated = GatedWakeWord(MicroWakeWordDetector(settings.wake_words), settings.level_gate_rms)
    assert always
    assert words(gated, sound) == always
