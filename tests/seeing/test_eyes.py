"""Eyes over a fake camera: what is told when, and that a muted camera captures nothing."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.devices.capture_light_gpio import GpioCaptureLight
from edge.errors import DeviceError
from edge.fakes.camera import FakeCamera, FakeCaptureLight
from edge.ports.sight import Frame
from edge.seeing.eyes import Eyes, EyesChanged
from edge.seeing.lens import LensWatch, brightest_block

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from edge.ports.sight import Picture

BLACK = np.zeros((48, 64, 3), np.uint8)


class World:
    """Eyes with their camera, and what they told."""

    def __init__(self) -> None:
        self.camera = FakeCamera("front")
        self.light = FakeCaptureLight()
        self.told: list[EyesChanged] = []
        self.eyes = Eyes(self.camera, lambda: 10.0, self.told.append, self.light)

    @property
    def states(self) -> list[str]:
        return [change.state for change in self.told]


@asynccontextmanager
async def looking() -> AsyncIterator[World]:
    world = World()
    task = asyncio.create_task(world.eyes.run())
    await asyncio.sleep(0.5)
    try:
        yield world
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_open_eyes_have_a_picture_of_the_moment() -> None:
    async with looking() as world:
        now = asyncio.get_running_loop().time()
        assert world.states == ["opening", "seeing"]
        assert world.eyes.newest.value is not None
        assert now - world.eyes.newest.value.at < 0.15
        assert (await world.eyes.look()).at > now
        assert (await world.eyes.still()).source == "front"
        assert world.light.shines
    assert world.states[-1] == "off"
    assert not world.light.shines


async def test_a_muted_camera_is_closed_and_forgets_its_picture() -> None:
    async with looking() as world:
        await world.eyes.mute()
        assert world.eyes.is_muted
        assert world.states[-1] == "muted"
        assert world.eyes.newest.value is None
        assert not world.light.shines
        with pytest.raises(DeviceError):
            await world.camera.still()
        for question in (world.eyes.look, world.eyes.still):
            with pytest.raises(DeviceError, match='the camera "front" is muted'):
                await question()
        await asyncio.sleep(5)
        assert world.camera.opened == 1
        world.eyes.unmute()
        await asyncio.sleep(0.5)
        assert world.camera.opened == 2
        assert world.states[-3:] == ["muted", "opening", "seeing"]


async def test_eyes_may_be_muted_before_they_open() -> None:
    world = World()
    await world.eyes.mute()
    task = asyncio.create_task(world.eyes.run())
    await asyncio.sleep(3)
    assert world.camera.opened == 0
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_camera_that_is_unplugged_is_waited_for_and_told_once() -> None:
    async with looking() as world:
        world.camera.unplug()
        await asyncio.sleep(10)
        assert world.states == ["opening", "seeing", "lost"]
        assert world.told[-1].reason == 'the camera "front" was unplugged'
        assert world.eyes.newest.value is None
        with pytest.raises(DeviceError, match="is lost"):
            await world.eyes.look()
        world.camera.plug_in()
        await asyncio.sleep(1.5)
        assert world.states == ["opening", "seeing", "lost", "seeing"]


async def test_a_missing_camera_is_told_once_and_may_come_later() -> None:
    world = World()
    world.camera.unplug()
    task = asyncio.create_task(world.eyes.run())
    await asyncio.sleep(5)
    assert world.states == ["opening", "lost"]
    world.camera.plug_in()
    await asyncio.sleep(2)
    assert world.states[-1] == "seeing"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_lost_camera_can_be_muted() -> None:
    async with looking() as world:
        world.camera.unplug()
        await asyncio.sleep(3)
        await world.eyes.mute()
        world.camera.plug_in()
        await asyncio.sleep(5)
        assert world.states[-2:] == ["lost", "muted"]
        assert world.camera.opened == 1


async def test_nothing_is_captured_while_the_light_is_broken() -> None:
    world = World()
    world.light.break_down()
    task = asyncio.create_task(world.eyes.run())
    await asyncio.sleep(3)
    assert world.states == ["refused"]
    assert world.told[-1].reason == "the capture light is broken"
    assert world.camera.opened == 0
    world.light.break_down(broken=False)
    await asyncio.sleep(2)
    assert world.states[-1] == "seeing"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_film_that_ends_is_told() -> None:
    async with looking() as world:
        world.camera.end()
        await asyncio.sleep(1)
        assert world.states == ["opening", "seeing", "ended"]
        assert world.eyes.newest.value is None


async def test_a_film_that_has_ended_begins_anew_when_the_eyes_run_again() -> None:
    async with looking() as world:
        world.camera.end()
        await asyncio.sleep(1)
        again = asyncio.create_task(world.eyes.run())
        await asyncio.sleep(1)
        await again
        assert world.states == ["opening", "seeing", "ended", "opening", "ended"]
        assert world.camera.opened == 2


async def test_a_camera_that_shows_one_picture_is_not_frozen_where_that_is_known() -> None:
    world = World()
    world.camera.freeze()
    unmoved = Eyes(
        world.camera, lambda: 5.0, world.told.append, lens=lambda: LensWatch(float("inf"))
    )
    task = asyncio.create_task(unmoved.run())
    await asyncio.sleep(5)
    assert world.states == ["opening", "seeing"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_covered_lens_is_told_after_a_second_and_when_it_is_free_again() -> None:
    async with looking() as world:
        loop = asyncio.get_running_loop()
        covered = loop.time()
        world.camera.show(BLACK)
        await asyncio.sleep(3)
        assert world.states[-1] == "black"
        assert 1.0 <= world.told[-1].at - covered < 1.4
        world.camera.show(np.full_like(BLACK, 80))
        await asyncio.sleep(1)
        assert world.states[-2:] == ["black", "seeing"]


async def test_a_frozen_picture_is_told_after_two_seconds() -> None:
    async with looking() as world:
        frozen = asyncio.get_running_loop().time()
        world.camera.freeze()
        await asyncio.sleep(4)
        assert world.states[-1] == "frozen"
        assert 2.0 <= world.told[-1].at - frozen < 2.4
        world.camera.freeze(on=False)
        await asyncio.sleep(0.3)
        assert world.states[-1] == "seeing"


def lens_over(pictures: list[Picture], seconds: float = 0.1) -> list[str]:
    """What a lens says of each of some pictures."""
    watch = LensWatch()
    return [
        watch.see(Frame(picture, number * seconds, number, "test"))
        for number, picture in enumerate(pictures)
    ]


def noise(level: int, spread: int, count: int) -> list[Picture]:
    random = np.random.default_rng(1)
    return [
        np.clip(random.normal(level, spread, (240, 320, 3)), 0, 255).astype(np.uint8)
        for _ in range(count)
    ]


def test_the_noise_of_a_dark_sensor_is_no_light() -> None:
    assert lens_over(noise(8, 10, 30))[-1] == "black"


def test_a_lamp_in_the_night_is_something_to_see() -> None:
    night = noise(8, 4, 30)
    for picture in night:
        picture[100:130, 100:140] = 200
    assert set(lens_over(night)) == {"clear"}


def test_a_picture_that_flickers_about_the_limit_is_told_once() -> None:
    dark, dim = noise(10, 3, 20), noise(26, 3, 20)
    views = lens_over([*dark, *(one for pair in zip(dim, dark, strict=True) for one in pair)])
    changes = [b for a, b in pairwise(views) if a != b]
    assert changes == ["black"]


def test_a_short_shadow_is_not_told() -> None:
    bright, dark = noise(90, 3, 10), noise(5, 3, 5)
    assert set(lens_over([*bright, *dark, *bright])) == {"clear"}


def test_brightness_is_told_of_pictures_of_any_size() -> None:
    for shape in ((1, 1, 3), (3, 1000, 3), (1000, 3, 3), (3000, 4000, 3)):
        assert brightest_block(np.full(shape, 77, np.uint8)) == pytest.approx(77)


def test_a_light_of_the_kernel_is_switched_and_read_back(tmp_path: Path) -> None:
    (tmp_path / "edge-capture").mkdir()
    brightness = tmp_path / "edge-capture" / "brightness"
    brightness.write_text("0")
    light = GpioCaptureLight(folder=tmp_path)
    light.show(capturing=True)
    assert brightness.read_text() == "1"
    light.show(capturing=False)
    assert brightness.read_text() == "0"


def test_a_light_that_is_missing_or_dead_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match=r"edge-capture.brightness cannot be switched: No such"):
        GpioCaptureLight(folder=tmp_path).show(capturing=True)
    (tmp_path / "dead").mkdir()
    (tmp_path / "dead" / "brightness").symlink_to("/dev/null")
    with pytest.raises(DeviceError, match="does not do as it is told"):
        GpioCaptureLight("dead", tmp_path).show(capturing=True)
