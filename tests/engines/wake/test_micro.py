"""Wake words on real recordings: what the authors' cutoff accepts fires, other speech does not."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.wake.micro import MicroWakeWordDetector, built_in
from edge.errors import EngineError, SettingsError
from edge.ports import BLOCK_SAMPLES
from edge.settings import WakeWordSettings

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Samples, WakeWordDetector

pytestmark = pytest.mark.engines


def read(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)


def fired(detector: WakeWordDetector, sound: Samples) -> set[str]:
    blocks = (sound[n : n + BLOCK_SAMPLES] for n in range(0, len(sound), BLOCK_SAMPLES))
    return {word for block in blocks if (word := detector.detect(block))}


def accepted_by_the_author(sound: Samples, word: str) -> bool:
    from pymicro_wakeword import MicroWakeWord, MicroWakeWordFeatures, Model

    model = MicroWakeWord.from_builtin(Model(word))
    stream = MicroWakeWordFeatures().process_streaming(sound.tobytes())
    return any(model.process_streaming(features) for features in stream)


def all_words(cutoff: float = 0.0) -> MicroWakeWordDetector:
    return MicroWakeWordDetector(
        tuple(WakeWordSettings(name=name, cutoff=cutoff) for name in built_in())
    )


def test_every_recording_that_the_authors_accept_fires_its_word(shared: Path) -> None:
    recordings = sorted((shared / "data/speech/wakeword").rglob("*.wav"))
    assert len(recordings) >= 10
    for path in recordings:
        sound = read(path)
        expected = {word for word in built_in() if accepted_by_the_author(sound, word)}
        assert fired(all_words(), sound) == expected, path.name


def test_no_other_speech_fires_a_word(shared: Path) -> None:
    speech = shared / "data/speech"
    others = [path for path in sorted(speech.rglob("*.wav")) if "wakeword" not in path.parts]
    assert len(others) > 100
    detector = all_words()
    alarms = [path.name for path in others if fired(detector, read(path))]
    assert alarms == []


def test_a_higher_cutoff_refuses_what_the_authors_accept(shared: Path) -> None:
    sound = read(shared / "data/speech/wakeword/okay_nabu/1.wav")
    assert fired(all_words(cutoff=0.999), sound) == set()


def test_an_unknown_word_is_named_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r'"okay_nabbu" is neither built in \(okay_nabu'):
        MicroWakeWordDetector((WakeWordSettings(name="okay_nabbu"),))


def test_a_model_file_that_is_missing_or_broken_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"none\.json cannot be read"):
        MicroWakeWordDetector((WakeWordSettings(name=str(tmp_path / "none.json")),))
    broken = tmp_path / "broken.json"
    broken.write_text('{"model": "broken.tflite"}')
    (tmp_path / "broken.tflite").write_bytes(b"not a model at all")
    with pytest.raises(EngineError, match=r"broken\.json is broken: .*TensorFlow Lite"):
        MicroWakeWordDetector((WakeWordSettings(name=str(broken)),))
