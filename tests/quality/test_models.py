"""A floor under every recogniser that lies in the folder EDGE_MODELS: commands reach their skill.

The floors are far below what such models reach.
"""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from edge.engines.asr.sherpa import runs, sherpa_recognizer
from edge.listening.rejection import edits
from edge.listening.words import tokens
from edge.models.shelf import Shelf
from edge.thinking.router import Router
from tests.quality import mandarin, measure
from tests.quality.sentences import COMMANDS, MANDARIN
from tests.quality.sound import speak

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.engines.asr.sherpa_offline import OfflineRecognizer
    from edge.engines.asr.sherpa_streaming import StreamingRecognizer
    from edge.models.record import Model
    from edge.ports import Samples, SpeechRecognizer

pytestmark = [pytest.mark.models, pytest.mark.engines, pytest.mark.timeout(600)]

PLACE = os.environ.get("EDGE_MODELS", "")
MODELS = [model for model in Shelf(Path(PLACE)).models() if runs(model.kind)] if PLACE else []
FLOORS = {"en": 0.7, "zh": 0.3}
"""Shares of commands that reach their skill; Mandarin is spoken by eSpeak, which nobody likes."""
MOST_ERRORS = 0.35
"""Words wrong, missing and added a word said, on the English recordings."""


@pytest.mark.parametrize("language", list(FLOORS))
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
async def test_spoken_commands_reach_their_skill(
    model: Model, language: str, tmp_path: Path
) -> None:
    if not model.speaks(language):
        pytest.skip(f"{model.name} does not know {language}")
    texts = COMMANDS[::3] if language == "en" else MANDARIN[::3]
    recognizer = await _recognizer(model, language)
    router = Router()
    right = 0
    for text in texts:
        sound = speak(text, tmp_path) if language == "en" else await _mandarin(text)
        right += _reached(router, await _heard(recognizer, sound), language) == _reached(
            router, text, language
        )
    await recognizer.close()
    assert right >= FLOORS[language] * len(texts)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
async def test_english_recordings_are_understood(model: Model, shared: Path) -> None:
    if not model.speaks("en"):
        pytest.skip(f"{model.name} does not know English")
    recognizer = await _recognizer(model, "en")
    wrong = said = 0
    all_heard = []
    for spoken in measure.recordings(shared):
        heard = tokens(await _heard(recognizer, spoken.samples))
        all_heard.append(" ".join(heard))
        wrong += edits(heard, tokens(spoken.text))
        said += len(tokens(spoken.text))
    await recognizer.close()
    assert wrong <= MOST_ERRORS * said, all_heard


async def _recognizer(model: Model, language: str) -> StreamingRecognizer | OfflineRecognizer:
    make = partial(sherpa_recognizer, model.folder, model.kind, lambda: (language,))
    return await asyncio.to_thread(make)


async def _mandarin(text: str) -> Samples:
    return await asyncio.to_thread(mandarin.spoken, text)


def _reached(router: Router, text: str, language: str) -> object:
    """Skill and slots, or the text itself where it reaches none."""
    found = router.matches(text, language) if text else ()
    return (found[0].skill, str(sorted(found[0].slots.items()))) if found else text


async def _heard(recognizer: SpeechRecognizer, samples: Samples) -> str:
    text = ""
    async for hypothesis in recognizer.transcribe(_blocks(samples)):
        text = hypothesis.text
    return text


async def _blocks(samples: Samples) -> AsyncIterator[Samples]:
    for start in range(0, len(samples), 160):
        yield samples[start : start + 160]
