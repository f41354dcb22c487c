"""The camera is off where somebody wants it off, and says so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge import language as languages
from edge.modes.sight.camera_use import UnseenError
from edge.modes.sight.question import Question
from edge.thinking.phrases import Phrases
from tests.modes.sight.room import room, thing

if TYPE_CHECKING:
    from edge.modes.sight.activity import Aloud

ENGLISH = Phrases(languages.load("en"))


async def test_off_means_that_nothing_is_captured_and_on_that_it_is_again() -> None:
    async with room() as here:
        here.put(thing("chair"))
        await here.ask("look.front")
        assert "memory only" in await here.ask("camera.ask")
        assert await here.ask("camera.off") == "The camera is off. Nothing is looked at."
        assert not here.camera.is_open
        assert await here.ask("camera.ask") == "The camera is off. Say camera on."
        with pytest.raises(UnseenError) as error:
            await here.ask("look.front")
        told = Question("look.front", "", ENGLISH).failed(error.value)
        assert told.strip() == "The camera is off. Say camera on."
        await here.ask("camera.on")
        assert "a chair" in await here.ask("look.front")


async def test_a_camera_that_nobody_needs_rests() -> None:
    async with room() as here:
        assert "rests" in await here.ask("camera.ask")


@pytest.mark.parametrize(("what", "is_over"), [("look.find", True), ("way.to", False)])
async def test_off_ends_what_the_camera_was_needed_for(what: str, is_over: bool) -> None:
    async def lasts(_: Aloud) -> None:
        await asyncio.sleep(1000)

    async with room() as here:
        here.activities.begin(Question(what, "", ENGLISH), lasts)
        await here.ask("camera.off")
        assert (here.activities.running == "") is is_over
