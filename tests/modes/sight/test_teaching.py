"""One's own things and boxes are taught once, known again, and forgotten where that is wanted."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from edge.errors import EngineError
from edge.fakes.printed import printed
from edge.ports import Box, Code
from edge.store.records import EPOCH, Reminder
from tests.modes.sight.room import lines, room, thing, turned

if TYPE_CHECKING:
    from tests.modes.sight.room import Room

EVENING = Code("EAN13", "4006381333931", Box(200, 200, 400, 260))
MORNING = Code("EAN13", "5901234123457", Box(200, 200, 400, 260))
PRINT = {EVENING: ("Sleepwell 20 mg", "film tablets", "evening"),
         MORNING: ("Wakeup 5 mg", "capsules", "morning")}  # fmt: skip


def _hold(here: Room, code: Code) -> None:
    here.camera.show(printed(lines(*PRINT[code]), [code]))


async def test_a_thing_is_taught_by_a_few_looks_and_found_by_its_name() -> None:
    async with room() as here:
        here.camera.film(lambda now: turned(now, "vase"))
        told = await here.ask("look.teach", "inhaler")
        assert told == "Turn it slowly in front of the camera. I know inhaler now."
        assert await here.ask("look.taught") == "I know inhaler."
        await here.ask("look.find", "my inhaler")
        await asyncio.sleep(3)
        assert here.heard.ticks


async def test_a_thing_that_is_not_turned_is_not_learned() -> None:
    async with room() as here:
        here.put(thing("vase", bottom=300))
        assert (await here.ask("look.teach", "inhaler")).endswith("and turn it.")
        assert await here.ask("look.taught") == "You have not taught me anything yet."


async def test_another_persons_things_are_not_known() -> None:
    async with room() as here:
        here.camera.film(lambda now: turned(now, "vase"))
        await here.ask("look.teach", "inhaler")
        here.person = "ann"
        assert await here.ask("look.taught") == "You have not taught me anything yet."
        assert "don't know" in await here.ask("look.find", "inhaler")


async def test_a_box_is_taught_by_code_and_print_and_known_again() -> None:
    async with room() as here:
        _hold(here, EVENING)
        told = await here.ask("look.teach_box", "evening")
        assert "I know the box evening now, by its bar code and print." in told
        assert told.endswith("have a pharmacist confirm it.")
        assert await here.ask("look.box") == "That is evening."
        _hold(here, MORNING)
        assert await here.ask("look.box") == "That is not one that you taught me."


async def test_a_reminder_of_this_hour_says_which_box_is_right_and_the_check_is_kept() -> None:
    async with room() as here:
        for code, name in ((EVENING, "evening pills"), (MORNING, "morning pills")):
            _hold(here, code)
            await here.ask("look.teach_box", name)
        due = here.clock.now() + timedelta(minutes=20)
        here.store.reminders.add(Reminder(kind="reminder", name="take the evening pills", due=due))
        assert await here.ask("look.box") == "No, that is morning pills."
        _hold(here, EVENING)
        assert await here.ask("look.box") == "Yes, that is evening pills."
        first, second = here.store.box_checks.since("owner", EPOCH)
        assert (first.answer, first.box, first.wanted) == (
            "another", "morning pills", "evening pills",
        )  # fmt: skip
        assert (second.answer, second.reminder) == ("right", "take the evening pills")
        assert second.at == here.clock.now()


async def test_what_cannot_be_read_is_neither_right_nor_wrong() -> None:
    async with room() as here:
        _hold(here, EVENING)
        await here.ask("look.teach_box", "evening")
        here.put()
        assert (await here.ask("look.box")).startswith("I cannot tell which it is.")
        assert here.store.box_checks.since("owner", EPOCH)[-1].answer == "cannot tell"


async def test_a_bare_box_teaches_nothing_and_without_boxes_nothing_is_checked() -> None:
    async with room() as here:
        assert (await here.ask("look.teach_box", "evening")).endswith("Turn it over.")
        assert await here.ask("look.box") == "You have not taught me anything yet."


async def test_what_is_forgotten_is_not_known_any_more() -> None:
    async with room() as here:
        _hold(here, EVENING)
        await here.ask("look.teach_box", "evening")
        assert await here.ask("look.forget", "Evening") == "I have forgotten Evening."
        assert await here.ask("look.forget", "evening") == "I know nothing called evening."
        assert await here.ask("look.taught") == "You have not taught me anything yet."


async def test_a_reader_that_breaks_is_told_of() -> None:
    async with room() as here:
        here.outfit.reader.fail("the reader broke")  # type: ignore[union-attr]  # a fake
        with pytest.raises(EngineError, match="the reader broke"):
            await here.ask("look.teach_box", "evening")
