"""What every position sensor and compass does, the fakes and the real ones alike."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from edge.devices.position_gpx import GpxPosition
from edge.devices.reconnect import persistent
from edge.errors import DeviceError
from edge.fakes.position import FakeCompass, FakePosition

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from edge.ports.sight import Compass, Fix, PositionSensor

GPX = """<gpx><trk><trkseg><trkpt lat="52.5" lon="13.4"/><trkpt lat="52.6" lon="13.4"/>
</trkseg></trk></gpx>"""


async def first(told: AsyncIterator[Any], count: int) -> list[Any]:
    """The first so many, and the source is closed."""
    taken: list[Any] = []
    async with aclosing(told) as source:  # type: ignore[type-var]  # a generator
        async for one in source:
            taken.append(one)
            if len(taken) == count:
                break
    return taken


@pytest.fixture(params=["fake", "gpx"])
def sensor(request: pytest.FixtureRequest, tmp_path: Path) -> PositionSensor:
    if request.param == "fake":
        return FakePosition()
    file = tmp_path / "walk.gpx"
    file.write_text(GPX, encoding="utf-8")
    return GpxPosition(file)


def carry(sensor: PositionSensor) -> None:
    """Where the world moves the sensor, move it as the track does."""
    if isinstance(sensor, FakePosition):
        sensor.move_to(52.5, 13.4)
        asyncio.get_running_loop().call_later(1.0, sensor.move_to, 52.6, 13.4)


async def test_positions_come_as_they_are_taken_with_their_times(sensor: PositionSensor) -> None:
    carry(sensor)
    fixes: list[Fix] = await first(sensor.fixes(), 2)
    assert [(fix.at, fix.latitude) for fix in fixes] == [(0.0, 52.5), (1.0, 52.6)]
    assert all(fix.accuracy > 0 for fix in fixes)


async def test_the_fake_loses_the_sky_as_receivers_do() -> None:
    fake = FakePosition()
    fake.move_to(52.5, 13.4)
    fake.lose_sky()
    assert (await first(fake.fixes(), 2))[1] is None


async def test_an_unplugged_sensor_is_told_once_and_goes_on_when_it_is_back() -> None:
    fake, story = FakePosition(), []
    fake.unplug()
    fake.move_to(52.5, 13.4)
    told = persistent(fake.fixes, story.append, lambda: story.append("found"))
    (fix,) = await first(told, 1)
    assert fix.latitude == 52.5
    assert story == ['the position sensor "fake position" was unplugged', "found"]


async def test_a_fake_compass_points_where_it_is_turned_and_can_be_unplugged() -> None:
    fake = FakeCompass()
    compass: Compass = fake
    fake.turn_to(-90)
    fake.unplug()
    headings = compass.headings()
    assert (await anext(headings)).degrees == 270
    with pytest.raises(DeviceError, match="fake compass"):
        await anext(headings)
