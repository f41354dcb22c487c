"""A distance sensor and a motor without hardware, driven from the world's side."""

from __future__ import annotations

import queue
import time
from typing import TYPE_CHECKING

from edge.errors import DeviceError
from edge.ports import RangeReading

if TYPE_CHECKING:
    from edge.ports import HazardCue


class FakeRangeSensor:
    """Measures what it is told; `read` waits in real time, as a driver does."""

    def __init__(self, name: str = "fake range") -> None:
        self.name = name
        self.opened = 0
        """Times that it was opened."""
        self._readings: queue.SimpleQueue[RangeReading | None] = queue.SimpleQueue()
        self._plugged = True
        self._open = False

    def measure(self, *metres: float | None, at: float | None = None) -> None:
        """One reading: a single beam, or the columns of one row."""
        self.measure_grid((metres,), at)

    def measure_grid(
        self, rows: tuple[tuple[float | None, ...], ...], at: float | None = None
    ) -> None:
        """One reading of several rows."""
        self._readings.put(RangeReading(time.monotonic() if at is None else at, rows))

    def unplug(self) -> None:
        """A read that waits fails at once, and so does every other until it is plugged in."""
        self._plugged = False
        self._readings.put(None)

    def plug_in(self) -> None:
        self._plugged = True

    def read(self, timeout: float) -> RangeReading | None:
        if not self._plugged:
            self._open = False
            raise DeviceError(f'the distance sensor "{self.name}" was unplugged')
        self.opened += not self._open
        self._open = True
        try:
            reading = self._readings.get(timeout=timeout)
        except queue.Empty:
            return None
        return reading or self.read(timeout)

    def close(self) -> None:
        self._open = False


class FakeAlerter:
    """A motor, or the flash of a screen: keeps what it was told, and when."""

    def __init__(self, name: str = "vibration", takes_seconds: float = 0.0) -> None:
        self.name = name
        self.alerts: list[tuple[float, HazardCue]] = []
        """(`time.monotonic` seconds, what was told)."""
        self._takes = takes_seconds
        self._error: Exception | None = None

    def break_down(self, error: Exception | None = None) -> None:
        """Fail from now on, by default as a device that is gone."""
        self._error = error or DeviceError(f'the warning device "{self.name}" does not answer')

    def repair(self) -> None:
        self._error = None

    def alert(self, cue: HazardCue) -> None:
        """As slow as it was made."""
        time.sleep(self._takes)
        if self._error is not None:
            raise self._error
        self.alerts.append((time.monotonic(), cue))
