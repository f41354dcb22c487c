"""Headings in every posture, and the chip at a bus that stands in for I2C."""

from __future__ import annotations

import math
import struct
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge.devices.compass_bno055 import Bno055Compass
from edge.devices.tilt import AXES, Steady, from_true_north, heading
from edge.errors import DeviceError

if TYPE_CHECKING:
    from edge.devices.tilt import Vector
    from edge.ports.sight import Heading

DIP = math.radians(67)
"""By which the field falls into the ground in the middle of Europe."""


def held(direction: float, pitch: float = 0.0, roll: float = 0.0) -> tuple[Vector, Vector]:
    """(field, up) of a sensor whose y looks to `direction`, nose up by `pitch`, leaning right."""
    up = (0.0, 0.0, 1.0)  # east, north, up
    field = (0.0, math.cos(DIP), -math.sin(DIP))

    def seen(vector: Vector) -> Vector:
        turned = _about_z(vector, math.radians(direction))
        nosed = _about_x(turned, -math.radians(pitch))
        return _about_y(nosed, math.radians(roll))

    return seen(field), seen(up)


def _about_z(v: Vector, by: float) -> Vector:
    cosine, sine = math.cos(by), math.sin(by)
    return v[0] * cosine - v[1] * sine, v[0] * sine + v[1] * cosine, v[2]


def _about_x(v: Vector, by: float) -> Vector:
    cosine, sine = math.cos(by), math.sin(by)
    return v[0], v[1] * cosine - v[2] * sine, v[1] * sine + v[2] * cosine


def _about_y(v: Vector, by: float) -> Vector:
    cosine, sine = math.cos(by), math.sin(by)
    return v[0] * cosine + v[2] * sine, v[1], -v[0] * sine + v[2] * cosine


def _apart(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


@pytest.mark.parametrize("direction", [0, 90, 180, 270])
def test_flat_on_the_table_it_is_a_plain_compass(direction: float) -> None:
    found = heading(*held(direction), AXES["y"])
    assert found is not None
    assert _apart(found, direction) < 1e-6


@given(some.floats(0, 360), some.floats(-60, 60), some.floats(-80, 80))
def test_no_tilt_changes_the_heading(direction: float, pitch: float, roll: float) -> None:
    found = heading(*held(direction, pitch, roll), AXES["y"])
    assert found is not None
    assert _apart(found, direction) < 1e-6


def test_worn_upright_on_the_chest_the_back_of_the_board_looks_forward() -> None:
    found = heading(*held(40, pitch=90), AXES["-z"])
    assert found is not None
    assert _apart(found, 40) < 1e-6


def test_looking_straight_up_it_points_nowhere() -> None:
    assert heading(*held(40, pitch=89), AXES["y"]) is None


def test_without_a_field_it_points_nowhere() -> None:
    assert heading((0.0, 0.0, 0.0), (0.0, 0.0, 1.0), AXES["y"]) is None
    assert heading((0.0, 0.01, -1.0), (0.0, 0.0, 1.0), AXES["y"]) is None


def test_declination_turns_magnetic_to_true_north() -> None:
    assert from_true_north(358.0, 4.5) == pytest.approx(2.5)


def test_a_steadied_heading_follows_and_trembles_less() -> None:
    steady = Steady(0.5)
    noisy = [10 + 20 * (-1) ** step for step in range(100)]
    last = [steady.take(degrees, step * 0.1) for step, degrees in enumerate(noisy)][-10:]
    assert all(_apart(degrees, 10) < 6 for degrees in last)
    for step in range(30):
        turned = steady.take(350, 10 + step * 0.1)
    assert _apart(turned, 350) < 1


class StandInBus:
    """Answers as the chip does, held towards some direction."""

    def __init__(self, direction: float, identity: int = 0xA0) -> None:
        field, up = held(direction, pitch=20, roll=10)
        self._registers = {
            0x00: bytes([identity]),
            0x0E: struct.pack("<3h", *(round(48 * 16 * part) for part in field)),
            0x2E: struct.pack("<3h", *(round(981 * part) for part in up)),
            0x35: bytes([0b11_11_11_10]),
        }
        self.written: list[tuple[int, int, int]] = []
        self.closed = False
        self.plugged = True

    def read_i2c_block_data(self, address: int, register: int, length: int, /) -> list[int]:
        if not self.plugged:
            raise OSError(121, "Remote I/O error")
        assert address == 0x28
        answer = self._registers[register]
        assert len(answer) == length
        return list(answer)

    def write_byte_data(self, address: int, register: int, value: int, /) -> None:
        self.written.append((address, register, value))

    def close(self) -> None:
        self.closed = True


async def _take(compass: Bno055Compass, count: int, bus: StandInBus | None = None) -> list[Heading]:
    taken: list[Heading] = []
    async with aclosing(compass.headings()) as headings:  # type: ignore[type-var]  # a generator
        async for one in headings:
            taken.append(one)
            if len(taken) == count:
                break
            if bus:
                bus.plugged = False
    return taken


@pytest.mark.engines
async def test_the_chip_is_started_read_and_closed() -> None:
    bus = StandInBus(75)
    taken = await _take(Bno055Compass(declination=4.0, rate=100, opened=lambda _: bus), 3)
    assert all(_apart(one.degrees, 79) < 0.5 for one in taken)
    assert {one.accuracy for one in taken} == {10.0}
    assert bus.written == [(0x28, 0x3D, 0x0C)]


@pytest.mark.engines
async def test_a_chip_that_goes_is_told() -> None:
    bus = StandInBus(75)
    with pytest.raises(DeviceError, match=r"does not answer: Remote I/O error"):
        await _take(Bno055Compass(rate=100, opened=lambda _: bus), 3, bus)


@pytest.mark.engines
async def test_another_chip_at_its_address_is_named() -> None:
    bus = StandInBus(0, identity=0x68)
    with pytest.raises(DeviceError, match="0x68"):
        await _take(Bno055Compass(opened=lambda _: bus), 1)
    assert bus.closed


@pytest.mark.engines
async def test_a_bus_that_is_not_there_is_named() -> None:
    pytest.importorskip("smbus2", reason="opens the bus")
    with pytest.raises(DeviceError, match="cannot open I2C bus 77"):
        await _take(Bno055Compass(77), 1)
