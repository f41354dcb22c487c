"""What comes into view is read once, and again only after it was gone."""

from __future__ import annotations

import asyncio

from tests.modes.sight.room import room


async def test_a_sign_is_read_once_when_it_comes_into_view() -> None:
    async with room() as here:
        assert await here.ask("read.live") == "I read what comes into view."
        await asyncio.sleep(2)
        here.put(text=("Way out",))
        await asyncio.sleep(5)
        here.put(text=("Platform 4",))
        await asyncio.sleep(5)
        assert here.heard.texts == ["Way out", "Platform 4"]
        assert here.heard.items[0].valid()


async def test_what_waits_to_be_read_is_dropped_when_reading_stops() -> None:
    async with room() as here:
        here.put(text=("Way out",))
        await here.ask("read.live")
        await asyncio.sleep(3)
        assert await here.ask("read.stop") == "I stopped reading."
        (item,) = here.heard.items
        assert not item.valid()
        here.put(text=("Platform 4",))
        await asyncio.sleep(5)
        assert len(here.heard.items) == 1


async def test_a_wall_of_text_is_not_read_out_unasked() -> None:
    async with room() as here:
        here.put(text=tuple(f"Line {word}" for word in ("one", "two", "three", "four", "five")))
        await here.ask("read.live")
        await asyncio.sleep(5)
        assert len(here.heard.items) <= 3


async def test_searching_ends_live_reading() -> None:
    async with room() as here:
        await here.ask("read.live")
        await here.ask("look.find", "cup")
        assert here.activities.running == "look.find"
