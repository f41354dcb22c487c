"""A thing is led to by words and ticks, and found, lost or given up."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import pytest

from edge.fakes.printed import printed
from edge.modes.sight.finding import AHEAD_SECONDS, SEARCH_SECONDS
from tests.modes.sight.room import room, thing

if TYPE_CHECKING:
    from edge.ports import Picture
    from tests.modes.sight.room import Room


def _turn_towards(here: Room, seconds: float = 6.0) -> None:
    """The cup comes from the right edge into the middle."""
    began = asyncio.get_running_loop().time()

    def scene(now: float) -> Picture:
        at = max(0.5, 0.95 - 0.45 * (now - began) / seconds)
        return printed(things=[thing("cup", at), thing("chair", 0.2)])

    here.camera.film(scene)


async def test_it_is_told_by_clock_face_and_ticks_that_speed_up_until_it_is_ahead() -> None:
    async with room() as here:
        _turn_towards(here)
        assert await here.ask("look.find", "cup") == "I am looking for cup. Turn slowly."
        assert here.activities.running == "look.find"
        await asyncio.sleep(6 + AHEAD_SECONDS + 2)
        assert here.heard.texts[0] == "Cup, 1 o'clock."
        assert here.heard.texts[-1] == "Cup, straight ahead."
        times = [at for at, _ in here.heard.ticks]
        gaps = [later - at for at, later in itertools.pairwise(times)]
        assert gaps[0] > 2 * gaps[-1]
        degrees = [degrees for _, degrees in here.heard.ticks]
        assert degrees[0] > 20
        assert abs(degrees[-1]) < 3
        assert here.activities.running == ""


async def test_other_things_do_not_tick() -> None:
    async with room() as here:
        here.put(thing("chair"))
        await here.ask("look.find", "cup")
        await asyncio.sleep(10)
        assert here.heard.ticks == []
        assert here.heard.items == []


async def test_what_leaves_the_picture_is_told_as_lost_and_the_ticks_end() -> None:
    async with room() as here:
        here.put(thing("cup", 0.95))
        await here.ask("look.find", "cup")
        await asyncio.sleep(3)
        here.put()
        await asyncio.sleep(5)
        assert here.heard.texts[-1] == "It is out of the picture, last at 1 o'clock."
        count = len(here.heard.ticks)
        await asyncio.sleep(5)
        assert len(here.heard.ticks) == count


async def test_it_is_given_up_after_a_minute() -> None:
    async with room() as here:
        await here.ask("look.find", "cup")
        await asyncio.sleep(SEARCH_SECONDS - 2)
        assert here.activities.running
        await asyncio.sleep(4)
        assert here.heard.texts == ["I cannot see cup here."]
        assert here.activities.running == ""


async def test_stop_looking_ends_the_search_and_says_so() -> None:
    async with room() as here:
        assert await here.ask("look.stop") == "I am not looking for anything."
        here.put(thing("cup", 0.9))
        await here.ask("look.find", "cup")
        await asyncio.sleep(2)
        assert await here.ask("look.stop") == "I stopped looking."
        count = len(here.heard.ticks)
        await asyncio.sleep(3)
        assert len(here.heard.ticks) == count > 0


@pytest.mark.parametrize("name", ["mug", "my cup", "the cup", "cups"])
async def test_a_thing_answers_to_each_of_its_names(name: str) -> None:
    async with room() as here:
        here.put(thing("cup", 0.9))
        await here.ask("look.find", name)
        await asyncio.sleep(2)
        assert here.heard.ticks


async def test_what_nobody_knows_can_be_taught() -> None:
    async with room() as here:
        told = await here.ask("look.find", "inhaler")
        assert told.startswith("I don't know what inhaler looks like.")
        assert here.activities.running == ""


async def test_a_question_in_between_is_answered_and_the_search_goes_on() -> None:
    async with room() as here:
        here.put(thing("cup", 0.9), thing("chair"))
        await here.ask("look.find", "cup")
        await asyncio.sleep(2)
        assert "a chair" in await here.ask("look.front")
        count = len(here.heard.ticks)
        await asyncio.sleep(2)
        assert len(here.heard.ticks) > count


async def test_a_camera_that_goes_ends_the_search_with_a_sentence() -> None:
    async with room() as here:
        await here.ask("look.find", "cup")
        await asyncio.sleep(2)
        here.camera.unplug()
        await asyncio.sleep(5)
        (text,) = here.heard.texts
        assert text.startswith("That did not work: the camera")
        assert here.activities.running == ""
