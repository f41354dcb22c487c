"""Several recognisers on the same sound: the one that is surest is believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge import app
from edge.audio.resample import resample
from edge.engines.asr.any_language import AnyLanguageRecognizer
from edge.engines.tts.espeak import EspeakSynthesizer
from edge.errors import EngineError
from edge.ports import LISTENING_RATE, Hypothesis, Voice
from edge.settings import ModelSettings, Settings
from edge.tasks import apart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from edge.ports import Samples

PIECES = 7


@dataclass
class Certain:
    """Hears all of the sound, and then this."""

    heard: Hypothesis | None
    pieces: int = 0

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        async for _ in sound:
            self.pieces += 1
        if self.heard is None:
            raise EngineError("the model is gone")
        yield self.heard

    def close(self) -> None:
        """Nothing is held."""


def _command(text: str, trust: float) -> Hypothesis:
    return Hypothesis(text, final=True, is_command=True, confidence=trust)


async def _silence() -> AsyncIterator[Samples]:
    for _ in range(PIECES):
        yield np.zeros(160, np.int16)


async def _heard(*recognizers: Certain) -> str:
    found = [one async for one in AnyLanguageRecognizer(recognizers).transcribe(_silence())]
    assert [one.final for one in found] == [True]
    assert {one.pieces for one in recognizers} == {PIECES}
    return found[0].text


async def test_the_surest_is_believed() -> None:
    assert (
        await _heard(Certain(_command("汉语", 0.6)), Certain(_command("english", 0.9))) == "english"
    )


async def test_what_is_no_command_counts_for_nothing() -> None:
    doubted = Hypothesis("the", final=True, nearest="read")
    assert await _heard(Certain(doubted), Certain(_command("中文", 0.55))) == "中文"
    assert await _heard(Certain(doubted), Certain(doubted)) == ""


async def test_one_that_breaks_leaves_the_others() -> None:
    assert await _heard(Certain(None), Certain(_command("english", 0.8))) == "english"


@pytest.mark.engines
@pytest.mark.parametrize(
    ("said", "language", "voice", "names"),
    [("english", "en", "", {"english"}), ("chinese", "en", "high", {"chinese", "mandarin"}),
     ("普通话", "zh", "high", {"普通话"}), ("英语", "zh", "high", {"英语", "英文"})],
)  # fmt: skip
async def test_a_language_is_named_in_english_and_in_mandarin(
    said: str, language: str, voice: str, names: set[str], shared: Path
) -> None:
    settings = Settings(models=ModelSettings(path=str(shared / "models")))
    recognizer = await apart(lambda: app.naming_recognizer(settings))
    espeak = await apart(EspeakSynthesizer)
    spoken = Voice(language, voice, words_per_minute=170)
    chunks = [chunk.samples async for chunk in espeak.synthesize(said, spoken)]
    sound = resample(np.concatenate(chunks), espeak.rate, LISTENING_RATE)

    async def pieces() -> AsyncIterator[Samples]:
        yield np.zeros(4_000, np.int16)
        yield sound
        yield np.zeros(8_000, np.int16)

    found = [one async for one in recognizer.transcribe(pieces())]
    recognizer.close()
    assert found[-1].text in names
