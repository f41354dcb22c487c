"""Finding a thing by ear: what is told of it, and that following the sound leads to it."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.angles import turned
from edge.audio import tones
from edge.audio.output import Output
from edge.fakes.sound import FakeSpeaker
from edge.ports.sight import Box, Thing
from edge.seeing.directions import column_of
from edge.seeing.finding import Direction, Finder
from edge.seeing.scene import scene_of
from edge.settings import OutputSettings
from edge.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from edge.seeing.scene import Placed

    Wave = NDArray[np.int16]

RATE = 16_000
VIEW = 66.0
SIZE = (640, 480)


def seen_at(*degrees: float) -> tuple[Placed, ...]:
    """A thing at each direction, each surer than the one before it."""
    columns = [column_of(one, SIZE[0], VIEW) for one in degrees]
    things = [
        Thing("cup", 0.5 + place / 10, Box(column - 20, 200, column + 20, 260))
        for place, column in enumerate(columns)
    ]
    return scene_of(things, SIZE, VIEW).placed


def test_what_was_not_seen_yet_is_searched() -> None:
    assert Finder().see((), 1.0) == Direction("searching")


def test_what_goes_out_of_view_is_told_by_its_last_direction_and_then_lost() -> None:
    finder = Finder()
    assert finder.see(seen_at(30), 1.0).progress == "seen"
    away = finder.see((), 2.0)
    assert (away.progress, away.hour) == ("behind view", 1)
    assert finder.see((), 3.0) == Direction("searching")


def test_with_a_compass_a_direction_is_kept_while_they_turn() -> None:
    finder = Finder()
    assert finder.see(seen_at(-20), 1.0, heading=350).hour == 11
    turned = finder.see((), 6.0, heading=80)
    assert turned.degrees == pytest.approx(-110)
    assert turned.hour == 8
    assert finder.see((), 30.0, heading=80) == Direction("searching")


def test_of_several_the_surest_is_taken_and_kept() -> None:
    finder = Finder()
    first = finder.see(seen_at(-20, 25), 1.0)
    assert first.degrees == pytest.approx(25)
    both = finder.see(seen_at(25, -20), 1.2)  # the other one is the surer now
    assert both.degrees == pytest.approx(25)


def test_ahead_is_not_given_up_for_a_degree_or_two() -> None:
    finder = Finder()
    assert finder.see(seen_at(7), 1.0).progress == "seen"
    told = [finder.see(seen_at(off), at) for at, off in ((2, 5), (3, 8), (4, 9), (5, 11), (6, 9))]
    assert [one.progress for one in told] == ["ahead", "ahead", "ahead", "seen", "seen"]


class Person:
    """Turns by what is in the ears and by nothing else: a tick's place or its melody, and how
    quickly ticks follow each other. Late by 0.15 s."""

    def __init__(self, heading: float, side: Callable[[Wave], int]) -> None:
        self.heading = heading
        self._side = side
        self._begins: list[float] = []

    def turn(self, sound: Wave, now: float, seconds: float) -> None:
        """`sound`: the last half second. Slowly round while there is nothing to hear."""
        heard = last_tick(sound)
        if heard is None:
            self.heading += 25 * seconds
            return
        tick, ago = heard
        began = round(now - ago, 2)
        if not self._begins or began - self._begins[-1] > 0.05:
            self._begins = [*self._begins[-1:], began]
        waited = self._begins[-1] - self._begins[0] if len(self._begins) == 2 else 0.5
        speed = 70 * min(1.0, waited)  # degrees a second: the slower it ticks, the farther off
        self.heading += self._side(tick) * speed * seconds


def last_tick(sound: Wave) -> tuple[Wave, float] | None:
    """The newest whole tick and how many seconds ago it began; None in silence."""
    frames = np.abs(sound[: len(sound) // 80 * 80]).reshape(-1, 80 * sound.shape[1]).max(axis=1)
    loud = frames > 300
    begins = [place for place in np.flatnonzero(loud) if not loud[max(0, place - 4) : place].any()]
    whole = [place for place in begins if place + 12 <= len(loud)]
    if not whole:
        return None
    tick = sound[whole[-1] * 80 : (whole[-1] + 12) * 80]
    return tick, (len(sound) - whole[-1] * 80) / RATE


def by_place(tick: Wave) -> int:
    """The louder ear."""
    left, right = np.sqrt((tick.astype(float) ** 2).mean(axis=0))
    return 0 if abs(left - right) < 0.03 * (left + right) else 1 if right > left else -1


def by_melody(tick: Wave) -> int:
    """It rises to its pitch from the right, and falls to it from the left."""
    first, last = hertz(tick[:300, 0]), hertz(tick[340:700, 0])
    return 0 if last < 300 or abs(first - last) < 60 else 1 if last > first else -1


def hertz(part: Wave) -> float:
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 13))
    return float(spectrum.argmax()) * RATE / (1 << 13) if spectrum.max() > 1000 else 0.0


class Room:
    """A thing somewhere around a person, whose head carries the camera and the ears."""

    def __init__(self, thing: float, channels: int, *, has_compass: bool) -> None:
        self.speaker = FakeSpeaker(rate=RATE, channels=channels)
        self.person = Person(0.0, by_place if channels == 2 else by_melody)
        self.off: list[float] = []
        """Degrees between nose and thing, twenty times a second."""
        self._thing = thing
        self._has_compass = has_compass
        self._finder = Finder()
        self._direction = Direction("searching")
        self._chance = random.Random(thing)

    async def live(self, seconds: float) -> None:
        now = asyncio.get_running_loop().time
        output = Output(self.speaker, OutputSettings(name="ear"), now)
        await output.opened()
        async with Tasks() as tasks:
            for life in (self._look(), self._tick(output), self._go()):
                tasks.start(life)
            await asyncio.sleep(seconds)
        await output.closed()

    async def _look(self) -> None:
        """Eight pictures a second, 0.2 s late, with noise and misses."""
        loop = asyncio.get_running_loop()
        while True:
            at, heading = loop.time(), self.person.heading
            await asyncio.sleep(0.2)
            shown = turned(self._thing - heading)
            in_view = abs(shown) < VIEW / 2 and self._chance.random() > 0.15
            found = seen_at(shown + self._chance.gauss(0, 1.5)) if in_view else ()
            compass = heading % 360 if self._has_compass else None
            self._direction = self._finder.see(found, at, compass)

    async def _tick(self, output: Output) -> None:
        while True:
            degrees = self._direction.degrees
            if degrees is not None:
                output.signals.tick(degrees)
            await asyncio.sleep(0.05 if degrees is None else tones.tick_interval(degrees))

    async def _go(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(1)
        while True:
            await asyncio.sleep(0.05)
            sound = self.speaker.sound(loop.time() - 1.1, loop.time() - 0.15)
            self.person.turn(sound.reshape(len(sound), -1), loop.time(), 0.05)
            self.off.append(abs(turned(self._thing - self.person.heading)))


@pytest.mark.parametrize("thing", [-170, -60, 20, 100])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("has_compass", [True, False])
async def test_turning_by_the_sound_leads_to_the_thing(
    thing: float, channels: int, has_compass: bool
) -> None:
    room = Room(thing, channels, has_compass=has_compass)
    await room.live(25.0)
    assert max(room.off[-60:]) < 12, "on axis, and staying there for the last three seconds"
