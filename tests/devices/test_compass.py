"""Headings in every posture, and the chip at a bus that stands in for I2C."""

from __future__ import annotations

import math
import struct
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge.devices.compass_chips import CHIPS
from edge.devices.compass_i2c import I2cCompass
from edge.devices.tilt import AXES, HardIron, Steady, from_true_north, heading
from edge.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Callable

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


@pytest.mark.parametrize("iron", [(0.0, 0.0), (300.0, -80.0)])
def test_iron_beside_the_sensor_is_learned_while_somebody_turns_around(
    iron: tuple[float, float],
) -> None:
    learned = HardIron()
    for direction in range(0, 720, 5):
        east, north, up = (50 * part for part in held(direction)[0])
        field, is_known = learned.take((east + iron[0], north + iron[1], up))
        assert not is_known or direction >= 45
    assert is_known
    found = heading(field, (0.0, 0.0, 1.0), AXES["y"])
    assert found is not None
    assert _apart(found, 715) < 2


class StandInBus:
    """Answers as a chip does, held towards some direction."""

    def __init__(self, address: int, registers: dict[int, bytes]) -> None:
        self._address = address
        self._registers = registers
        self.written: list[tuple[int, int]] = []
        self.closed = False
        self.plugged = True

    def read_i2c_block_data(self, address: int, register: int, length: int, /) -> list[int]:
        if not self.plugged or address != self._address:
            raise OSError(121, "Remote I/O error")
        answer = self._registers[register]
        assert len(answer) == length
        return list(answer)

    def write_byte_data(self, address: int, register: int, value: int, /) -> None:
        assert address == self._address
        self.written.append((register, value))

    def close(self) -> None:
        self.closed = True


def bno055(direction: float, identity: int = 0xA0) -> StandInBus:
    field, up = held(direction, pitch=20, roll=10)
    return StandInBus(
        0x28,
        {
            0x00: bytes([identity]),
            0x0E: struct.pack("<3h", *(round(48 * 16 * part) for part in field)),
            0x2E: struct.pack("<3h", *(round(981 * part) for part in up)),
            0x35: bytes([0b11_11_11_10]),
        },
    )


def qmc5883l(direction: float) -> StandInBus:
    raw = [round(48 * 30 * part) for part in held(direction)[0]]
    return StandInBus(0x0D, {0x0D: b"\xff", 0x00: struct.pack("<3h", *raw)})


def hmc5883l(direction: float) -> StandInBus:
    x, y, z = (round(48 * 10.9 * part) for part in held(direction)[0])
    return StandInBus(0x1E, {0x0A: b"H43", 0x03: struct.pack(">3h", x, z, y)})


BUSES: dict[str, Callable[[float], StandInBus]] = {
    "bno055": bno055,
    "qmc5883l": qmc5883l,
    "hmc5883l": hmc5883l,
}
STARTED = {
    "bno055": [(0x3D, 0x0C)],
    "qmc5883l": [(0x0B, 0x01), (0x09, 0x11)],
    "hmc5883l": [(0x00, 0x70), (0x01, 0x20), (0x02, 0x00)],
}


async def _take(compass: I2cCompass, count: int, bus: StandInBus | None = None) -> list[Heading]:
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
@pytest.mark.parametrize("kind", CHIPS)
async def test_a_chip_is_started_and_read(kind: str) -> None:
    bus = BUSES[kind](75)
    taken = await _take(I2cCompass(kind, declination=4.0, opened=lambda _: bus), 2)
    assert all(_apart(one.degrees, 79) < 0.5 for one in taken)
    assert bus.written == STARTED[kind]


@pytest.mark.engines
@pytest.mark.parametrize(("kind", "accuracy"), [("bno055", 10.0), ("qmc5883l", 90.0)])
async def test_a_chip_tells_how_well_it_knows(kind: str, accuracy: float) -> None:
    bus = BUSES[kind](75)
    (taken,) = await _take(I2cCompass(kind, opened=lambda _: bus), 1)
    assert taken.accuracy == accuracy


@pytest.mark.engines
async def test_a_chip_that_goes_is_told() -> None:
    bus = bno055(75)
    with pytest.raises(DeviceError, match=r"does not answer: Remote I/O error"):
        await _take(I2cCompass("bno055", opened=lambda _: bus), 3, bus)


@pytest.mark.engines
async def test_another_chip_at_its_address_is_named() -> None:
    bus = bno055(0, identity=0x68)
    with pytest.raises(DeviceError, match="bno055 at I2C bus 1 is another one"):
        await _take(I2cCompass("bno055", opened=lambda _: bus), 1)
    assert bus.closed


@pytest.mark.engines
async def test_a_chip_that_is_not_there_is_named() -> None:
    bus = bno055(0)
    with pytest.raises(DeviceError, match="hmc5883l at I2C bus 1 does not answer"):
        await _take(I2cCompass("hmc5883l", opened=lambda _: bus), 1)
    assert bus.closed


@pytest.mark.engines
async def test_a_bus_that_is_not_there_is_named() -> None:
    pytest.importorskip("smbus2", reason="opens the bus")
    with pytest.raises(DeviceError, match="cannot open I2C bus 77"):
        await _take(I2cCompass("bno055", 77), 1)
