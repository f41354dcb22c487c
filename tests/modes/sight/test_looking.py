"""What a picture shows is told with where it is and what it rests on."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from edge.errors import DeviceError
from edge.fakes.printed import printed
from edge.modes.sight.looking import KEPT_SECONDS
from edge.ports import Box, Code
from tests.modes.sight.room import lines, room, thing


async def test_what_stands_in_front_is_told_with_its_clock_face_and_as_a_guess() -> None:
    async with room() as here:
        here.put(thing("chair"), thing("cup", 0.95), thing("dining table", 0.6, bottom=380))
        told = await here.ask("look.front")
        assert told == "I think: a chair, straight ahead; a table, straight ahead."


async def test_nothing_recognised_is_never_told_as_a_clear_way() -> None:
    async with room() as here:
        for verbosity in ("brief", "normal", "full"):
            here.verbosity = verbosity
            told = await here.ask("look.front")
            assert "recognise" in told
            assert "clear" not in told


async def test_what_is_unlikely_is_told_as_a_possibility() -> None:
    async with room() as here:
        here.put(thing("dog", score=0.4))
        assert await here.ask("look.front") == "I think: perhaps a dog, straight ahead."


async def test_things_of_a_kind_are_counted_and_the_nearest_is_placed() -> None:
    async with room() as here:
        here.put(
            thing("chair", 0.9), thing("chair", 0.5, bottom=475), thing("chair", 0.4, bottom=300)
        )
        told = await here.ask("look.describe")
        assert told.startswith("I think: 3 chairs, nearest straight ahead.")


async def test_the_brief_form_tells_two_things_and_what_else_tells_the_others() -> None:
    async with room() as here:
        here.verbosity = "brief"
        here.put(
            *(thing(label, bottom=460 - 40 * n) for n, label in enumerate(("cup", "bowl", "dog")))
        )
        assert await here.ask("look.front") == (
            "I think: a cup, straight ahead; a bowl, straight ahead."
        )
        here.put()
        assert (await here.ask("look.more")).startswith("I think: a dog, straight ahead.")


async def test_what_else_comes_to_an_end_and_a_picture_grows_old() -> None:
    async with room() as here:
        assert "not looked" in await here.ask("look.more")
        here.put(thing("cup"))
        await here.ask("look.describe")
        while "nothing else" not in (told := await here.ask("look.more")):
            assert "cup" not in told
        await asyncio.sleep(KEPT_SECONDS + 1)
        assert "not looked" in await here.ask("look.more")


async def test_look_again_answers_the_last_question_of_a_new_picture() -> None:
    async with room() as here:
        here.put(thing("person", 0.3))
        assert "1 person" in await here.ask("look.people")
        here.put(thing("person", 0.3), thing("person", 0.7))
        assert "2 people" in await here.ask("look.again")


async def test_people_are_counted_and_placed() -> None:
    async with room() as here:
        here.put(thing("person", 0.02), thing("person", 0.5), thing("chair"))
        told = await here.ask("look.people")
        assert told == "I think there are 2 people: 11 o'clock and straight ahead."
        here.put()
        assert "does not mean that nobody" in await here.ask("look.people")


async def test_a_description_says_what_each_part_rests_on() -> None:
    async with room() as here:
        code = Code("QRCode", "room 12", Box(0, 0, 50, 50))
        here.verbosity = "full"
        here.camera.show(printed(lines("Exit only"), [code], [thing("chair")]))
        told = await here.ask("look.describe")
        assert "I think: a chair, straight ahead." in told
        assert "The code says: room 12." in told
        assert "The label says: Exit only" in told
        assert told.index("I think") < told.index("The code") < told.index("The label")


async def test_without_a_detector_a_description_still_reads() -> None:
    async with room() as here:
        here.put(text=("Exit only",))
        told = await here.ask("look.describe")
        assert "The label says: Exit only" in told
        assert "recognise nothing" not in told


@pytest.mark.parametrize(
    ("colour", "told"),
    [((200, 20, 30), "red"), ((20, 40, 200), "blue"), ((250, 250, 250), "white")],
)
async def test_a_colour_is_told_under_this_light(colour: tuple[int, int, int], told: str) -> None:
    async with room() as here:
        picture = printed()
        picture[100:380, 160:480] = colour
        here.camera.show(picture)
        answer = await here.ask("look.colour")
        assert told in answer.lower()
        assert "under this light" in answer


async def test_the_light_is_told_in_percent_and_in_words() -> None:
    async with room() as here:
        here.camera.show(np.full((480, 640, 3), 250, np.uint8))
        assert "bright" in await here.ask("look.light")
        here.camera.show(np.full((480, 640, 3), 15, np.uint8))
        assert "dark" in await here.ask("look.light")


async def test_a_covered_lens_is_named_and_not_described() -> None:
    async with room() as here:
        here.camera.show(np.zeros((480, 640, 3), np.uint8))
        with pytest.raises(DeviceError, match="black"):
            await here.ask("look.front")
        assert "dark" in await here.ask("look.light")


async def test_chinese_puts_the_place_first() -> None:
    async with room() as here:
        here.language = "zh"
        here.put(thing("chair"), thing("cup", 0.4, bottom=300))
        told = await here.ask("look.front")
        assert told.startswith("我觉得有：正前方，")
        assert "；" in told
