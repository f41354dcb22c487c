"""A floor under every voice that lies in the folder EDGE_MODELS: it speaks, in time, and is clear.

The floors are far below what such voices reach.
"""

from __future__ import annotations

import asyncio
import os
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge import app
from edge.audio.resample import resample
from edge.engines.tts.neural import neural_voice, runs
from edge.models.shelf import Shelf
from edge.ports import LISTENING_RATE, Voice
from edge.settings import Settings
from edge.thinking.router import Router
from tests.quality.sentences import COMMANDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.engines.tts.voice_stream import RuntimeSynthesizer
    from edge.models.record import Model
    from edge.ports import Mark, Samples, SpeechRecognizer, SpeechSynthesizer

pytestmark = [pytest.mark.models, pytest.mark.engines, pytest.mark.timeout(600)]

PLACE = os.environ.get("EDGE_MODELS", "")
MODELS = [model for model in Shelf(Path(PLACE)).models() if runs(model.kind)] if PLACE else []
COUNTING = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10."
"""Read out in every language."""
UNDERSTOOD = 0.5
"""The share of commands, said by the voice, that the embedded recogniser takes to their skill."""
LOUD = 0.02
"""Root mean square of the whole, of full scale."""
PAUSE_SECONDS = 0.5
"""Around a sentence, for the recogniser."""


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
async def test_it_counts_audibly_and_in_order(model: Model) -> None:
    voice = await _loaded(model)
    sound, marks = await _said(voice, COUNTING, voice.facts.languages[0])
    await voice.close()
    assert np.sqrt(np.mean((sound / 32768.0) ** 2)) > LOUD
    words = [mark for mark in marks if mark.kind == "word"]
    assert len(words) >= 10
    assert all(one.sample <= other.sample for one, other in pairwise(marks))
    assert 1.5 < len(sound) / voice.rate < 15


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
async def test_pace_follows_the_setting(model: Model) -> None:
    voice = await _loaded(model)
    lengths = [
        len((await _said(voice, COUNTING, voice.facts.languages[0], pace))[0]) for pace in (90, 270)
    ]
    await voice.close()
    assert lengths[0] > 1.4 * lengths[1]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
async def test_what_it_says_is_understood(model: Model) -> None:
    voice = await _loaded(model)
    if "en" not in voice.facts.languages:
        pytest.skip(f"{model.name} does not speak English")
    right = await understood(voice)
    await voice.close()
    assert right >= UNDERSTOOD


async def understood(voice: SpeechSynthesizer) -> float:
    """The share of English commands that reach their skill."""
    recognizer = (await asyncio.to_thread(app.recognizers, Settings()))["en"]
    await recognizer.open()
    router, right = Router(), 0
    texts = COMMANDS[::4]
    for text in texts:
        sound, _ = await _said(voice, text, "en")
        heard = await _heard(recognizer, resample(sound, voice.rate, LISTENING_RATE))
        right += _reached(router, heard) == _reached(router, text)
    return right / len(texts)


async def _loaded(model: Model) -> RuntimeSynthesizer:
    voice = await asyncio.to_thread(
        neural_voice, model.name, model.kind, model.files, model.languages, 2
    )
    await voice.open()
    return voice


async def _said(
    voice: SpeechSynthesizer, text: str, language: str, pace: int = 175
) -> tuple[Samples, list[Mark]]:
    manner = Voice(language, words_per_minute=pace)
    chunks = [chunk async for chunk in voice.synthesize(text, manner)]
    marks = [mark for chunk in chunks for mark in chunk.marks]
    return np.concatenate([chunk.samples for chunk in chunks]), marks


async def _heard(recognizer: SpeechRecognizer, samples: Samples) -> str:
    text = ""
    async for hypothesis in recognizer.transcribe(_blocks(samples)):
        text = hypothesis.text
    return text


async def _blocks(samples: Samples) -> AsyncIterator[Samples]:
    around = np.zeros(round(PAUSE_SECONDS * LISTENING_RATE), np.int16)
    whole = np.concatenate([around, samples, around])
    for start in range(0, len(whole), 160):
        yield whole[start : start + 160]


def _reached(router: Router, text: str) -> object:
    """Skill and slots, or the text itself where it reaches none."""
    found = router.matches(text, "en") if text else ()
    return (found[0].skill, str(sorted(found[0].slots.items()))) if found else text
