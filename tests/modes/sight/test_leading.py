"""Somebody is led to a place, or back the way they came, and saves places."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from edge import language as languages
from edge.audio.beacon_sound import Aim
from edge.fakes.position import FakeCompass, FakePosition
from edge.fakes.time import FakeClock
from edge.modes.sight.activity import Activities
from edge.modes.sight.backing import Backing
from edge.modes.sight.locator import Locator
from edge.modes.sight.question import Question
from edge.modes.sight.way_outfit import WayOutfit
from edge.settings import GuideSettings
from edge.store.store import Store
from edge.tasks import Tasks
from edge.thinking.phrases import Phrases
from tests.way.town import at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.speaking.items import Item

ENGLISH = Phrases(languages.load("en"))


class Pointed:
    """What the beacon does."""

    def __init__(self) -> None:
        self.aims: list[Aim | None] = []

    def tick(self, degrees: float) -> None:
        raise AssertionError("nothing is looked for")

    def guide(self, aim: Aim | None) -> None:
        self.aims.append(aim)


class Walk:
    """Somebody who walks with a receiver in the hand and a compass on the head."""

    def __init__(self) -> None:
        self.position, self.compass, self.beacon = FakePosition(), FakeCompass(), Pointed()
        self.said: list[Item] = []
        self.store = Store.in_memory()
        self.way = WayOutfit(locator=Locator(self.position, self.compass), settings=GuideSettings())
        activities = Activities(self.said.append, self.beacon)  # type: ignore[arg-type]  # as much of Pointing as is asked
        self.activities = activities
        backing = Backing(activities, self.store, lambda: "owner", FakeClock())
        self._answers = {
            what: answer
            for family in self.way.families(backing)
            for what, answer in family.answers.items()
        }

    async def be(
        self, east: float, north: float, facing: float | None = 0.0, accuracy: float = 4.0
    ) -> None:
        place = at(east, north)
        self.position.move_to(place.latitude, place.longitude, accuracy=accuracy, speed=0.0)
        if facing is not None:
            self.compass.turn_to(facing)
        await asyncio.sleep(0.5)

    async def go(self, start: tuple[float, float], end: tuple[float, float], facing: float) -> None:
        """A metre a second."""
        metres = round(abs(end[0] - start[0]) + abs(end[1] - start[1]))
        for step in range(metres + 1):
            share = step / max(1, metres)
            east, north = (a + share * (b - a) for a, b in zip(start, end, strict=True))
            await self.be(east, north, facing)
            await asyncio.sleep(0.5)

    async def ask(self, what: str, about: str = "") -> str:
        question = Question(what, about, ENGLISH)
        return "".join([text async for text in self._answers[what](question)]).strip()

    @property
    def told(self) -> list[str]:
        return [item.text for item in self.said]


@asynccontextmanager
async def walking() -> AsyncIterator[Walk]:
    walk = Walk()
    async with Tasks() as tasks:
        tasks.start(walk.way.locator.run())
        yield walk
        await walk.activities.aclose()


async def test_a_saved_place_is_found_again() -> None:
    async with walking() as walk:
        await walk.be(0, 0)
        assert await walk.ask("way.save", "home") == "I have saved this place as home."
        await walk.be(0, -100, facing=0)
        told = await walk.ask("way.to", "Home")
        assert told == "Home, 100 metres, straight ahead. Walk towards the sound."
        await asyncio.sleep(0.3)
        assert walk.beacon.aims[-1] == Aim(0, 0.0)
        await walk.go((0, -100), (0, -10), facing=0)
        assert walk.told[-1] == "You are there, within 4 metres."
        assert walk.beacon.aims[-1] is None
        assert await walk.ask("way.how_far") == "We are not on the way to anywhere."


async def test_the_distance_is_told_on_the_way_and_when_asked() -> None:
    async with walking() as walk:
        await walk.be(0, 0)
        await walk.ask("way.save", "home")
        await walk.be(0, -160, facing=0)
        await walk.ask("way.to", "home")
        await walk.go((0, -160), (0, -60), facing=0)
        told = [text for text in walk.told if text.endswith("to go.")]
        assert 2 <= len(told) <= 4
        assert len(set(told)) == len(told)
        assert await walk.ask("way.how_far") == "60 metres to go."


async def test_the_beacon_says_where_to_turn_and_is_quiet_without_a_heading() -> None:
    async with walking() as walk:
        await walk.be(0, 0)
        await walk.ask("way.save", "home")
        await walk.be(-100, 0, facing=0)
        assert "3 o'clock" in await walk.ask("way.to", "home")
        await asyncio.sleep(0.3)
        aim = walk.beacon.aims[-1]
        assert aim is not None
        assert (aim.zone, round(aim.degrees)) == (2, 90)
        await asyncio.sleep(3)  # the compass has fallen silent
        await walk.be(-100, 0, facing=None)
        assert walk.beacon.aims[-1] is None
        assert "to the east" in await walk.ask("way.to", "home")


async def test_the_way_back_leads_round_the_corner_that_was_walked() -> None:
    async with walking() as walk:
        await walk.go((0, 0), (60, 0), facing=90)
        await walk.go((60, 0), (60, 60), facing=0)
        assert (await walk.ask("way.back")).startswith("We go back the way we came, 115 metres")
        await asyncio.sleep(0.3)
        aim = walk.beacon.aims[-1]
        assert aim is not None
        assert abs(abs(aim.degrees) - 180) < 20
        await walk.go((60, 60), (60, 0), facing=180)
        aim = walk.beacon.aims[-1]
        assert aim is not None
        assert abs(aim.degrees - 90) < 20
        await walk.go((60, 0), (5, 0), facing=270)
        assert walk.told[-1].startswith("You are there")


async def test_who_has_not_moved_is_not_led_back() -> None:
    async with walking() as walk:
        await walk.be(0, 0)
        assert "not followed you far enough" in await walk.ask("way.back")


async def test_a_lost_position_is_told_once_and_the_beacon_falls_silent() -> None:
    async with walking() as walk:
        await walk.be(0, 0)
        await walk.ask("way.save", "home")
        await walk.be(0, -100)
        await walk.ask("way.to", "home")
        await asyncio.sleep(0.3)
        walk.position.lose_sky()
        await asyncio.sleep(2)
        assert walk.beacon.aims[-1] is None
        assert [text for text in walk.told if "no position" in text] == [
            "I have no position yet: the sky may be hidden."
        ]


async def test_stop_ends_the_beacon() -> None:
    async with walking() as walk:
        await walk.be(0, 0)
        await walk.ask("way.save", "home")
        await walk.be(0, -100)
        await walk.ask("way.to", "home")
        await asyncio.sleep(0.3)
        assert await walk.ask("way.stop") == "I stopped guiding."
        assert walk.beacon.aims[-1] is None
        assert await walk.ask("way.stop") == "We are not on the way to anywhere."


async def test_who_stands_there_already_is_told_so() -> None:
    async with walking() as walk:
        await walk.be(0, 0)
        await walk.ask("way.save", "home")
        assert (await walk.ask("way.to", "home")).startswith("You are there")
        assert walk.activities.running == ""


async def test_places_are_listed_and_forgotten() -> None:
    async with walking() as walk:
        assert await walk.ask("way.places") == "You have saved no places."
        assert "no position" in await walk.ask("way.save", "home")
        await walk.be(0, 0, accuracy=35)
        assert "only within 35 metres" in await walk.ask("way.save", "home")
        await walk.be(0, 50)
        await walk.ask("way.save", "work")
        assert await walk.ask("way.places") == "You have saved home and work."
        assert await walk.ask("way.forget", "home") == "I have forgotten the place home."
        assert await walk.ask("way.forget", "home") == "I know no place called home."
        assert "no place called mars" in await walk.ask("way.to", "mars")
