"""A reply that is said while it is still being written."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.events import PlaybackStarted, SentenceReady
from edge.speaking.growing import Growing
from edge.speaking.items import Item, Priority, again
from tests.speaking.stage import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def _all(pieces: AsyncIterator[str]) -> list[str]:
    return [piece async for piece in pieces]


async def _write(growing: Growing, *parts: str, every: float = 0.5) -> None:
    for part in parts:
        growing.add(part)
        await asyncio.sleep(every)
    growing.finish()


async def test_a_clause_is_handed_out_at_once() -> None:
    growing, loop = Growing(), asyncio.get_running_loop()
    start = loop.time()

    async def timed() -> list[tuple[str, float]]:
        return [(piece, loop.time() - start) async for piece in growing.pieces()]

    reading = asyncio.create_task(timed())
    await _write(growing, "One two. ", "Three, ", "four.")
    assert await reading == [("One two. ", 0.0), ("Three, ", 0.5), ("four.", 1.0)]


async def test_what_gathered_meanwhile_is_handed_out_in_sentences() -> None:
    growing = Growing()
    reading = growing.pieces()
    growing.add("One two, ")
    assert await anext(reading) == "One two, "
    growing.add("three four. ")
    growing.add("Five, six. ")
    growing.finish()
    assert await _all(reading) == ["three four. ", "Five, six. "]


async def test_a_late_reader_begins_in_the_midst() -> None:
    growing = Growing()
    growing.add("One two. Three four. ")
    growing.finish()
    assert await _all(growing.pieces(9)) == ["Three four. "]


async def test_the_first_sentence_sounds_while_the_second_is_written() -> None:
    async with stage() as room:
        growing = Growing()
        room.voice.say(Item(growing=growing))
        await _write(growing, "one two three. ", "Four five.", every=1.0)
        await asyncio.sleep(3)
        assert room.words_in_the_air() == [0, 1, 2, 0, 1]  # counted in each piece
        first = room.told(PlaybackStarted)[0].at
        second = room.told(SentenceReady)[1].at
        assert first < second
        assert room.finished() == [("one two three. Four five.", True)]


async def test_a_reply_that_is_cut_short_was_heard_as_far_as_it_sounded() -> None:
    async with stage() as room:
        growing = Growing()
        room.voice.say(Item(growing=growing))
        growing.add("one two three four. Five six ")
        await asyncio.sleep(1.0)
        heard = room.voice.barge_in()
        growing.add("seven. ")
        growing.finish()
        await asyncio.sleep(3)
        assert heard in ("one two", "one two three")
        assert room.finished() == [(heard, False)]
        assert max(room.words_in_the_air()) < 4


async def test_a_hazard_in_its_midst_leaves_the_rest_to_be_said() -> None:
    async with stage() as room:
        growing = Growing()
        room.voice.say(Item(growing=growing))
        growing.add("one two three four. ")
        await asyncio.sleep(1.0)
        room.voice.say(Item(text="stop", priority=Priority.HAZARD))
        await _write(growing, "Five six.")
        await asyncio.sleep(6)
        assert room.finished()[-1] == ("one two three four. Five six.", True)


async def test_what_grew_can_be_said_again() -> None:
    growing = Growing()
    growing.add("One two. ")
    growing.finish()
    assert again(Item(growing=growing)).text == "One two. "


async def test_an_item_goes_on_elsewhere_where_it_was_cut_off() -> None:
    async with stage() as room:
        room.voice.say(Item(text="one two three four", begins=len("one two ")))
        await asyncio.sleep(3)
        assert len(room.words_in_the_air()) == 2
        assert room.finished() == [("one two three four", True)]
