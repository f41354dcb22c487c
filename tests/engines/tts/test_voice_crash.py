"""A voice in a process of its own that is killed in mid-sentence, and conversations that go on."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

import pytest

from edge.engines.runtime.in_process import InProcess
from edge.engines.tts.espeak import EspeakSynthesizer
from edge.engines.tts.fallback import FallbackSynthesizer
from edge.engines.tts.piper_files import facts_of
from edge.engines.tts.voice_stream import RuntimeSynthesizer
from edge.ports import SpeechChunk, Voice

pytest.importorskip("piper", reason="the extra piper is not installed")
pytest.importorskip("onnx", reason="onnx, which makes the tiny voice, is not installed")

from tests.engines.tiny_voice import piper_voice

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from edge.ports import Mark

pytestmark = pytest.mark.engines

TEXT = "the boats come back to the harbour at night"
LONG = f"{TEXT} and " * 12
"""One piece, as it has no stop."""


class World:
    """A tiny Piper in its process, eSpeak NG behind it, and what was told."""

    def __init__(self, model: Path) -> None:
        self.process = InProcess("edge.engines.tts.piper:PiperEngine", model, 1)
        self.told: list[str] = []
        first = RuntimeSynthesizer(self.process, facts_of(model))
        self.voice = FallbackSynthesizer(first, EspeakSynthesizer(), self.told.append)

    def say(self, text: str = TEXT) -> AsyncGenerator[SpeechChunk, None]:
        return cast("AsyncGenerator[SpeechChunk, None]", self.voice.synthesize(text, Voice()))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(piper_voice(tmp_path / "en_US-tiny.onnx", layers=6))


def words(marks: list[Mark]) -> list[str]:
    return [TEXT[one.start : one.start + one.length] for one in marks if one.kind == "word"]


async def test_a_voice_killed_in_mid_sentence_costs_a_sentence(world: World) -> None:
    await world.voice.open()
    first = world.process.pid
    assert first
    chunks: list[SpeechChunk] = []
    async with aclosing(world.say()) as stream:
        async for chunk in stream:
            chunks.append(chunk)
            if len(chunks) == 15:
                os.kill(first, signal.SIGSEGV)
    marks = [mark for chunk in chunks for mark in chunk.marks]
    assert words(marks)[-2:] == ["at", "night"]
    assert marks[-1].kind == "end"
    assert marks[-1].sample == sum(len(chunk.samples) for chunk in chunks)
    assert len(world.told) == 1
    assert "was killed by SIGSEGV" in world.told[0]
    for _ in range(500):  # it is opened again beside the conversation
        if world.process.pid not in (None, first):
            break
        await asyncio.sleep(0.02)
    await world.voice.open()
    async with aclosing(world.say()) as stream:
        again = [chunk async for chunk in stream]
    assert world.process.pid != first
    assert sum(len(chunk.samples) for chunk in again) > 0
    assert len(world.told) == 1
    await world.voice.close()


async def test_a_long_sentence_that_is_interrupted_leaves_the_engine_free(world: World) -> None:
    await world.voice.open()
    began = time.perf_counter()
    async with aclosing(world.say(LONG)) as stream:
        await anext(stream)
    whole = time.perf_counter() - began
    waits = []
    for share in (0.1, 0.3, 0.5):
        async with aclosing(world.say(LONG)) as stream:
            work = asyncio.ensure_future(anext(stream))
            await asyncio.sleep(share * whole)  # in the middle of the synthesis
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        asked = time.perf_counter()
        async with aclosing(world.say("yes")) as stream:
            await anext(stream)
        waits.append(time.perf_counter() - asked)
    await world.voice.close()
    assert min(waits) < whole / 4  # `edge bench voices` has the figures
