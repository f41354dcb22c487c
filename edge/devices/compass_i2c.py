"""A compass at an I2C bus: one thread, one reading after the other, and what goes wrong.

What the chips differ in is in compass_chips.py.
"""

from __future__ import annotations

import asyncio
import struct
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from edge.devices.compass_chips import CHIPS
from edge.devices.tilt import AXES, Steady, from_true_north, heading
from edge.errors import DeviceError
from edge.ports.sight import Heading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.devices.compass_chips import Bus, Chip

SWITCH_SECONDS = 0.05
"""Until a chip that was started has a first result; the slowest, a BNO055, takes 20 ms."""
PAUSE_SECONDS = 0.1
STEADY_SECONDS = 0.2


class I2cCompass:
    """Reads a chip ten times a second, in a thread of its own while `headings` runs."""

    def __init__(
        self,
        kind: str,
        bus: int = 1,
        *,
        forward: str = "y",
        declination: float = 0.0,
        opened: Callable[[int], Bus] | None = None,
    ) -> None:
        """`kind`: a key of compass_chips.CHIPS; `forward`: which axis of the chip looks where the
        wearer looks, a key of tilt.AXES; `declination`: degrees by which magnetic north lies east
        of true north there."""
        self.name = f"{kind} at I2C bus {bus}"
        self._kind = kind
        self._bus_number = bus
        self._forward = AXES[forward]
        self._declination = declination
        self._opened = opened or _smbus

    async def headings(self) -> AsyncIterator[Heading]:
        """Raises DeviceError when the chip does not answer; tells nothing while it looks straight
        up or down."""
        loop = asyncio.get_running_loop()
        thread = ThreadPoolExecutor(1, "compass")
        chip, steady = CHIPS[self._kind](), Steady(STEADY_SECONDS)
        try:
            bus = await loop.run_in_executor(thread, self._start, chip)
            try:
                await asyncio.sleep(SWITCH_SECONDS)
                while True:
                    degrees, accuracy = await loop.run_in_executor(thread, self._read, chip, bus)
                    now = loop.time()
                    if degrees is not None:
                        yield Heading(now, steady.take(degrees, now), accuracy)
                    await asyncio.sleep(PAUSE_SECONDS)
            finally:
                thread.submit(bus.close)
        finally:
            thread.shutdown(wait=False)

    def _start(self, chip: Chip) -> Bus:
        bus = self._opened(self._bus_number)
        try:
            if not chip.start(bus):
                raise DeviceError(f"the chip at the address of the {self.name} is another one")
        except DeviceError:
            bus.close()
            raise
        except OSError as error:
            bus.close()
            raise self._lost(error) from error
        return bus

    def _read(self, chip: Chip, bus: Bus) -> tuple[float | None, float]:
        """Degrees from true north, and how accurate they are."""
        try:
            sensed = chip.sense(bus)
        except (OSError, struct.error) as error:
            raise self._lost(error) from error
        magnetic = heading(sensed.field, sensed.up, self._forward)
        if magnetic is None:
            return None, sensed.accuracy
        return from_true_north(magnetic, self._declination), sensed.accuracy

    def _lost(self, error: Exception) -> DeviceError:
        reason = getattr(error, "strerror", None) or "its answer is cut short"
        return DeviceError(f"the compass {self.name} does not answer: {reason}")


def _smbus(number: int) -> Bus:
    try:
        import smbus2
    except ImportError as error:
        raise DeviceError("a compass needs smbus2: pip install smbus2") from error
    try:
        bus: Bus = smbus2.SMBus(number)
    except OSError as error:
        raise DeviceError(f"cannot open I2C bus {number}: {error.strerror}") from error
    return bus
