"""An ST VL53L5CX at an I2C bus: 8 x 8 beams over 45 degrees, up to 4 m, 15 times a second.

A thin layer over Pimoroni's vl53l5cx-ctypes, which compiles ST's own driver. Tried on a stand-in of
that library only, never on the sensor.
"""

from __future__ import annotations

import importlib
import time
from typing import TYPE_CHECKING, Any

from edge.errors import DeviceError
from edge.ports import RangeReading

if TYPE_CHECKING:
    from collections.abc import Sequence

SIDE = 8
RATE = 15
"""Readings a second, the most it gives with 8 x 8."""
LOOK_SECONDS = 0.005
VALID = {5, 6, 9}
"""Target status: 5 is sure, 6 and 9 are half so (ST's UM2884); a second reading has to agree."""


class Vl53l5cxRange:
    """Opens the sensor when it is first read (its firmware takes seconds), and after an error."""

    def __init__(self, bus: int = 1) -> None:
        self.name = f"i2c-{bus}"
        self._bus = bus
        self._sensor: Any = None

    def read(self, timeout: float) -> RangeReading | None:
        """The next 64 distances; None after `timeout` seconds without. Raises DeviceError."""
        try:
            if self._sensor is None:
                self._sensor = self._opened()
            return self._next(time.monotonic() + timeout)
        except (OSError, RuntimeError) as error:  # the library raises both
            self.close()
            if isinstance(error, DeviceError):
                raise
            raise DeviceError(f"the VL53L5CX at {self.name} does not answer: {error}") from error

    def close(self) -> None:
        if self._sensor is not None:
            try:
                self._sensor.stop_ranging()
            except (OSError, RuntimeError):
                """It is gone already."""
        self._sensor = None

    def _opened(self) -> Any:
        try:
            library = importlib.import_module("vl53l5cx_ctypes")
            bus = importlib.import_module("smbus2").SMBus(self._bus)
        except ImportError as error:
            raise DeviceError(
                f"the VL53L5CX at {self.name} needs a package: pip install vl53l5cx-ctypes"
            ) from error
        sensor = library.VL53L5CX(i2c_dev=bus)
        sensor.set_resolution(SIDE * SIDE)
        sensor.set_ranging_frequency_hz(RATE)
        sensor.set_target_order(library.TARGET_ORDER_CLOSEST)
        sensor.start_ranging()
        return sensor

    def _next(self, deadline: float) -> RangeReading | None:
        while not self._sensor.data_ready():
            if time.monotonic() >= deadline:
                return None
            time.sleep(LOOK_SECONDS)
        data = self._sensor.get_data()
        return RangeReading(time.monotonic(), _rows(data.distance_mm[0], data.target_status[0]))


def _rows(
    millimetres: Sequence[int], status: Sequence[int]
) -> tuple[tuple[float | None, ...], ...]:
    """From the top; the library begins with the lower left corner."""
    metres = [
        distance / 1000 if told in VALID and distance > 0 else None
        for distance, told in zip(millimetres, status, strict=True)
    ]
    rows = [tuple(metres[start : start + SIDE]) for start in range(0, SIDE * SIDE, SIDE)]
    return tuple(reversed(rows))
