"""A recorded conversation runs again exactly, and a change in it is found."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.fakes.voices import say
from edge.replay import recording, replay
from tests.replay.conftest import Stage, recorded

if TYPE_CHECKING:
    from pathlib import Path


async def _talk(stage: Stage) -> None:
    """A question, an interruption, a timer, a key, typed words and a lost device."""
    now = asyncio.get_running_loop().time()
    stage.microphone.hear(say("what can you do"), at=now + 1.0)
    stage.microphone.hear(say("what time is it"), at=now + 4.0)
    stage.microphone.hear(say("set a timer for ten seconds"), at=now + 9.0)
    await asyncio.sleep(30.0)
    stage.button.press()
    await asyncio.sleep(0.8)
    stage.microphone.hear(say("stop"))
    await asyncio.sleep(1.5)
    stage.button.release()
    await stage.recorder.bus.moment()
    stage.talk.assistant.typed("what is 2 + 2")
    await asyncio.sleep(10.0)


def test_a_conversation_comes_out_identical(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    assert recorded(folder, _talk) == []
    kept = recording.read(folder)
    result = replay.exactly(kept, folder)
    assert result.difference is None, result.difference.told(kept.start)
    assert result.events == len(kept.events) > 50
