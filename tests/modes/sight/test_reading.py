"""A page is read word for word, and one finds one's way in it by voice."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from edge import language as languages
from edge.fakes.camera import FakeCamera
from edge.fakes.printed import FakeTextReader, printed
from edge.fakes.time import AtOnce
from edge.modes.sight.camera_use import CameraUse
from edge.modes.sight.question import Question
from edge.modes.sight.reading import ReadingAloud
from edge.ports import Box, TextLine
from edge.seeing.eyes import Eyes
from edge.seeing.looker import Looker
from edge.thinking.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.language import Language

ENGLISH = Phrases(languages.load("en"))
PAGE = ("Dear Anna.", "The rent is 840 euros.", "It is due on 5 May.")


def _lines(*texts: str) -> list[TextLine]:
    return [
        TextLine(text, 0.99, Box(100, 60 + 60 * row, 540, 90 + 60 * row))
        for row, text in enumerate(texts)
    ]


class Desk:
    """A page on a desk, a camera over it, and somebody who asks."""

    def __init__(self) -> None:
        self.camera = FakeCamera()
        self.use = CameraUse(Eyes(self.camera, lambda: 5.0, lambda _: None))
        self.looker = Looker(AtOnce())
        self.reader = FakeTextReader()
        self.family = ReadingAloud(self.use, self.looker, self.reader)
        self.lay(*PAGE)

    def lay(self, *texts: str) -> None:
        self.camera.show(printed(_lines(*texts)))

    async def ask(self, what: str, about: str = "") -> str:
        question = Question(what, about, ENGLISH)
        return "".join([text async for text in self.family.answers[what](question)]).strip()


@asynccontextmanager
async def at_desk() -> AsyncIterator[Desk]:
    desk = Desk()
    try:
        yield desk
    finally:
        await desk.use.close()
        desk.looker.close()


async def test_a_page_is_read_word_for_word() -> None:
    async with at_desk() as desk:
        assert await desk.ask("read.start") == " ".join(PAGE)


async def test_whoever_interrupts_goes_on_with_the_sentence_that_was_cut() -> None:
    async with at_desk() as desk:
        await desk.ask("read.start")
        desk.family.heard("read.start", "Dear Anna. The rent is")
        assert await desk.ask("read.on") == " ".join(PAGE[1:])


async def test_next_and_previous_go_from_sentence_to_sentence() -> None:
    async with at_desk() as desk:
        await desk.ask("read.start")
        desk.family.heard("read.start", "Dear Anna. The")
        assert await desk.ask("read.next") == PAGE[2]
        assert await desk.ask("read.next") == "That is the end."
        assert await desk.ask("read.previous") == PAGE[1]
        assert await desk.ask("read.top") == " ".join(PAGE)


async def test_only_the_numbers_are_read_where_only_they_are_wanted() -> None:
    async with at_desk() as desk:
        await desk.ask("read.start")
        assert await desk.ask("read.numbers") == "The numbers are: 840. 5."


async def test_a_word_is_found_with_its_sentence() -> None:
    async with at_desk() as desk:
        await desk.ask("read.start")
        assert await desk.ask("read.find", "due") == "It says: It is due on 5 May."
        assert "does not say deposit" in await desk.ask("read.find", "deposit")


async def test_before_anything_was_read_there_is_nothing_to_go_on_with() -> None:
    async with at_desk() as desk:
        for what in ("read.next", "read.on", "read.top", "read.numbers", "read.summary"):
            assert await desk.ask(what) == "Nothing has been read yet."


async def test_a_bare_table_has_no_text() -> None:
    async with at_desk() as desk:
        desk.lay()
        assert await desk.ask("read.start") == "I found no text."


async def test_two_readings_of_a_price_that_differ_are_both_told_and_neither_alone() -> None:
    async with at_desk() as desk:
        prices = ["Price 840 euros", "Price 340 euros"]
        desk.camera.film(lambda _: printed(_lines(prices[min(1, desk.reader.calls)])))
        both = "My two readings differ. One says: Price 840 euros. The other: Price 340 euros."
        assert await desk.ask("read.start") == both
        assert await desk.ask("read.previous") == "That is the beginning."
        assert (await desk.ask("read.numbers")).startswith(both)


async def test_a_dose_that_only_one_reading_has_is_told_as_such() -> None:
    async with at_desk() as desk:
        pages = [("Take 5 mg daily",), ("Take 5 mg daily", "Not with alcohol, 2 tablets at most")]
        desk.camera.film(lambda _: printed(_lines(*pages[min(1, desk.reader.calls)])))
        told = await desk.ask("read.start")
        assert told.startswith("Take 5 mg daily ")
        assert "Only one of my two readings says: Not with alcohol" in told


async def test_a_summary_is_the_language_models() -> None:
    async def summarise(text: str, language: Language) -> AsyncIterator[str]:
        yield f"{language.name}: {len(text.split())} words."

    async with at_desk() as desk:
        desk.family = ReadingAloud(desk.use, desk.looker, desk.reader, summarise)
        await desk.ask("read.start")
        assert await desk.ask("read.summary") == "English: 13 words."


async def test_without_a_model_a_summary_is_how_it_begins() -> None:
    async with at_desk() as desk:
        await desk.ask("read.start")
        assert await desk.ask("read.summary") == "3 lines. It begins: Dear Anna."
