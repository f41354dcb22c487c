"""Wake words of several engines at once."""

from __future__ import annotations

from edge.engines.wake.several import SeveralWakeWords
from edge.fakes.engines import FakeWakeWordDetector
from edge.fakes.voices import say, silence, sound


def _detected(detector: SeveralWakeWords, text: str) -> list[str]:
    heard = sound(say(text), silence(0.2))
    blocks = (heard[at : at + 160] for at in range(0, len(heard) - 159, 160))
    return [word for block in blocks if (word := detector.detect(block))]


def test_each_hears_its_own_word() -> None:
    both = SeveralWakeWords(
        [FakeWakeWordDetector({"okay nabu": "okay_nabu"}), FakeWakeWordDetector({"bruno": "bruno"})]
    )
    assert _detected(both, "hello bruno") == ["bruno"]
    both.reset()
    assert _detected(both, "okay nabu") == ["okay_nabu"]
