"""Chips that feel the earth's magnetic field, and which way is up, over I2C.

Proved on a stand-in bus only. Registers and units are those of the data sheets: Bosch
BST-BNO055-DS000, QST QMC5883L 1.0, Honeywell HMC5883L (900405).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from edge.devices.tilt import HardIron, Vector

if TYPE_CHECKING:
    from collections.abc import Callable

FLAT: Vector = (0.0, 0.0, 1.0)


class Bus(Protocol):
    """What we use of an I2C bus."""

    def read_i2c_block_data(self, address: int, register: int, length: int, /) -> list[int]: ...
    def write_byte_data(self, address: int, register: int, value: int, /) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Sensed:
    """One reading, along the chip's own axes."""

    field: Vector
    up: Vector
    accuracy: float
    """Degrees of a heading made of it."""


class Chip(Protocol):
    """One kind of chip. Both raise OSError when it does not answer, struct.error when the answer
    is cut short."""

    def start(self, bus: Bus) -> bool:
        """Let it measure; False for another chip at the same address."""
        ...

    def sense(self, bus: Bus) -> Sensed: ...


class Bno055:
    """Takes its own offsets out of the field and the wearer's movement out of gravity: good in
    every posture and for every mounting."""

    ADDRESS = 0x28
    IDENTITY, IS = 0x00, 0xA0
    MAGNETIC_FIELD, GRAVITY, CALIBRATION, MODE = 0x0E, 0x2E, 0x35, 0x3D
    NDOF = 0x0C
    """The mode in which it joins all nine axes."""
    ACCURACY = (45.0, 20.0, 10.0, 5.0)
    """Degrees for the chip's own grade of its magnetic calibration; the grades are Bosch's, the
    degrees our estimate."""

    def start(self, bus: Bus) -> bool:
        if bus.read_i2c_block_data(self.ADDRESS, self.IDENTITY, 1) != [self.IS]:
            return False
        bus.write_byte_data(self.ADDRESS, self.MODE, self.NDOF)
        return True

    def sense(self, bus: Bus) -> Sensed:
        (grades,) = _read(bus, self.ADDRESS, self.CALIBRATION, "<B")
        return Sensed(
            _vector(_read(bus, self.ADDRESS, self.MAGNETIC_FIELD, "<3h")),
            _vector(_read(bus, self.ADDRESS, self.GRAVITY, "<3h")),
            self.ACCURACY[grades & 0b11],
        )


@dataclass(frozen=True)
class Magnetometer:
    """Feels nothing but the field: right only while it lies flat, and once it was turned around."""

    address: int
    identity: tuple[int, bytes]
    """(register, what stands there)."""
    setup: tuple[tuple[int, int], ...]
    """(register, value): measure for ever, ten times a second or more."""
    data: int
    layout: str
    """Of the three values, for struct."""
    axes: tuple[int, int, int]
    """Which of them are x, y and z."""
    microtesla: float
    """One unit of them."""
    iron: HardIron = field(default_factory=HardIron)

    TURNED_DEGREES, UNTURNED_DEGREES = 20.0, 90.0
    """Accuracy with and without knowing what the iron beside it adds; our estimate."""

    def start(self, bus: Bus) -> bool:
        register, expected = self.identity
        if bytes(bus.read_i2c_block_data(self.address, register, len(expected))) != expected:
            return False
        for register, value in self.setup:
            bus.write_byte_data(self.address, register, value)
        return True

    def sense(self, bus: Bus) -> Sensed:
        raw = _read(bus, self.address, self.data, self.layout)
        x, y, z = (raw[axis] * self.microtesla for axis in self.axes)
        earths, is_known = self.iron.take((x, y, z))
        return Sensed(earths, FLAT, self.TURNED_DEGREES if is_known else self.UNTURNED_DEGREES)


def _qmc5883l() -> Magnetometer:
    return Magnetometer(
        address=0x0D,
        identity=(0x0D, b"\xff"),
        setup=((0x0B, 0x01), (0x09, 0x11)),  # as recommended; continuous, 10 Hz, 8 gauss
        data=0x00,
        layout="<3h",
        axes=(0, 1, 2),
        microtesla=100 / 3000,
    )


def _hmc5883l() -> Magnetometer:
    return Magnetometer(
        address=0x1E,
        identity=(0x0A, b"H43"),
        setup=((0x00, 0x70), (0x01, 0x20), (0x02, 0x00)),  # mean of 8, 15 Hz; 1.3 gauss; continuous
        data=0x03,
        layout=">3h",
        axes=(0, 2, 1),
        microtesla=100 / 1090,
    )


CHIPS: dict[str, Callable[[], Chip]] = {
    "bno055": Bno055,
    "qmc5883l": _qmc5883l,
    "hmc5883l": _hmc5883l,
}
"""By the name of the settings."""


def _read(bus: Bus, address: int, register: int, layout: str) -> tuple[int, ...]:
    length = struct.calcsize(layout)
    return struct.unpack(layout, bytes(bus.read_i2c_block_data(address, register, length)))


def _vector(values: tuple[int, ...]) -> Vector:
    x, y, z = values
    return float(x), float(y), float(z)
