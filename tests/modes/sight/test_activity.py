"""What goes on after its answer: one at a time, until it is stopped, ends or breaks."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from edge import language as languages
from edge.audio.beacon_sound import Aim
from edge.errors import DeviceError
from edge.modes.sight.activity import FRESH_SECONDS, Activities
from edge.modes.sight.pointing import Pointing
from edge.modes.sight.question import Question
from edge.speaking.items import Priority
from edge.thinking.phrases import Phrases

if TYPE_CHECKING:
    from edge.modes.sight.activity import Aloud
    from edge.speaking.items import Item

FIND = Question("look.find", "cup", Phrases(languages.load("en")))
GUIDE = Question("way.to", "home", Phrases(languages.load("en")))


class Ear(Pointing):
    """Remembers what was said and pointed at."""

    def __init__(self) -> None:
        super().__init__([])
        self.ticks: list[float] = []
        self.aim: Aim | None = None
        self.items: list[Item] = []

    def tick(self, degrees: float) -> None:
        self.ticks.append(degrees)

    def guide(self, aim: Aim | None) -> None:
        self.aim = aim


def _activities(ear: Ear) -> Activities:
    return Activities(ear.items.append, ear)


async def _count(aloud: Aloud) -> None:
    for number in range(1000):
        aloud.tell(f"{number}", "count")
        aloud.pointing.guide(Aim(0, 0.0))
        await asyncio.sleep(1)


async def test_a_new_activity_ends_the_one_before() -> None:
    ear = Ear()
    async with aclosing(_activities(ear)) as activities:
        activities.begin(FIND, _count)
        await asyncio.sleep(2.5)
        activities.begin(GUIDE, _count)
        assert activities.running == "way.to"
        await asyncio.sleep(1.5)
        assert [item.text for item in ear.items] == ["0", "1", "2", "0", "1"]
        assert not ear.items[0].valid()
        assert ear.items[-1].valid()


async def test_what_is_told_on_the_way_is_fresh_or_not_said() -> None:
    ear = Ear()
    async with aclosing(_activities(ear)) as activities:
        activities.begin(FIND, _count)
        await asyncio.sleep(0.5)
        (item,) = ear.items
        assert item.priority is Priority.NAVIGATION
        assert item.language == "en"
        assert item.expires_at == FRESH_SECONDS


async def test_stopping_silences_the_tones_and_unsays_what_waits() -> None:
    ear = Ear()
    async with aclosing(_activities(ear)) as activities:
        activities.begin(FIND, _count)
        await asyncio.sleep(0.5)
        assert ear.aim is not None
        assert activities.stop()
        assert activities.running == ""
        assert ear.aim is None
        assert not ear.items[0].valid()
        assert not activities.stop()
        await asyncio.sleep(5)
        assert len(ear.items) == 1


async def test_a_fault_ends_it_with_one_sentence() -> None:
    ear = Ear()

    async def breaks(aloud: Aloud) -> None:
        aloud.pointing.guide(Aim(0, 0.0))
        raise DeviceError("the camera was unplugged")

    async with aclosing(_activities(ear)) as activities:
        activities.begin(FIND, breaks)
        await asyncio.sleep(0.1)
        (item,) = ear.items
        assert item.text == "That did not work: the camera was unplugged"
        assert item.priority is Priority.ANSWER
        assert activities.running == ""
        assert ear.aim is None


async def test_closing_leaves_nothing_behind() -> None:
    ear = Ear()
    ended = asyncio.Event()

    async def lasts(_: Aloud) -> None:
        try:
            await asyncio.sleep(1000)
        finally:
            ended.set()

    async with aclosing(_activities(ear)) as activities:
        activities.begin(FIND, lasts)
        await asyncio.sleep(0)
    assert ended.is_set()
