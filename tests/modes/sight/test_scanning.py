"""Codes are found by beeps and told by their digits; banknotes are told only where sure."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

from edge.fakes.printed import printed
from edge.modes.sight.scanning import SCAN_SECONDS
from edge.ports import Box, Code
from tests.modes.sight.room import lines, room

if TYPE_CHECKING:
    from edge.ports import Picture

MILK = Code("EAN13", "4006381333931", Box(200, 200, 400, 260))


async def test_a_product_code_is_told_by_its_checked_digits() -> None:
    async with room() as here:
        here.camera.show(printed(codes=[MILK]))
        assert await here.ask("look.code") == "Product code 4006381333931."


async def test_a_code_whose_digits_are_wrong_is_not_told() -> None:
    async with room() as here:
        here.camera.show(printed(codes=[Code("EAN13", "4006381333932", MILK.box)]))
        assert (await here.ask("look.code")).endswith("I found no code.")


async def test_a_web_address_and_a_last_day_are_told_as_that() -> None:
    async with room() as here:
        web = Code("QRCode", "https://example.org", MILK.box)
        here.camera.show(printed(codes=[web]))
        assert await here.ask("look.code") == "The code holds a web address: https://example.org."
        chain = Code("GS1 DataMatrix", "010400638133393117270531", MILK.box)
        here.camera.show(printed(codes=[chain]))
        told = await here.ask("look.code")
        assert told.startswith("Product code 4006381333931. Best before")
        assert "May 31" in told


async def test_bars_that_cannot_be_read_yet_are_beeped_towards() -> None:
    async with room() as here:
        began = asyncio.get_running_loop().time()

        def scene(now: float) -> Picture:
            return printed(codes=[MILK]) if now > began + 3 else _bars(at=500)

        here.camera.film(scene)
        told = await here.ask("look.code")
        assert told.startswith("Turn it slowly.")
        assert told.endswith("Product code 4006381333931.")
        assert here.heard.notes
        assert all(degrees > 0 for _, degrees in here.heard.notes)


async def test_a_code_is_not_looked_for_for_ever() -> None:
    async with room() as here:
        began = asyncio.get_running_loop().time()
        assert (await here.ask("look.code")).endswith("I found no code.")
        assert asyncio.get_running_loop().time() - began < SCAN_SECONDS + 2


async def test_a_note_is_told_when_two_pictures_agree() -> None:
    async with room() as here:
        here.camera.show(printed(lines("SVERIGES RIKSBANK", "TJUGO KRONOR", "20")))
        assert await here.ask("look.money") == "The note says: 20 Swedish kronor."


async def test_a_note_that_reads_as_two_is_not_told() -> None:
    async with room() as here:
        reads = iter(range(100))

        def scene(_: float) -> Picture:
            worth = ("TJUGO KRONOR", "20") if next(reads) % 2 else ("FEMTIO KRONOR", "50")
            return printed(lines("SVERIGES RIKSBANK", *worth))

        here.camera.film(scene)
        assert (await here.ask("look.money")).startswith("I cannot tell which note it is.")


async def test_a_bare_hand_is_no_banknote() -> None:
    async with room() as here:
        assert await here.ask("look.money") == "I see no banknote."


def _bars(at: int) -> Picture:
    picture = np.full((480, 640, 3), 120, np.uint8)
    for column in range(at - 90, at + 90, 6):
        picture[150:330, column : column + 3] = 0
        picture[150:330, column + 3 : column + 6] = 255
    return picture
