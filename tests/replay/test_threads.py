"""Engines, a sound card and a store in threads of their own, in real time: still exact."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from typing import TYPE_CHECKING

from edge.fakes.engines import FakeRecognizer
from edge.fakes.speech import FakeSynthesizer
from edge.fakes.voices import noise, say
from edge.ports import BLOCK_SECONDS, LISTENING_RATE
from edge.replay import recording, replay
from edge.replay.loop import RealPace
from edge.store.store import Store
from tests.replay.conftest import Stage, World, record

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from pathlib import Path

    from edge.ports import Hypothesis, Render, Samples, SpeechChunk, Voice


async def _in_a_thread() -> None:
    """Work of nobody knows how long."""
    await asyncio.to_thread(time.sleep, random.uniform(0.0, 0.03))


class SlowRecognizer(FakeRecognizer):
    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        async for hypothesis in super().transcribe(sound):
            await _in_a_thread()
            yield hypothesis


class SlowSynthesizer(FakeSynthesizer):
    async def synthesize(self, text: str, voice: Voice) -> AsyncGenerator[SpeechChunk, None]:
        async for chunk in super().synthesize(text, voice):
            await _in_a_thread()
            yield chunk


class ThreadedSpeaker:
    """Asks for sound from a thread, as unevenly as a busy machine lets it."""

    name = "room"
    rate = LISTENING_RATE
    channels = 1
    blocks_caller = False

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def start(self, render: Render) -> None:
        threading.Thread(target=self._run, args=(render,)).start()

    def delay(self) -> float:
        return 0.02

    def stop(self) -> None:
        self._stopped.set()

    def _run(self, render: Render) -> None:
        while not self._stopped.wait(random.uniform(0.5, 1.4) * BLOCK_SECONDS):
            render(round(self.rate * BLOCK_SECONDS))


async def _talk(stage: Stage) -> None:
    hear, now = stage.world.microphone.hear, asyncio.get_running_loop().time()
    hear(say("what can you do"), at=now + 0.2)
    hear(noise(0.2), at=now + 2.6)
    hear(say("what time is it"), at=now + 3.6)
    await asyncio.sleep(5.6)
    await stage.typed("what is 2 + 2")
    await asyncio.sleep(1.0)


def test_a_conversation_in_real_time_with_threads_comes_out_identical(tmp_path: Path) -> None:
    world = World(
        speaker=ThreadedSpeaker(),
        recognizer=SlowRecognizer(),
        synthesizer=SlowSynthesizer(),
        store=Store.open(tmp_path / "state"),
    )
    assert record(tmp_path / "kept", _talk, world, RealPace()) == []
    world.store.close()
    kept = recording.read(tmp_path / "kept")
    assert {"BargedIn", "PlaybackResumed"} <= {event["event"] for _, event in kept.events}
    for _ in range(2):
        result = replay.exactly(kept, tmp_path / "kept")
        assert result.difference is None, result.difference.told(kept.start)
