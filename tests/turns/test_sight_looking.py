"""Conversations about what is there, where a thing is, and which box this is; in virtual time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from edge.events import PlaybackFinished, SkillAnswered
from edge.fakes.camera import FakeCamera
from edge.fakes.printed import (
    FakeCodeReader,
    FakePictureEmbedder,
    FakeTextReader,
    FakeThingDetector,
    printed,
)
from edge.fakes.time import AtOnce
from edge.modes.sight.camera_use import CameraUse
from edge.modes.sight.finding import AHEAD_SECONDS, SEARCH_SECONDS
from edge.modes.sight.outfit import Outfit
from edge.ports import Box, Code
from edge.seeing.eyes import Eyes
from edge.seeing.looker import Looker
from edge.store.records import EPOCH, Reminder
from tests.modes.sight.room import lines, thing, turned
from tests.turns.conftest import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Picture
    from tests.turns.conftest import Stage

EVENING = Code("EAN13", "4006381333931", Box(200, 200, 400, 260))


class Walk:
    """A conversation with a camera in it."""

    def __init__(self, world: Stage, camera: FakeCamera, things: FakeThingDetector) -> None:
        self.world = world
        self.camera = camera
        self.things = things

    @property
    def going_on(self) -> str:
        return self.world.conversation.activities.running

    @property
    def heard(self) -> list[str]:
        return [event.heard.strip() for event in self.world.happened(PlaybackFinished)]

    def show(self, picture: Picture) -> None:
        self.camera.show(picture)

    async def ask(self, text: str) -> str:
        """What was heard in answer."""
        count = len(self.world.happened(SkillAnswered))
        self.world.conversation.assistant.typed(text)
        item = (await self.world.until(SkillAnswered, count + 1)).item
        ended = 0
        while item:
            ended += 1
            event = await self.world.until(PlaybackFinished, ended)
            if event.item == item:
                return str(event.heard.strip())
        return ""


@asynccontextmanager
async def walking() -> AsyncIterator[Walk]:
    camera, things = FakeCamera(), FakeThingDetector()
    camera.show(printed())
    outfit = Outfit(
        camera=CameraUse(Eyes(camera, lambda: 5.0, lambda _: None)),
        reader=FakeTextReader(),
        codes=FakeCodeReader(),
        things=things,
        features=FakePictureEmbedder(),
        looker=Looker(AtOnce()),
    )
    try:
        async with stage(outfit=outfit) as world:
            yield Walk(world, camera, things)
    finally:
        await outfit.close()


async def test_what_is_in_front_what_else_and_again() -> None:
    async with walking() as walk:
        walk.show(printed(lines("Mind the step"), things=[thing("chair"), thing("dog", 0.05)]))
        told = await walk.ask("what's in front of me")
        assert told == "I think: a chair, straight ahead."
        assert await walk.ask("say that again") == told
        more = await walk.ask("what else do you see")
        assert "a dog, 11 o'clock" in more
        assert "The label says: Mind the step" in more
        walk.show(printed(things=[thing("bed")]))
        assert "a bed" in await walk.ask("look again")


async def test_an_engine_that_breaks_costs_its_answer_and_not_the_conversation() -> None:
    async with walking() as walk:
        walk.things.fail("the detector broke")
        told = await walk.ask("what's in front of me")
        assert told == "That did not work: the detector broke"
        assert "It's" in await walk.ask("what time is it")
        await walk.ask("find my cup")
        await asyncio.sleep(3)
        assert walk.heard[-1] == "That did not work: the detector broke"
        assert walk.going_on == ""


async def test_a_thing_is_taught_by_voice_and_found_again() -> None:
    async with walking() as walk:
        walk.camera.film(lambda now: turned(now, "vase"))
        assert "I know inhaler now" in await walk.ask("this is my inhaler")
        assert (await walk.ask("find my inhaler")).startswith("I am looking for inhaler")
        await asyncio.sleep(AHEAD_SECONDS + 4)
        assert walk.heard[-1] == "Inhaler, straight ahead."


async def test_a_code_a_note_and_the_light_are_told() -> None:
    async with walking() as walk:
        walk.show(printed(lines("SVERIGES RIKSBANK", "TJUGO KRONOR", "20"), [EVENING]))
        assert await walk.ask("scan the bar code") == "Product code 4006381333931."
        assert await walk.ask("what note is this") == "The note says: 20 Swedish kronor."
        assert "percent" in await walk.ask("how bright is it")
        assert "under this light" in await walk.ask("what colour is this")


async def test_a_thing_is_found_while_other_questions_are_answered() -> None:
    async with walking() as walk:
        walk.show(printed(things=[thing("cup", 0.9)]))
        assert (await walk.ask("find my cup")).startswith("I am looking for cup.")
        assert walk.going_on == "look.find"
        await asyncio.sleep(4)
        assert "Cup, 1 o'clock." in walk.heard
        assert "It's" in await walk.ask("what time is it")
        assert walk.going_on == "look.find"
        walk.show(printed(things=[thing("cup")]))
        await asyncio.sleep(AHEAD_SECONDS + 4)
        assert walk.heard[-1] == "Cup, straight ahead."
        assert walk.going_on == ""


async def test_stop_ends_a_search_and_says_nothing_more() -> None:
    async with walking() as walk:
        await walk.ask("find my cup")
        await walk.ask("stop")
        assert walk.going_on == ""
        count = len(walk.heard)
        await asyncio.sleep(SEARCH_SECONDS + 5)
        assert len(walk.heard) == count


async def test_a_search_that_finds_nothing_says_so() -> None:
    async with walking() as walk:
        await walk.ask("find my cup")
        await asyncio.sleep(SEARCH_SECONDS + 5)
        assert walk.heard[-1] == "I cannot see cup here."


async def test_a_box_is_taught_checked_by_its_reminder_and_forgotten() -> None:
    async with walking() as walk:
        store, clock = walk.world.conversation.store, walk.world.clock
        walk.show(printed(lines("Sleepwell 20 mg", "film tablets", "one at night"), [EVENING]))
        assert "I know the box evening now" in await walk.ask("this is my evening box")
        due = clock.now() + timedelta(minutes=10)
        store.reminders.add(Reminder(kind="reminder", name="evening pills", due=due))
        assert await walk.ask("is this the right box") == "Yes, that is evening."
        assert [row.answer for row in store.box_checks.since("owner", EPOCH)] == ["right"]
        assert "for good" in await walk.ask("forget the box evening")
        assert await walk.ask("yes") == "I have forgotten evening."
        assert "not taught me anything" in await walk.ask("is this the right box")


async def test_the_camera_is_off_until_it_is_wanted_again() -> None:
    async with walking() as walk:
        walk.show(printed(things=[thing("chair")]))
        await walk.ask("find my cup")
        assert "Nothing is looked at" in await walk.ask("camera off")
        assert walk.going_on == ""
        assert not walk.camera.is_open
        assert await walk.ask("what's in front of me") == "The camera is off. Say camera on."
        await walk.ask("camera on")
        assert "a chair" in await walk.ask("what's in front of me")


async def test_text_is_read_as_it_comes_into_view_until_that_is_enough() -> None:
    async with walking() as walk:
        await walk.ask("start live reading")
        walk.show(printed(lines("Platform 4")))
        await asyncio.sleep(6)
        assert walk.heard[-1] == "Platform 4"
        assert await walk.ask("stop live reading") == "I stopped reading."
        walk.show(printed(lines("Way out")))
        await asyncio.sleep(6)
        assert walk.heard[-1] == "I stopped reading."


async def test_deleting_everything_forgets_what_was_taught_and_ends_what_goes_on() -> None:
    async with walking() as walk:
        walk.show(printed(lines("Sleepwell 20 mg", "film tablets"), [EVENING]))
        await walk.ask("this is my evening box")
        await walk.ask("find my cup")
        await walk.ask("delete everything")
        await walk.ask("yes")
        assert walk.going_on == ""
        assert "not taught me anything" in await walk.ask("what have i taught you")
