"""A distance sensor in a conversation, in real time: tone, motor and words, in every mode."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from edge.events import HazardSensed, PlaybackStarted, RangeSensingChanged
from edge.fakes.range import FakeAlerter, FakeRangeSensor
from edge.seeing.alerting import AlerterThread
from edge.seeing.hazard_path import HazardPath, HazardWatch, on_loop
from edge.seeing.hazards import HazardRule
from edge.seeing.mounting import Mounting
from edge.tasks import Tasks
from tests.turns.conftest import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from edge.audio.output import Output
    from edge.events import Event
    from edge.seeing.hazard_path import Warner
    from tests.turns.conftest import Stage

EVERY_SECONDS = 0.03


class Rig:
    """A sensor that looks at the ground before the feet, and a motor."""

    def __init__(self) -> None:
        self.sensor, self.motor = FakeRangeSensor("down"), FakeAlerter()
        self.metres: float | None = 1.56
        """What it measures at the moment; None: nothing comes back."""
        self.silent = False
        self.world: Stage | None = None

    def watch(self, outputs: Sequence[Output]) -> HazardWatch:
        def arrive(event: Event) -> None:
            assert self.world is not None
            self.world.conversation.bus.arrive(event)

        tell = on_loop(asyncio.get_running_loop(), arrive)
        motor = AlerterThread(self.motor, tell, time.monotonic)
        rule = HazardRule(Mounting(pitch_degrees=45.0))
        warners: list[Warner] = [*(output.signals for output in outputs), motor]
        return HazardWatch([HazardPath(self.sensor, rule, warners, tell)], [motor])

    async def measure(self) -> None:
        while True:
            if not self.silent:
                self.sensor.measure(self.metres)
            await asyncio.sleep(EVERY_SECONDS)


@asynccontextmanager
async def worn() -> AsyncIterator[tuple[Rig, Stage]]:
    rig = Rig()
    async with stage(watch=rig.watch) as world, Tasks() as tasks:
        rig.world = world
        tasks.start(rig.measure())
        await asyncio.sleep(1.5)  # the ground is learned
        yield rig, world


@pytest.mark.engines
async def test_a_drop_sounds_and_shakes_and_is_said_over_an_answer() -> None:
    async with worn() as (rig, world):
        world.conversation.assistant.typed("what can you not see")
        await world.until(PlaybackStarted)
        began = len(rig.motor.alerts)
        rig.metres = 2.6
        sensed = await world.until(HazardSensed)
        assert sensed.kind == "drop-off"
        said = await world.until(PlaybackStarted, 2)
        assert (said.text, said.priority) == ("Stop. A drop.", "hazard")
        assert len(rig.motor.alerts) > began
        assert rig.motor.alerts[-1][1].kind == "drop-off"


@pytest.mark.engines
async def test_a_sensor_that_falls_silent_is_said_within_half_a_second_and_its_return() -> None:
    async with worn() as (rig, world):
        rig.silent = True
        silent_since = asyncio.get_running_loop().time()
        said = await world.until(PlaybackStarted)
        assert said.text.startswith("Obstacle sensing is off")
        assert said.at - silent_since <= 0.55  # with one period of the sensor
        assert not world.happened(RangeSensingChanged)[-1].works
        rig.silent = False
        back = await world.until(PlaybackStarted, 2)
        assert back.text == "Obstacle sensing is on again."
