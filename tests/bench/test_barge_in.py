"""Interruptions that are measured while an engine works in its process."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from edge.bench.barge_in_synthesis import WatchedVoice
from edge.fakes.speech import FakeSynthesizer
from edge.ports import Voice
from edge.tasks import Tasks

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_voice_that_is_given_up_tells_when_it_is_free() -> None:
    fake = FakeSynthesizer()
    fake.stall()
    async with Tasks() as tasks:
        voice = WatchedVoice(fake, tasks)
        chunks = voice.synthesize("one two three four", Voice())
        await anext(chunks)
        assert not voice.works, "the reader has not asked for more"
        waiting = asyncio.ensure_future(anext(chunks))
        await asyncio.sleep(1.0)
        assert voice.works
        waiting.cancel()
        await asyncio.wait([waiting])
        assert not voice.works
        await asyncio.sleep(0.1)
        assert voice.free == [0.0]


async def test_a_voice_that_says_all_was_not_given_up() -> None:
    async with Tasks() as tasks:
        voice = WatchedVoice(FakeSynthesizer(), tasks)
        assert [chunk async for chunk in voice.synthesize("one", Voice())]
        assert (voice.works, voice.free) == (False, [])


def measured(turns: int, folder: Path) -> dict[str, dict[str, Any]]:
    """The rows of the part, with the models that lie in `folder`."""
    own = {"EDGE_MODELS": str(folder / "models"), "EDGE_STATE": str(folder / "state")}
    done = subprocess.run(
        [sys.executable, "-m", "edge.bench", "barge_in_synthesis.rows", str(turns)],
        env={**os.environ, **own}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return {row["name"]: row for row in json.loads(done.stdout)}


@pytest.mark.engines
@pytest.mark.timeout(120)
def test_an_interruption_beside_a_voice_at_work_is_measured(tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="piper-tts is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny voice, is not installed")
    from tests.engines.tiny_voice import piper_voice

    (tmp_path / "models/en_US-tiny").mkdir(parents=True)
    piper_voice(tmp_path / "models/en_US-tiny/en_US-tiny.onnx", layers=8)
    found = measured(2, tmp_path)
    name = "barge_in_beside_synthesis"
    assert set(found) == {name, f"{name}_pause", f"{name}_free"}
    assert all(figure["unit"] == "ms" for figure in found.values())


@pytest.mark.engines
def test_without_such_a_voice_nothing_is_measured(tmp_path: Path) -> None:
    assert measured(2, tmp_path) == {}
