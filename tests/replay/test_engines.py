"""A language model and a turn judge that think for themselves, recorded: they come out exactly."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from edge.engines.llm.llama_cpp import LlamaCppLanguageModel, LlamaEngine, LlamaOptions
from edge.engines.runtime.in_process import InProcess
from edge.engines.runtime.in_thread import InThread
from edge.engines.turn_smart import SmartTurnJudge
from edge.events import SentenceReady
from edge.fakes.engines import FakeTurnJudge
from edge.fakes.language_model import FakeLanguageModel
from edge.fakes.voices import say
from edge.listening.judging import JudgeThread
from edge.replay import recording, replay
from edge.replay.loop import RealPace
from tests.replay.conftest import Stage, World, lines, record, replayed, rewrite

if TYPE_CHECKING:
    from pathlib import Path

    from edge.engines.runtime import Runtime

STORIES = "models/llm/stories260K/stories260K-f32.gguf"
SMART_TURN = "models/speech/turn/smart-turn-v3.2/smart-turn-v3.2-cpu.onnx"
OPTIONS = LlamaOptions(context=4096, batch=64, threads=1)


async def _unknown(stage: Stage) -> None:
    """Two questions that no skill understands; the second one while the first is answered."""
    hear, now = stage.world.microphone.hear, asyncio.get_running_loop().time
    sentences = stage.talk.bus.subscribe(SentenceReady)
    hear(say("why is the sky so blue today"), at=now() + 0.5)
    async with asyncio.timeout(40.0):
        await anext(aiter(sentences))
    hear(say("and why is grass green then"), at=now() + 1.0)
    await asyncio.sleep(4.0)


def _given(folder: Path, port: str) -> list[dict[str, Any]]:
    """The lines of what a port gave."""
    return [
        line
        for line in lines(folder)
        if line.get("step") == "give" and line["name"].startswith(port)
    ]


def _runtime(kind: str, model: Path) -> Runtime:
    if kind == "thread":
        return InThread(partial(LlamaEngine, model, OPTIONS), "llama.cpp")
    return InProcess("edge.engines.llm.llama_cpp:LlamaEngine", model, OPTIONS)


@pytest.mark.engines
@pytest.mark.parametrize("kind", ["thread", "process"])
def test_a_real_model_and_a_real_judge_come_out_identical(
    tmp_path: Path, shared: Path, kind: str
) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    mind = LlamaCppLanguageModel(_runtime(kind, shared / STORIES))
    judge = JudgeThread(SmartTurnJudge(shared / SMART_TURN))
    world = World(mind=mind, context_tokens=OPTIONS.context, judge=judge, opened=[mind])
    folder = tmp_path / "kept"
    assert record(folder, _unknown, world, RealPace()) == []
    judge.close()
    kept = recording.read(folder)
    replies = [event for _, event in kept.events if event["event"] == "SentenceReady"]
    assert replies, "the model said something"
    pieces = [line["value"] for line in _given(folder, "language model")]
    assert any(pieces)
    assert all(0 <= line["value"] <= 1 for line in _given(folder, "judge"))
    assert _given(folder, "judge")
    for _ in range(2):
        result = replay.exactly(kept, folder)
        assert result.difference is None, result.difference.told(kept.start)
        assert result.events == len(kept.events)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A conversation with a model that is slow, and a judge who is sure of most."""
    judge = JudgeThread(FakeTurnJudge({"why is the sky so blue today": 0.95}))
    mind = FakeLanguageModel(
        lambda _: '{"say": "Because of the air. It scatters light."}', seconds_per_prompt_token=0.01
    )
    assert record(tmp_path / "kept", _unknown, World(mind=mind, judge=judge)) == []
    judge.close()
    assert replayed(tmp_path / "kept").difference is None
    return tmp_path / "kept"


def test_another_word_of_the_model_is_the_first_difference(kept: Path) -> None:
    records = lines(kept)
    piece = next(r for r in records if r.get("step") == "give" and "air" in str(r.get("value")))
    piece["value"] = piece["value"].replace("air", "sea")
    rewrite(kept, records)
    difference = replayed(kept).difference
    assert difference is not None
    assert "sea" in difference.told(0.0)


def test_another_verdict_of_the_judge_is_a_difference(kept: Path) -> None:
    records = lines(kept)
    judged = [r for r in records if r.get("step") == "give" and r["name"].startswith("judge")]
    assert judged
    for line in judged:
        line["value"] = 0.01
    rewrite(kept, records)
    difference = replayed(kept).difference
    assert difference is not None
    assert "Endpointed" in difference.told(0.0)


def test_a_model_that_answers_at_another_moment_is_a_difference(kept: Path) -> None:
    records = lines(kept)
    for line in records:
        if line.get("step") == "give" and line["name"].startswith("language model"):
            line["t"] += 0.001
    rewrite(kept, records)
    assert replayed(kept).difference is not None
