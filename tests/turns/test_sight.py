"""Conversations about what the camera sees, in virtual time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from edge.events import BargedIn, PlaybackFinished, PlaybackStarted, SkillAnswered
from edge.fakes.camera import FakeCamera
from edge.fakes.printed import FakeTextReader, printed
from edge.fakes.time import AtOnce
from edge.modes.sight.camera_use import REST_SECONDS, CameraUse
from edge.modes.sight.outfit import Outfit
from edge.ports import Box, TextLine
from edge.seeing.eyes import Eyes
from edge.seeing.looker import Looker
from tests.turns.conftest import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.turns.conftest import Stage

PAGE = ("Dear Anna.", "The rent is due in May.", "Please call me.")


@asynccontextmanager
async def seeing(camera: FakeCamera) -> AsyncIterator[Stage]:
    lines = [
        TextLine(text, 0.99, Box(100, 60 + 60 * row, 540, 90 + 60 * row))
        for row, text in enumerate(PAGE)
    ]
    camera.show(printed(lines))
    eyes = Eyes(camera, lambda: 5.0, lambda _: None)
    outfit = Outfit(camera=CameraUse(eyes), reader=FakeTextReader(), looker=Looker(AtOnce()))
    try:
        async with stage(outfit=outfit) as world:
            yield world
    finally:
        await outfit.close()


async def test_a_page_is_read_and_the_last_sentence_can_be_spelled() -> None:
    async with seeing(FakeCamera()) as world:
        world.conversation.assistant.typed("read this")
        finished = await world.until(PlaybackFinished)
        assert finished.heard.strip() == " ".join(PAGE)
        (answered,) = world.happened(SkillAnswered)
        assert answered.skill == "read.start"
        world.conversation.assistant.typed("next")
        assert (await world.until(PlaybackFinished, 2)).heard.strip() == "That is the end."
        world.conversation.assistant.typed("previous")
        assert (await world.until(PlaybackFinished, 3)).heard.strip() == PAGE[-1]
        world.conversation.assistant.typed("spell that")
        assert "Capital P" in (await world.until(PlaybackFinished, 4)).heard


async def test_whoever_cuts_in_goes_on_from_the_sentence_that_was_cut() -> None:
    async with seeing(FakeCamera()) as world:
        world.conversation.assistant.typed("read this")
        await world.until(PlaybackStarted)
        await asyncio.sleep(1.5)
        world.conversation.assistant.typed("read on")
        heard = (await world.until(BargedIn)).heard.strip()
        assert " ".join(PAGE).startswith(heard)
        rest = (await world.until(PlaybackFinished, 2)).heard.strip()
        assert rest == " ".join(PAGE[1:])


async def test_the_camera_rests_when_nobody_looks_any_more() -> None:
    camera = FakeCamera()
    async with seeing(camera) as world:
        world.conversation.assistant.typed("read this")
        await world.until(PlaybackFinished)
        assert camera.is_open
        await asyncio.sleep(REST_SECONDS + 1)
        assert not camera.is_open


async def test_without_a_picture_the_conversation_goes_on() -> None:
    camera = FakeCamera()
    camera.unplug()
    async with seeing(camera) as world:
        world.conversation.assistant.typed("read this")
        assert "did not work" in (await world.until(PlaybackFinished)).heard
        world.conversation.assistant.typed("what time is it")
        assert (await world.until(PlaybackFinished, 2)).heard.startswith("It's")
