"""Walks with the guide on, as whole conversations in virtual time."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from edge.audio.cue_track import URGENT_GAIN
from edge.devices.position_gpx import GpxPosition
from edge.events import (
    HazardSensed,
    PlaybackFinished,
    PlaybackStarted,
    RangeSensingChanged,
    SkillAnswered,
    ThingAhead,
)
from edge.fakes.camera import FakeCamera
from edge.fakes.position import FakeCompass, FakePosition
from edge.fakes.printed import FakeThingDetector, printed
from edge.modes.sight.atlas import Atlas
from edge.modes.sight.camera_use import CameraUse
from edge.modes.sight.locator import Locator
from edge.modes.sight.outfit import Outfit
from edge.modes.sight.way_outfit import WayOutfit
from edge.ports import Box, Thing
from edge.seeing.eyes import Eyes
from edge.seeing.hazard_path import HazardWatch
from edge.way.map_import import import_map
from edge.way.street_map import StreetMap
from tests.turns.conftest import stage
from tests.way.town import at, town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.turns.conftest import Stage

STEP_SECONDS = 1.0
WALKING = 1.2
"""Metres a second."""


class SteadyPath:
    """Stands in for the threads of a distance sensor: they keep the real time, not the loop's."""

    works = True

    def start(self) -> None:
        """Nothing to begin."""

    def stop(self) -> None:
        """Nothing to end."""


@pytest.fixture(scope="module")
def map_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    import_map(town().write(folder / "town.osm.pbf"), folder / "map.db")
    return folder / "map.db"


@pytest.fixture
def town_map(map_file: Path) -> StreetMap:
    """Closed by the conversation that walks through it."""
    return StreetMap(map_file)


@pytest.fixture
def track(tmp_path: Path) -> GpxPosition:
    """160 m along Main Street, a point every second."""
    points = [(number, at(-10 + WALKING * number, 0)) for number in range(140)]
    nodes = "".join(
        f'<trkpt lat="{place.latitude:.7f}" lon="{place.longitude:.7f}">'
        f"<time>2026-05-01T10:{number // 60:02}:{number % 60:02}Z</time></trkpt>"
        for number, place in points
    )
    file = tmp_path / "walk.gpx"
    namespace = "http://www.topografix.com/GPX/1/1"
    file.write_text(f'<gpx xmlns="{namespace}"><trk><trkseg>{nodes}</trkseg></trk></gpx>')
    return GpxPosition(file)


@dataclass
class Walk:
    """Somebody with all sensors, in a conversation."""

    world: Stage
    camera: FakeCamera
    position: FakePosition
    compass: FakeCompass
    things: list[Thing] = field(default_factory=list)
    """Before the camera at the moment."""

    async def say(self, text: str) -> str:
        """Type it, and wait for the end of its answer: what of it was heard."""
        count = len(self.world.happened(SkillAnswered))
        self.world.conversation.assistant.typed(text)
        answered = await self.world.until(SkillAnswered, count + 1)
        return (await self.finished(answered.item)).heard.strip()

    async def finished(self, item: int) -> PlaybackFinished:
        async with asyncio.timeout(60):
            while True:
                event: PlaybackFinished
                for event in self.world.happened(PlaybackFinished):
                    if event.item == item:
                        return event
                self.world.news.clear()
                await self.world.news.wait()

    async def go(self, start: float, end: float, north: float = 0.0) -> None:
        """Along Main Street, in metres east of the town's origin, at a walk."""
        metres, step = abs(end - start), WALKING * STEP_SECONDS
        east_or_west = 1 if end > start else -1
        for number in range(round(metres / step) + 1):
            place = at(start + east_or_west * number * step, north)
            course = 90.0 if east_or_west > 0 else 270.0
            self.position.move_to(
                place.latitude, place.longitude, accuracy=4.0, speed=WALKING, course=course
            )
            self.compass.turn_to(course)
            await asyncio.sleep(STEP_SECONDS)

    def sense(self, kind: str, metres: float, zone: int, degrees: float = 0.0) -> None:
        """As the hazard thread tells it, after the tone."""
        now = asyncio.get_running_loop().time()
        self.world.conversation.bus.arrive(
            HazardSensed(
                at=now, sensor="front", kind=kind, zone=zone, degrees=degrees, metres=metres,
                speed=WALKING,
            )
        )  # fmt: skip

    def sensor(self, *, works: bool, again: bool = False) -> None:
        now = asyncio.get_running_loop().time()
        self.world.conversation.bus.arrive(
            RangeSensingChanged(at=now, sensor="front", works=works, again=again)
        )

    @property
    def said(self) -> list[PlaybackStarted]:
        return self.world.happened(PlaybackStarted)

    def texts(self, *words: str) -> list[str]:
        """What was begun to be said and holds one of the words."""
        return [one.text.strip() for one in self.said if any(word in one.text for word in words)]


@asynccontextmanager
async def walking(
    streets: StreetMap | None = None, *, sensor: bool = False, camera: bool = True
) -> AsyncIterator[Walk]:
    source, position, compass = FakeCamera(), FakePosition(), FakeCompass()
    atlas = Atlas(streets) if streets else None
    outfit = Outfit(
        camera=CameraUse(Eyes(source, lambda: 5.0, lambda _: None)) if camera else None,
        things=FakeThingDetector() if camera else None,
        way=WayOutfit(locator=Locator(position, compass), atlas=atlas),
    )
    paths: Any = [SteadyPath()] if sensor else []
    try:
        async with stage(outfit=outfit, watch=lambda _: HazardWatch(paths, [])) as world:
            walk = Walk(world, source, position, compass)
            source.film(lambda _: printed(things=walk.things))
            yield walk
    finally:
        await outfit.close()


def person(east: float = 320, height: float = 300) -> Thing:
    """Somebody who stands before the camera, their middle at a column of 640."""
    box = Box(east - height / 6, 440 - height, east + height / 6, 440)
    return Thing("person", 0.9, box)


async def test_at_first_use_the_mode_tells_all_that_it_cannot_do() -> None:
    async with walking() as walk:
        assert (await walk.say("guide mode")) == "Guide mode."
        told = (await walk.world.until(PlaybackFinished, 2)).heard
        assert "an aid beside cane or dog" in told
        assert "Obstacle sensing is off: there is no distance sensor." in told
        assert "glass" in told
        await walk.say("be brief")
        await walk.say("assistant mode")
        await walk.say("guide mode")
        told = (await walk.world.until(PlaybackFinished, 6)).heard
        assert told == "Obstacle sensing is off: there is no distance sensor."


async def test_with_a_sensor_the_mode_tells_that_it_senses_obstacles() -> None:
    async with walking(sensor=True) as walk:
        await walk.say("guide mode")
        assert "Obstacle sensing is on." in (await walk.world.until(PlaybackFinished, 2)).heard
        assert (await walk.say("do you sense obstacles")) == "Obstacle sensing is on."


async def test_a_walk_is_told_in_few_words_and_nothing_twice(town_map: StreetMap) -> None:
    async with walking(town_map, sensor=True) as walk:
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        began = asyncio.get_running_loop().time()
        walk.things.append(person())
        await walk.go(-30, 160)
        ended = asyncio.get_running_loop().time()
        said = [one for one in walk.said if one.at >= began]
        texts = [one.text for one in said]
        assert any("Blue Cup" in text for text in texts)
        assert any("Elm Street" in text for text in texts)
        assert sum("person" in text for text in texts) == 1
        assert len(texts) == len(set(texts))
        words = sum(len(re.findall(r"\w+", text)) for text in texts)
        assert words / ((ended - began) / 60) <= 30
        starts = [one.at for one in said if one.priority == "ambient"]
        assert all(later - earlier >= 5 for earlier, later in pairwise(starts))
        assert _overlaps(walk) == []


def _overlaps(walk: Walk) -> list[str]:
    """Texts that began while another was being said and had not been suspended for a hazard."""
    playing: PlaybackStarted | None = None
    found = []
    for event in walk.world.events:
        if isinstance(event, PlaybackStarted):
            if playing is not None and event.priority != "hazard" and playing.item != event.item:
                found.append(event.text)
            playing = event
        elif isinstance(event, PlaybackFinished) and playing and event.item == playing.item:
            playing = None
    return found


async def test_a_warning_of_the_camera_says_that_it_is_a_guess_and_how_late_it_is() -> None:
    async with walking() as walk:
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        await asyncio.sleep(6)
        walk.things.append(person(east=330))
        seen = await walk.world.until(ThingAhead)
        assert (seen.label, round(seen.degrees)) == ("person", 1)
        assert 0 <= seen.latency_seconds < 1
        await walk.world.until(PlaybackStarted, 3)
        assert walk.texts("person") == ["I think a person, straight ahead."]


async def test_a_hazard_is_said_within_50_ms_and_the_answer_goes_on() -> None:
    async with walking(sensor=True, camera=False) as walk:
        walk.world.conversation.assistant.typed("what can you not see")
        await walk.world.until(PlaybackStarted)
        await asyncio.sleep(2)
        now = asyncio.get_running_loop().time()
        walk.sense("drop-off", 1.1, 2)
        warned = await walk.world.until(PlaybackStarted, 2)
        assert (warned.text, warned.priority) == ("Stop. A drop.", "hazard")
        assert warned.at - now <= 0.05
        answer = walk.said[0]
        finished = await walk.finished(answer.item)
        assert finished.completed
        assert finished.at > (await walk.finished(warned.item)).at


async def test_an_obstacle_is_worth_words_only_where_one_is_guided_and_it_is_near() -> None:
    async with walking(sensor=True, camera=False) as walk:
        walk.sense("obstacle", 0.9, 2)
        await asyncio.sleep(2)
        assert walk.said == []
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        walk.sense("obstacle", 1.8, 1)
        await asyncio.sleep(2)
        assert len(walk.said) == 2
        walk.sense("obstacle", 0.9, 2, degrees=25)
        await asyncio.sleep(0.1)
        walk.sense("obstacle", 0.8, 2, degrees=25)
        await asyncio.sleep(3)
        assert walk.texts("Obstacle,") == ["Obstacle, 1 o'clock, 1 metre."]


async def test_nothing_is_said_over_an_answer(town_map: StreetMap) -> None:
    async with walking(town_map) as walk:
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        going = asyncio.create_task(walk.go(-30, 60))
        await asyncio.sleep(20)
        for _ in range(4):
            assert (await walk.say("what can you not see")).endswith("comes late.")
        await going
        assert _overlaps(walk) == []


async def test_what_an_answer_cut_off_can_be_asked_for() -> None:
    async with walking() as walk:
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        await asyncio.sleep(6)
        walk.things.append(person())
        await walk.world.until(PlaybackStarted, 3)
        await walk.say("what time is it")
        assert (await walk.say("what did i miss")) == walk.said[2].text
        assert (await walk.say("what did i miss")) == "You missed nothing."


async def test_a_silent_sensor_is_told_at_once_and_again_while_one_is_guided() -> None:
    async with walking(sensor=True, camera=False) as walk:
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        now = asyncio.get_running_loop().time()
        walk.sensor(works=False)
        lost = await walk.world.until(PlaybackStarted, 3)
        assert lost.text == "Obstacle sensing is off: the sensor does not answer."
        assert (lost.at - now <= 0.05, lost.priority) == (True, "hazard")
        await asyncio.sleep(10)
        walk.sensor(works=False, again=True)
        assert (await walk.world.until(PlaybackStarted, 4)).text == lost.text
        walk.sensor(works=True)
        back = await walk.world.until(PlaybackStarted, 5)
        assert back.text == "Obstacle sensing is on again."


async def test_without_the_guide_a_silent_sensor_is_said_once() -> None:
    async with walking(sensor=True, camera=False) as walk:
        walk.sensor(works=False)
        await walk.world.until(PlaybackFinished)
        await asyncio.sleep(10)
        walk.sensor(works=False, again=True)
        await asyncio.sleep(10)
        assert len(walk.said) == 1


async def test_a_crossing_is_never_judged_whatever_there_is() -> None:
    async with stage() as world:
        world.conversation.assistant.typed("can i cross now")
        told = (await world.until(PlaybackFinished)).heard
        assert told.strip().startswith("I cannot judge crossings or lights.")
        world.conversation.assistant.typed("what can you not see")
        assert "no distance sensor" in (await world.until(PlaybackFinished, 2)).heard
        world.conversation.assistant.typed("guide mode")
        assert "isn't installed" in (await world.until(PlaybackFinished, 3)).heard


async def test_a_camera_that_is_lost_is_told_once_and_the_guide_goes_on(
    town_map: StreetMap,
) -> None:
    async with walking(town_map) as walk:
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        walk.camera.unplug()
        await walk.go(-30, 60)
        assert len(walk.texts("camera does not answer")) == 1
        assert walk.texts("Blue Cup")


async def test_a_camera_that_is_switched_off_is_told_as_off() -> None:
    async with walking() as walk:
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        await asyncio.sleep(2)
        await walk.say("camera off")
        await asyncio.sleep(20)
        assert walk.texts("camera does not answer") == []
        assert len(walk.texts("Say camera on")) == 1


async def test_a_recorded_walk_is_called_out(town_map: StreetMap, track: GpxPosition) -> None:
    way = WayOutfit(locator=Locator(track), atlas=Atlas(town_map))
    async with stage(outfit=Outfit(way=way)) as world:
        world.conversation.assistant.typed("guide mode")
        await asyncio.sleep(150)
        told = [one.text for one in world.happened(PlaybackStarted)]
        assert any("Blue Cup" in text for text in told)
        assert any("Town Hall" in text for text in told)
        assert len(told) == len(set(told))
    way.close()


async def test_a_map_that_breaks_is_told_once_and_the_guide_goes_on(town_map: StreetMap) -> None:
    async with walking(town_map) as walk:
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        town_map.close()
        walk.things.append(person())
        await walk.go(-10, 40)
        assert len(walk.texts("cannot be read")) == 1
        assert walk.texts("person")


async def test_a_covered_camera_is_told_once() -> None:
    async with walking() as walk:
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        walk.camera.show(printed()[:, :, :] // 255)
        await asyncio.sleep(15)
        assert walk.texts("picture is black") == [
            "The picture is black. Is something over the lens?"
        ]


async def test_the_way_back_is_led_by_voice_along_the_crumbs_of_the_walk() -> None:
    async with walking() as walk:
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        await walk.go(0, 80)
        store = walk.world.conversation.store
        assert len(store.breadcrumbs.last_walk("owner")) >= 10
        assert (await walk.say("take me back")).startswith("We go back the way we came, 8")
        await walk.go(80, 2)
        assert walk.texts("to go.")
        assert walk.texts("You are there")


async def test_when_the_mode_ends_nothing_of_it_is_said_any_more(town_map: StreetMap) -> None:
    async with walking(town_map) as walk:
        await walk.say("guide mode")
        await walk.world.until(PlaybackFinished, 2)
        walk.things.append(person())
        await walk.say("stop guide mode")
        count = len(walk.said)
        await walk.go(-30, 60)
        assert len(walk.said) == count
        assert not walk.world.conversation.guiding.guide.is_on


async def test_steps_that_were_told_are_counted_in() -> None:
    async with walking() as walk:
        assert (await walk.say("my step is 60 centimetres long")) == (
            "I count 60 centimetres a step."
        )
        assert "in metres" in (await walk.say("say distances in metres"))
        assert "in steps" in (await walk.say("use steps"))


async def test_warnings_get_louder_with_the_street() -> None:
    async with walking(sensor=True, camera=False) as walk:
        (mouth,) = walk.world.conversation.mouths
        cues = mouth.output.mixer.cues
        street = np.random.default_rng(1).normal(0, 1000, 16_000).astype(np.int16)
        await asyncio.sleep(1)
        assert cues.urgent_gain == URGENT_GAIN
        walk.world.microphone.hear(street)
        await asyncio.sleep(1)
        assert cues.urgent_gain > 1.5 * URGENT_GAIN


async def test_over_bluetooth_it_is_said_once_that_warnings_come_late() -> None:
    async with walking(sensor=True, camera=False) as walk:
        walk.world.speaker.delay_seconds = 0.18
        await walk.say("guide mode")
        told = (await walk.world.until(PlaybackFinished, 2)).heard
        assert told.endswith("Warnings come late on this output, as over Bluetooth.")
        await walk.say("stop guide mode")
        await walk.say("guide mode")
        told = (await walk.world.until(PlaybackFinished, 5)).heard
        assert "Bluetooth" not in told
