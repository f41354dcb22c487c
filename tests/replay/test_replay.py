"""A recorded conversation runs again exactly, and whatever became different is found."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.fakes.engines import FakeRecognizer
from edge.fakes.language_model import FakeLanguageModel
from edge.fakes.speech import FakeSynthesizer
from edge.fakes.time import FakeClock
from edge.fakes.voices import mumble, noise, say, sound
from edge.replay import recording, replay
from edge.store.store import Store
from tests.replay.conftest import Stage, World, lines, record, replayed, rewrite

if TYPE_CHECKING:
    from pathlib import Path


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _question(stage: Stage) -> None:
    stage.world.microphone.hear(say("what time is it"), at=_now() + 1.0)
    await asyncio.sleep(6.0)


async def _talk(stage: Stage) -> None:
    """A noise and a backchannel over an answer, and an interruption."""
    hear, now = stage.world.microphone.hear, _now()
    hear(say("what can you do"), at=now + 1.0)
    hear(noise(0.2), at=now + 3.5)
    hear(sound(mumble(0.3), say("mhm")), at=now + 4.5)
    hear(say("what time is it"), at=now + 6.0)
    await asyncio.sleep(10.0)


async def _long_talk(stage: Stage) -> None:
    """A timer, a key, typed words, heat, and a microphone that goes, besides."""
    hear = stage.world.microphone.hear
    await _talk(stage)
    stage.world.vitals.become(temperature=90.0)
    hear(say("set a timer for ten seconds"))
    await asyncio.sleep(18.0)
    stage.world.button.press()
    await asyncio.sleep(0.8)
    hear(say("stop"))
    await asyncio.sleep(1.5)
    stage.world.button.release()
    await stage.typed("what is 2 + 2")
    await asyncio.sleep(5.0)
    stage.world.microphone.unplug()
    await asyncio.sleep(3.0)
    stage.world.microphone.plug_in()
    await asyncio.sleep(3.0)


def test_a_long_conversation_comes_out_identical(tmp_path: Path) -> None:
    assert record(tmp_path / "kept", _long_talk) == []
    kept = recording.read(tmp_path / "kept")
    told = {event["event"] for _, event in kept.events}
    assert {"BargedIn", "ReminderRang", "DeviceLost", "DeviceFound", "TierChanged"} <= told
    result = replay.exactly(kept, tmp_path / "kept")
    assert result.difference is None, result.difference.told(kept.start)
    assert result.events == len(kept.events) > 100


async def _foreseen(stage: Stage) -> None:
    """Answers whose first clauses are made ready in a slow voice, kept and dropped."""
    hear = stage.world.microphone.hear
    hear(say("why does it rain"), at=_now() + 1.0)
    await asyncio.sleep(12.0)
    hear(say("why does it rain"), at=_now() + 1.0)
    hear(say("what time is it"), at=_now() + 2.6)
    await asyncio.sleep(10.0)


def test_what_was_made_ready_in_a_slow_voice_comes_out_identical(tmp_path: Path) -> None:
    answers = '{"say": "Rain falls from clouds. Then the ground drinks it, and rivers run."}'
    mind = FakeLanguageModel(lambda _: answers, tokens_per_second=100)
    voice = FakeSynthesizer(first_seconds=0.5, factor=0.6)
    assert record(tmp_path / "kept", _foreseen, World(mind=mind, synthesizer=voice)) == []
    assert len(voice.said) > len({text for text, _ in voice.said})  # some of it for nothing
    result = replayed(tmp_path / "kept")
    kept = recording.read(tmp_path / "kept")
    assert result.difference is None, result.difference.told(kept.start)
    assert result.events == len(kept.events) > 50


async def _called(stage: Stage) -> None:
    stage.world.microphone.hear(say("okay nabu what time is it"), at=_now() + 1.0)
    await asyncio.sleep(5.0)
    await stage.talk.bus.moment()
    stage.talk.hearing.tapped("f2")
    stage.world.microphone.hear(say("what day is it"), at=_now() + 0.5)
    await asyncio.sleep(20.0)


def test_calls_by_name_and_by_key_come_out_identical(tmp_path: Path) -> None:
    record(tmp_path / "kept", _called, World(mode="wake word"))
    kept = recording.read(tmp_path / "kept")
    assert {"WakeWordDetected", "ButtonPressed"} <= {event["event"] for _, event in kept.events}
    assert replayed(tmp_path / "kept").difference is None


async def _unknown(stage: Stage) -> None:
    hear, now = stage.world.microphone.hear, _now()
    hear(say("why is the sky so blue today"), at=now + 1.0)
    hear(say("wait"), at=now + 8.0)
    hear(say("and why is grass green then"), at=now + 12.0)
    await asyncio.sleep(30.0)


def test_a_language_model_comes_out_identical(tmp_path: Path) -> None:
    mind = FakeLanguageModel()
    record(tmp_path / "kept", _unknown, World(mind=mind))
    assert any(
        line.get("name", "").startswith("language model") for line in lines(tmp_path / "kept")
    )
    assert replayed(tmp_path / "kept").difference is None


def test_engines_that_break_come_out_identical(tmp_path: Path) -> None:
    broken = FakeSynthesizer()
    broken.fail()
    world = World(recognizer=FakeRecognizer(fail_after_seconds=1.5), synthesizer=broken)
    record(tmp_path / "kept", _talk, world)
    failures = [
        e for _, e in recording.read(tmp_path / "kept").events if e["event"] == "TurnFailed"
    ]
    assert {failure["stage"] for failure in failures} == {"listening", "speaking"}
    assert replayed(tmp_path / "kept").difference is None


async def _remembered(stage: Stage) -> None:
    await stage.typed("what are my notes")
    await asyncio.sleep(8.0)


def test_what_was_remembered_is_remembered_again(tmp_path: Path) -> None:
    store = Store.in_memory()
    store.notes.add("owner", "the gate code is on the fridge", FakeClock().now())
    record(tmp_path / "kept", _remembered, World(store=store))
    kept = recording.read(tmp_path / "kept")
    assert any("fridge" in event.get("reply", "") for _, event in kept.events)
    assert replayed(tmp_path / "kept").difference is None


def test_another_word_of_the_recogniser_is_the_first_difference(tmp_path: Path) -> None:
    record(tmp_path / "kept", _question)
    records = lines(tmp_path / "kept")
    final = next(r for r in records if r.get("step") == "give" and (r["value"] or {}).get("final"))
    final["value"]["text"] = final["value"]["dictation"] = "what day is it"
    rewrite(tmp_path / "kept", records)
    kept = recording.read(tmp_path / "kept")
    difference = replay.exactly(kept, tmp_path / "kept").difference
    assert difference is not None
    told = difference.told(kept.start)
    assert "Transcribed: text was 'what time is it' and is 'what day is it'" in told
    assert f"{difference.at - kept.start:.3f} s from the start" in told


@pytest.mark.parametrize("kind", ["Endpointed", "PlaybackStarted", "WordSpoken"])
def test_an_event_that_came_besides_is_a_difference(tmp_path: Path, kind: str) -> None:
    record(tmp_path / "kept", _question)
    records = lines(tmp_path / "kept")
    gone = next(r for r in records if r.get("event", {}).get("event") == kind)
    records.remove(gone)
    rewrite(tmp_path / "kept", records)
    difference = replayed(tmp_path / "kept").difference
    assert difference is not None
    assert difference.got is not None
    assert difference.got["event"] == kind


def test_an_event_that_never_comes_is_a_difference(tmp_path: Path) -> None:
    record(tmp_path / "kept", _question)
    records = lines(tmp_path / "kept")
    stop = next(i for i, r in enumerate(records) if r["what"] == "stop")
    extra = next(r for r in records if r["what"] == "event")
    records.insert(stop, {**extra, "t": records[stop]["t"]})
    rewrite(tmp_path / "kept", records)
    difference = replayed(tmp_path / "kept").difference
    assert difference is not None
    assert difference.expected is not None


def test_a_part_can_be_replayed(tmp_path: Path) -> None:
    record(tmp_path / "kept", _talk)
    kept = recording.read(tmp_path / "kept")
    result = replay.exactly(kept, tmp_path / "kept", longest=5.0)
    assert result.difference is None
    assert result.seconds == pytest.approx(5.0)
    assert 10 < result.events < len(kept.events)
