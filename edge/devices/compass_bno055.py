"""A Bosch BNO055 orientation sensor at an I2C bus, as the compass.

Proved on a stand-in bus only. Registers and units are those of its data sheet (BST-BNO055-DS000):
the chip takes its own offsets out of the magnetic field and the wearer's movement out of gravity;
the heading is made of the two here, so that it holds in every posture and for every mounting.
"""

from __future__ import annotations

import asyncio
import importlib
import struct
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

from edge.devices.tilt import AXES, Steady, from_true_north, heading
from edge.errors import DeviceError
from edge.ports.sight import Heading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

ADDRESS = 0x28
CHIP_ID, CHIP_ID_IS = 0x00, 0xA0
MAGNETIC_FIELD, GRAVITY, CALIBRATION, MODE = 0x0E, 0x2E, 0x35, 0x3D
NDOF = 0x0C
"""The mode in which it joins all nine axes."""
SWITCH_SECONDS = 0.05
"""From configuration to a mode it takes 7 ms, and a first result one round more."""
ACCURACY = {3: 5.0, 2: 10.0, 1: 20.0, 0: 45.0}
"""Degrees for the chip's own grade of its magnetic calibration; the grades are Bosch's, the
degrees our estimate."""
STEADY_SECONDS = 0.2


class Bus(Protocol):
    """What we use of an I2C bus."""

    def read_i2c_block_data(self, address: int, register: int, length: int, /) -> list[int]: ...
    def write_byte_data(self, address: int, register: int, value: int, /) -> None: ...
    def close(self) -> None: ...


class Bno055Compass:
    """Reads the chip ten times a second, in a thread of its own while `headings` runs."""

    def __init__(
        self,
        bus: int = 1,
        *,
        forward: str = "y",
        declination: float = 0.0,
        rate: float = 10.0,
        opened: Callable[[int], Bus] | None = None,
    ) -> None:
        """`forward`: which axis of the chip looks where the wearer looks, a name of tilt.AXES;
        `declination`: degrees by which magnetic north lies east of true north there."""
        self.name = f"BNO055 at I2C bus {bus}"
        self._bus_number = bus
        self._forward = AXES[forward]
        self._declination = declination
        self._pause = 1 / rate
        self._opened = opened or _smbus

    async def headings(self) -> AsyncIterator[Heading]:
        """Raises DeviceError when the chip does not answer; tells nothing while it looks straight
        up or down."""
        loop = asyncio.get_running_loop()
        thread = ThreadPoolExecutor(1, "compass")
        steady = Steady(STEADY_SECONDS)
        try:
            bus = await loop.run_in_executor(thread, self._start)
            try:
                await asyncio.sleep(SWITCH_SECONDS)
                while True:
                    degrees, accuracy = await loop.run_in_executor(thread, self._read, bus)
                    now = loop.time()
                    if degrees is not None:
                        yield Heading(now, steady.take(degrees, now), accuracy)
                    await asyncio.sleep(self._pause)
            finally:
                thread.submit(bus.close)
        finally:
            thread.shutdown(wait=False)

    def _start(self) -> Bus:
        bus = self._opened(self._bus_number)
        try:
            (found,) = bus.read_i2c_block_data(ADDRESS, CHIP_ID, 1)
            if found != CHIP_ID_IS:
                raise DeviceError(f"the chip at {self.name} is none: it calls itself {found:#04x}")
            bus.write_byte_data(ADDRESS, MODE, NDOF)
        except OSError as error:
            bus.close()
            raise self._lost(error) from error
        return bus

    def _read(self, bus: Bus) -> tuple[float | None, float]:
        """Degrees from true north, and how accurate they are."""
        try:
            field = struct.unpack("<3h", bytes(bus.read_i2c_block_data(ADDRESS, MAGNETIC_FIELD, 6)))
            up = struct.unpack("<3h", bytes(bus.read_i2c_block_data(ADDRESS, GRAVITY, 6)))
            (grades,) = bus.read_i2c_block_data(ADDRESS, CALIBRATION, 1)
        except (OSError, struct.error) as error:
            raise self._lost(error) from error
        magnetic = heading(field, up, self._forward)
        accuracy = ACCURACY[grades & 0b11]
        if magnetic is None:
            return None, accuracy
        return from_true_north(magnetic, self._declination), accuracy

    def _lost(self, error: Exception) -> DeviceError:
        if isinstance(error, DeviceError):
            return error
        reason = getattr(error, "strerror", None) or "its answer is cut short"
        return DeviceError(f"the compass {self.name} does not answer: {reason}")


def _smbus(number: int) -> Bus:
    try:
        library: Any = importlib.import_module("smbus2")
    except ImportError as error:
        raise DeviceError("a compass needs smbus2: pip install edge-assistant[sensors]") from error
    try:
        bus: Bus = library.SMBus(number)
    except OSError as error:
        raise DeviceError(f"cannot open I2C bus {number}: {error.strerror}") from error
    return bus
