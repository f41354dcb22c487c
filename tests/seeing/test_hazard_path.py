"""From a reading to every output and alerter, in real threads, and what a sensor's silence does."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from edge.audio.output import Output
from edge.bus import Bus
from edge.events import DeviceFound, DeviceLost, HazardSensed, RangeSensingChanged
from edge.fakes.range import FakeAlerter, FakeRangeSensor
from edge.fakes.sound import FakeSpeaker
from edge.seeing.alerting import AlerterThread
from edge.seeing.freshness import AGAIN_SECONDS, STALE_SECONDS, Freshness
from edge.seeing.hazard_path import HazardPath, HazardWatch, on_loop
from edge.seeing.hazards import HazardRule
from edge.settings import OutputSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from edge.events import Event
    from edge.ports import Alerter, HazardCue, RangeReading

PATIENCE_SECONDS = 5.0


class Ear:
    """Keeps when it was warned, and of what."""

    def __init__(self) -> None:
        self.warned: list[tuple[float, HazardCue]] = []

    def warn(self, cue: HazardCue) -> None:
        self.warned.append((time.monotonic(), cue))

    def of(self, kind: str) -> list[tuple[float, HazardCue]]:
        return [(at, cue) for at, cue in self.warned if cue.kind == kind]


class World:
    """A running path with two ears."""

    def __init__(self, alerters: Sequence[Alerter] = ()) -> None:
        self.sensor = FakeRangeSensor()
        self.ears = [Ear(), Ear()]
        self.events: list[Event] = []
        tell = self.events.append
        threads = [AlerterThread(alerter, tell, time.monotonic) for alerter in alerters]
        self.path = HazardPath(self.sensor, HazardRule(), [*self.ears, *threads], tell)
        self.watch = HazardWatch([self.path], threads)

    def happened(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def see(self, *metres: float | None) -> None:
        for value in metres:
            self.sensor.measure(value)

    def keep_measuring(self, seconds: float) -> None:
        """An empty way, 50 times a second."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self.sensor.measure(None)
            time.sleep(0.02)


@contextmanager
def running(*alerters: Alerter) -> Iterator[World]:
    world = World(alerters)
    world.watch.start()
    try:
        yield world
    finally:
        world.watch.stop()


def until(done: Callable[[], object]) -> float:
    """Seconds until it came true."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < PATIENCE_SECONDS
        time.sleep(0.002)
    return time.monotonic() - began


def test_a_hazard_reaches_every_output_and_alerter_and_then_the_log() -> None:
    motor, flash = FakeAlerter(), FakeAlerter("flash")
    with running(motor, flash) as world:
        world.see(1.0, 1.0)
        until(lambda: motor.alerts and flash.alerts and world.happened(HazardSensed))
        (event,) = world.happened(HazardSensed)
        assert (event.kind, event.zone, event.sensor) == ("obstacle", 2, "fake range")
        for ear in world.ears:
            assert [cue.zone for _, cue in ear.of("obstacle")] == [2]
        cue = world.ears[0].of("obstacle")[0][1]
        for alerter in (motor, flash):
            assert cue in [told for _, told in alerter.alerts]


def test_a_motor_that_hangs_delays_no_sound() -> None:
    motor = FakeAlerter(takes_seconds=0.5)
    with running(motor) as world:
        ear = world.ears[0]
        world.see(2.5, 2.5)
        until(lambda: ear.of("obstacle"))
        world.see(0.5, 0.5)
        assert until(lambda: len(ear.of("obstacle")) == 2) < 0.4
        until(lambda: any(cue.zone == 3 for _, cue in motor.alerts))


@pytest.mark.parametrize("error", [None, ValueError("GPIO busy")])
def test_a_motor_that_breaks_is_told_once_and_again_when_it_works(
    error: Exception | None,
) -> None:
    motor = FakeAlerter()
    motor.break_down(error)
    with running(motor) as world:
        world.see(2.5, 2.5)
        until(lambda: len(world.ears[0].of("obstacle")) == 1)
        world.see(1.5, 1.5)
        until(lambda: len(world.ears[0].of("obstacle")) == 2)
        time.sleep(0.05)
        assert [event.device for event in world.happened(DeviceLost)] == ["vibration"]
        motor.repair()
        world.see(0.5, 0.5)
        until(lambda: world.happened(DeviceFound))
        assert len(world.happened(DeviceLost)) == 1


def test_a_sensor_that_falls_silent_is_told_within_half_a_second() -> None:
    with running() as world:
        world.keep_measuring(0.1)
        assert world.watch.works
        silent_from = time.monotonic()
        until(lambda: world.happened(RangeSensingChanged))
        assert STALE_SECONDS - 0.05 < time.monotonic() - silent_from < 0.6
        (event,) = world.happened(RangeSensingChanged)
        assert (event.works, event.again) == (False, False)
        assert not world.watch.works
        assert all(ear.of("sensor") for ear in world.ears)
        world.see(None)
        until(lambda: len(world.happened(RangeSensingChanged)) == 2)
        assert world.events[-1].works
        assert world.path.works


def test_an_unplugged_sensor_is_told_with_its_reason_and_opened_again() -> None:
    with running() as world:
        world.keep_measuring(0.05)
        world.sensor.unplug()
        until(lambda: world.happened(RangeSensingChanged))
        assert "unplugged" in world.happened(RangeSensingChanged)[0].reason
        world.sensor.plug_in()
        until(lambda: world.sensor.opened == 2)
        world.see(0.5, 0.5)
        until(lambda: world.happened(HazardSensed))
        assert world.happened(RangeSensingChanged)[-1].works


def test_a_driver_that_hands_in_nonsense_is_told_as_gone_and_heard_again() -> None:
    with running() as world:
        world.sensor.measure_grid(())
        until(lambda: world.happened(RangeSensingChanged))
        assert world.happened(RangeSensingChanged)[0].reason
        world.see(0.5, 0.5)
        until(lambda: world.happened(HazardSensed))


def test_a_sensor_that_stays_silent_is_opened_anew() -> None:
    with running() as world:
        until(lambda: world.sensor.opened == 2)


def test_a_driver_that_hangs_is_noticed_too() -> None:
    release = threading.Event()

    class Hanging(FakeRangeSensor):
        def read(self, timeout: float) -> RangeReading | None:
            release.wait()
            return super().read(0.0)

    ear = Ear()
    path = HazardPath(Hanging(), HazardRule(), [ear], lambda _: None)
    path.start()
    assert until(lambda: ear.of("sensor")) < 0.7
    release.set()
    path.stop()


def test_silence_is_told_again_while_it_lasts() -> None:
    freshness = Freshness(0.0)
    told = [tick / 100 for tick in range(3000) if freshness.is_due(tick / 100)]
    assert told[0] <= 0.5
    assert [b - a for a, b in pairwise(told)] == pytest.approx([AGAIN_SECONDS] * 2, abs=0.02)
    assert freshness.on_reading(30.0)
    assert not freshness.on_reading(30.1)
    assert not freshness.is_due(30.4)
    assert freshness.is_due(30.6)


@pytest.mark.engines
async def test_the_loop_hears_of_it_while_a_conversation_speaks() -> None:
    speaker = FakeSpeaker(rate=48_000)
    output = Output(speaker, OutputSettings(name="ear"), time.monotonic)
    await output.opened()
    bus = Bus()
    seen = bus.subscribe(HazardSensed)
    sensor = FakeRangeSensor()
    tell = on_loop(asyncio.get_running_loop(), bus.publish)
    path = HazardPath(sensor, HazardRule(), [output.signals], tell)
    path.start()
    sensor.measure(0.5)
    sensor.measure(0.5)
    event = await asyncio.wait_for(anext(aiter(seen)), PATIENCE_SECONDS)
    await asyncio.sleep(0.1)
    assert isinstance(event, HazardSensed)
    assert event.zone == 3
    assert abs(speaker.sound()).max() > 5000
    await asyncio.to_thread(path.stop)
    await output.closed()


async def test_a_loop_that_has_ended_is_told_nothing() -> None:
    ended = asyncio.new_event_loop()
    ended.close()
    on_loop(ended, Bus().publish)(DeviceFound(at=0.0, device="sensor"))


def test_without_a_sensor_nothing_is_sensed() -> None:
    watch = HazardWatch([], [])
    watch.start()
    assert not watch.works
    watch.stop()
