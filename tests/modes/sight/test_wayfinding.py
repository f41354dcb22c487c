"""Where somebody is, what is around them, and how it is said."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from edge import language as languages
from edge.fakes.position import FakeCompass, FakePosition
from edge.fakes.time import FakeClock
from edge.modes.sight.atlas import Atlas
from edge.modes.sight.locator import Locator
from edge.modes.sight.measures import Measures
from edge.modes.sight.question import Question
from edge.modes.sight.wayfinding import Wayfinding
from edge.settings import GuideSettings
from edge.store.store import Store
from edge.tasks import Tasks
from edge.thinking.phrases import Phrases
from edge.way.map_import import import_map
from edge.way.street_map import StreetMap
from tests.way.town import at, town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@pytest.fixture(scope="module")
def town_map(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StreetMap]:
    folder = tmp_path_factory.mktemp("town")
    import_map(town().write(folder / "town.osm.pbf"), folder / "map.db")
    opened = StreetMap(folder / "map.db")
    yield opened
    opened.close()


LANGUAGES = {code: languages.load(code) for code in ("en", "zh")}


class Walk:
    """Somebody with a position sensor and a compass on the head."""

    def __init__(self, streets: StreetMap | None, **guide: object) -> None:
        self.position, self.compass = FakePosition(), FakeCompass()
        self.locator = Locator(self.position, self.compass)
        settings = GuideSettings(**guide)  # type: ignore[arg-type]  # names of its fields
        self.measures = Measures(Store.in_memory(), lambda: "owner", settings)
        atlas = Atlas(streets) if streets else None
        self.clock = FakeClock()
        self.family = Wayfinding(self.locator, atlas, self.measures, self.clock)

    async def stand(
        self, east: float, north: float, *, accuracy: float = 5.0, facing: float | None = None
    ) -> None:
        """So many metres from the town's origin, looking there."""
        place = at(east, north)
        self.position.move_to(place.latitude, place.longitude, accuracy=accuracy, speed=0.0)
        if facing is not None:
            self.compass.turn_to(facing)
        await asyncio.sleep(0.01)

    async def ask(
        self, what: str, about: str = "", code: str = "en", verbosity: str = "normal"
    ) -> str:
        question = Question(what, about, Phrases(LANGUAGES[code], verbosity))
        return "".join([text async for text in self.family.answers[what](question)]).strip()


@asynccontextmanager
async def walking(streets: StreetMap | None, **guide: object) -> AsyncIterator[Walk]:
    walk = Walk(streets, **guide)
    async with Tasks() as tasks:
        tasks.start(walk.locator.run())
        tasks.start(_time_passes())
        yield walk


async def _time_passes() -> None:
    """Virtual time needs something to wait for while the map is asked in its thread."""
    while True:  # noqa: ASYNC110 - nothing else is scheduled
        await asyncio.sleep(0.001)


async def test_the_street_is_told_with_how_sure_it_is(town_map: StreetMap) -> None:
    async with walking(town_map) as walk:
        await walk.stand(50, 2, facing=90)
        told = await walk.ask("way.here")
        assert told == "You are on Main Street, within 5 metres. You are facing east."


async def test_streets_that_the_accuracy_does_not_part_are_all_told(town_map: StreetMap) -> None:
    async with walking(town_map) as walk:
        await walk.stand(90, 6, accuracy=12)
        told = await walk.ask("way.here")
        assert "within 12 metres" in told
        assert "It may also be" in told
        assert "facing" not in told


async def test_what_is_around_is_told_by_clock_face_and_distance(town_map: StreetMap) -> None:
    async with walking(town_map) as walk:
        await walk.stand(20, 0, facing=90)
        told = await walk.ask("way.around")
        assert "Blue Cup, 25 metres, 11 o'clock" in told
        assert "Crust, 40 metres, 1 o'clock" in told


async def test_without_a_heading_things_lie_by_the_compass(town_map: StreetMap) -> None:
    async with walking(town_map) as walk:
        await walk.stand(20, 0)
        assert "Blue Cup, 25 metres, to the north-east" in await walk.ask("way.around")


@pytest.mark.parametrize(
    ("accuracy", "wording"), [(5, "25 metres"), (15, "about 25 metres"), (40, "around 25 metres")]
)
async def test_a_distance_is_said_as_well_as_the_position_is_known(
    town_map: StreetMap, accuracy: float, wording: str
) -> None:
    async with walking(town_map) as walk:
        await walk.stand(20, 0, accuracy=accuracy, facing=90)
        assert f"Blue Cup, {wording}, 11 o'clock" in await walk.ask("way.around")


async def test_whoever_counts_steps_is_told_steps(town_map: StreetMap) -> None:
    async with walking(town_map, distances="steps", step_centimetres=50) as walk:
        await walk.stand(20, 0, facing=90)
        assert "Blue Cup, 45 steps, 11 o'clock" in await walk.ask("way.around")
        await walk.measures.set_unit("metres")
        assert "Blue Cup, 25 metres" in await walk.ask("way.around")
        await walk.measures.set_step(80)
        assert "Blue Cup, 30 steps" in await walk.ask("way.around")


async def test_the_next_corner_ahead_is_told(town_map: StreetMap) -> None:
    async with walking(town_map) as walk:
        await walk.stand(10, 0, facing=90)
        told = await walk.ask("way.ahead", verbosity="full")
        assert (
            "The corner of Elm Street and Main Street, 90 metres, straight ahead"
            in told.replace("the corner", "The corner")
        )
        await walk.stand(10, 0, facing=270)
        assert "Elm Street" not in await walk.ask("way.ahead")


async def test_ahead_means_nothing_to_somebody_whose_direction_nobody_knows(
    town_map: StreetMap,
) -> None:
    async with walking(town_map) as walk:
        await walk.stand(10, 0)
        assert "which way you look" in await walk.ask("way.ahead")


@pytest.mark.parametrize("name", ["bakery", "crust"])
async def test_the_nearest_is_found_by_kind_and_by_name(town_map: StreetMap, name: str) -> None:
    async with walking(town_map) as walk:
        await walk.stand(20, 0, facing=90)
        assert await walk.ask("way.nearest", name) == "Crust, 40 metres, 1 o'clock."


async def test_with_its_opening_hours_it_is_told_whether_it_is_open(town_map: StreetMap) -> None:
    pytest.importorskip("opening_hours", reason="reads opening hours")
    async with walking(town_map) as walk:
        await walk.stand(20, 0, facing=90)
        assert (await walk.ask("way.nearest", "cafe")).endswith("Open until 6 pm.")
        walk.clock.advance(12 * 3600)
        assert (await walk.ask("way.nearest", "cafe")).endswith("Closed until tomorrow at 8 am.")


async def test_it_is_told_in_the_language_of_the_question(town_map: StreetMap) -> None:
    async with walking(town_map) as walk:
        await walk.stand(20, 0, facing=90)
        assert "40米" in await walk.ask("way.nearest", "面包店", code="zh")


@pytest.mark.parametrize("what", ["way.here", "way.around", "way.ahead", "way.nearest"])
async def test_without_a_position_that_is_told(town_map: StreetMap, what: str) -> None:
    async with walking(town_map) as walk:
        assert "no position" in await walk.ask(what, "cafe")
        await walk.stand(20, 0, facing=90)
        assert "no position" not in await walk.ask(what, "cafe")
        walk.position.lose_sky()
        await asyncio.sleep(0.01)
        assert "no position" in await walk.ask(what, "cafe")


@pytest.mark.parametrize("what", ["way.here", "way.around", "way.ahead", "way.nearest"])
async def test_without_a_map_that_is_told(what: str) -> None:
    async with walking(None) as walk:
        await walk.stand(20, 0, facing=90)
        assert "no map" in await walk.ask(what, "cafe")


async def test_where_no_street_is_the_position_is_told_all_the_same(town_map: StreetMap) -> None:
    async with walking(town_map) as walk:
        await walk.stand(0, 9000)
        assert "no street here" in await walk.ask("way.here")
        assert "nothing on the map" in await walk.ask("way.around")
