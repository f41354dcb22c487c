"""An engine comes and goes beside the conversation, in order, and never in mid-sentence."""

from __future__ import annotations

import asyncio
import os
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from edge.engines.runtime.in_process import InProcess
from edge.engines.runtime.standby import REST_SECONDS, Standby
from edge.errors import ContextFull, EngineError
from tests.engines.loading import Model

if TYPE_CHECKING:
    from collections.abc import Callable

FACTORY = "tests.engines.crashing:Counter"


class World:
    """A model, its standby, and what was told."""

    def __init__(self) -> None:
        self.model = Model()
        self.told: list[str] = []
        self.standby = Standby(self.model, self.told.append)


async def test_what_was_never_asked_for_is_not_loaded() -> None:
    world = World()
    world.standby.allow(False)
    world.standby.allow(True)
    await asyncio.sleep(5)
    assert world.model.loads == 0


async def test_who_asks_is_not_kept_waiting() -> None:
    world = World()
    assert not world.standby.ready_or_loading()
    await asyncio.sleep(2)
    assert world.standby.ready_or_loading()
    assert world.model.loads == 1


async def test_it_is_freed_after_the_last_sentence_and_takes_no_new_one() -> None:
    world = World()
    await world.standby.open()
    with world.standby.working():
        with world.standby.working():
            world.standby.allow(False)
        await asyncio.sleep(5)
        assert world.model.is_held
        assert not world.standby.ready_or_loading()
    await asyncio.sleep(0.1)
    assert not world.model.is_held


async def test_a_tier_that_changes_its_mind_in_mid_sentence_frees_nothing() -> None:
    world = World()
    await world.standby.open()
    with world.standby.working():
        world.standby.allow(False)
        await asyncio.sleep(1)
        world.standby.allow(True)
        assert world.standby.ready_or_loading()
    await asyncio.sleep(5)
    assert (world.model.is_held, world.model.loads) == (True, 1)


async def test_one_that_is_forbidden_while_it_loads_is_freed_again() -> None:
    world = World()
    world.standby.ready_or_loading()
    await asyncio.sleep(0.5)
    world.standby.allow(False)
    await asyncio.sleep(5)
    assert not world.model.is_held
    world.standby.allow(True)
    await asyncio.sleep(5)
    assert (world.model.is_held, world.model.loads, world.told) == (True, 2, [])


async def test_one_that_does_not_come_back_is_told_and_tried_again_after_a_rest() -> None:
    world = World()
    await world.standby.open()
    world.standby.allow(False)
    await asyncio.sleep(1)
    world.model.is_gone = True
    world.standby.allow(True)
    await asyncio.sleep(2)
    for _ in range(3):
        assert not world.standby.ready_or_loading()
    assert (world.told, world.model.loads) == (["the model file is gone"], 2)
    world.model.is_gone = False
    await asyncio.sleep(REST_SECONDS)
    world.standby.ready_or_loading()
    await asyncio.sleep(2)
    assert world.standby.is_ready


async def test_a_failure_in_a_sentence_loads_it_anew_but_a_full_context_does_not() -> None:
    world = World()
    await world.standby.open()
    for error in (ContextFull(700, 512), EngineError("it died")):
        with pytest.raises(EngineError), world.standby.working():
            raise error
        await asyncio.sleep(2)
    assert (world.model.loads, world.standby.is_ready) == (2, True)


async def test_closing_gives_up_a_load() -> None:
    world = World()
    world.standby.ready_or_loading()
    await asyncio.sleep(0.5)
    await world.standby.close()
    await asyncio.sleep(5)
    assert not world.model.is_held
    assert not world.standby.ready_or_loading()


@pytest.mark.engines
async def test_the_process_is_gone_and_another_one_comes() -> None:
    runtime = InProcess(FACTORY)
    standby = Standby(runtime, lambda _: None)
    await standby.open()
    first = runtime.pid
    assert first
    with standby.working():
        async with aclosing(runtime.stream("count", 100)) as items:
            assert await anext(items) == 1
            standby.allow(False)
            assert [item async for item in items] == list(range(2, 101))
    await _until(lambda: runtime.pid is None)
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    standby.allow(True)
    await _until(lambda: standby.is_ready)
    assert runtime.pid not in (None, first)
    await standby.close()
    assert runtime.pid is None


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - a process wakes nobody
            await asyncio.sleep(0.01)
