"""A conversation that cannot be put together leaves nothing open."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

import edge.modes.conversation  # read before the loop runs, where nothing may block
import edge.store.store  # noqa: F401 - the same
from edge import app
from edge.errors import EdgeError
from edge.fakes.sound import FakeMicrophone
from edge.settings import CameraSettings, ListeningSettings, Settings, WakeWordSettings

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = Settings(
    listening=ListeningSettings(wake_words=(WakeWordSettings(name="no/such/word.json"),)),
    camera=CameraSettings(device="none"),
)


@pytest.mark.engines
def test_the_store_is_closed_where_a_detector_cannot_be_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGE_STATE", str(tmp_path))

    async def begin() -> None:
        plan = app.Plan(microphones=(FakeMicrophone("main"),), roles=("owner",))
        async with app.conversation(BROKEN, plan, plan.bus()):
            pytest.fail("there is no such wake word")

    with pytest.raises(EdgeError, match="word"):
        asyncio.run(begin())
    assert list(tmp_path.glob("*.db"))
    assert not list(tmp_path.glob("*-wal"))
