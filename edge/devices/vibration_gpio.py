"""A motor behind a transistor at a pin, by gpiozero: on and off, so many times."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edge.errors import DeviceError

if TYPE_CHECKING:
    from edge.ports import HazardCue


@dataclass(frozen=True, slots=True)
class Pulses:
    """How a motor moves; shorter than 50 ms it does not start at all."""

    count: int
    on_seconds: float
    off_seconds: float = 0.06


PULSES: dict[tuple[str, int], Pulses] = {
    ("obstacle", 0): Pulses(1, 0.06),
    ("obstacle", 1): Pulses(2, 0.06),
    ("obstacle", 2): Pulses(3, 0.06),
    ("obstacle", 3): Pulses(1, 0.3),
    ("drop-off", 0): Pulses(1, 0.8),
    ("drop-off", 1): Pulses(1, 0.8),
    ("drop-off", 2): Pulses(1, 0.8),
    ("drop-off", 3): Pulses(1, 0.8),
    ("sensor", 0): Pulses(2, 0.15, 0.2),
}


class GpioVibration:
    """Takes the pin with its first alert."""

    def __init__(self, pin: int) -> None:
        """`pin` by its number on the processor (BCM)."""
        self.name = f"gpio {pin} vibration"
        self._pin = pin
        self._motor: Any = None

    def alert(self, cue: HazardCue) -> None:
        """Begin in place of what goes on; gpiozero times the rest in a thread."""
        pulses = PULSES[cue.kind, cue.zone]
        if self._motor is None:
            self._motor = self._opened()
        self._motor.beep(pulses.on_seconds, pulses.off_seconds, n=pulses.count, background=True)

    def close(self) -> None:
        """Stand still, and give the pin back."""
        if self._motor is not None:
            self._motor.close()
        self._motor = None

    def _opened(self) -> Any:
        try:
            library = importlib.import_module("gpiozero")
        except ImportError as error:
            raise DeviceError(f"{self.name} needs gpiozero: pip install gpiozero lgpio") from error
        try:
            return library.Buzzer(self._pin)
        except library.GPIOZeroError as error:
            raise DeviceError(f"cannot use {self.name}: {error}") from error
