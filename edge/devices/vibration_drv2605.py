"""A TI DRV2605 or DRV2605L at an I2C bus, with a motor that vibrates.

Registers and effects by TI's data sheet SLOS854: the chip keeps 123 ready effects and plays up to
eight of them, with pauses, by itself.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from edge.errors import DeviceError

if TYPE_CHECKING:
    from edge.ports import HazardCue

ADDRESS = 0x5A
STATUS, MODE, LIBRARY, SEQUENCE, GO, FEEDBACK = 0x00, 0x01, 0x03, 0x04, 0x0C, 0x1A
CHIPS = {3, 4, 6, 7}
"""DRV2605, 2604, 2604L, 2605L: the upper three bits of the status."""
ROTATING_LIBRARY, LINEAR_LIBRARY = 1, 6
LINEAR = 0x80
"""The bit of FEEDBACK for a linear resonant motor."""
SLOTS = 8

CLICK, BUMP, BUZZ, ALERT = 1, 7, 14, 15
"""Strong click, soft bump, strong buzz, and 0.75 s of alert, each at 100 %."""


def _pause(milliseconds: int) -> int:
    return 0x80 | milliseconds // 10


EFFECTS: dict[tuple[str, int], tuple[int, ...]] = {
    ("obstacle", 0): (CLICK,),
    ("obstacle", 1): (CLICK, _pause(60), CLICK),
    ("obstacle", 2): (CLICK, _pause(40), CLICK, _pause(40), CLICK),
    ("obstacle", 3): (BUZZ,),
    ("drop-off", 0): (ALERT,),
    ("drop-off", 1): (ALERT,),
    ("drop-off", 2): (ALERT,),
    ("drop-off", 3): (ALERT,),
    ("sensor", 0): (BUMP, _pause(200), BUMP),
}


class Drv2605Vibration:
    """Opens the chip with its first alert, and again after an error."""

    def __init__(self, bus: int = 1, *, linear: bool = False) -> None:
        """`linear`: a linear resonant motor, not one that rotates an eccentric mass."""
        self.name = f"i2c-{bus} vibration"
        self._bus = bus
        self._linear = linear
        self._chip: Any = None

    def alert(self, cue: HazardCue) -> None:
        """Begin its effects in place of any that go on; four short I2C messages."""
        effects = EFFECTS[cue.kind, cue.zone]
        try:
            if self._chip is None:
                self._chip = self._opened()
            self._chip.write_byte_data(ADDRESS, GO, 0)
            row = [*effects, *[0] * (SLOTS - len(effects))]
            self._chip.write_i2c_block_data(ADDRESS, SEQUENCE, row)
            self._chip.write_byte_data(ADDRESS, GO, 1)
        except OSError as error:
            self._chip = None
            if isinstance(error, DeviceError):
                raise
            raise DeviceError(f"the DRV2605 at {self.name} does not answer: {error}") from error

    def _opened(self) -> Any:
        try:
            chip = importlib.import_module("smbus2").SMBus(self._bus)
        except ImportError as error:
            raise DeviceError(f"{self.name} needs smbus2, which is not installed") from error
        number = chip.read_byte_data(ADDRESS, STATUS) >> 5
        if number not in CHIPS:
            raise DeviceError(f"what answers at {self.name} is no DRV2605 but number {number}")
        library = LINEAR_LIBRARY if self._linear else ROTATING_LIBRARY
        feedback = chip.read_byte_data(ADDRESS, FEEDBACK) & ~LINEAR
        chip.write_byte_data(ADDRESS, MODE, 0)
        chip.write_byte_data(ADDRESS, LIBRARY, library)
        chip.write_byte_data(ADDRESS, FEEDBACK, feedback | (LINEAR if self._linear else 0))
        return chip
