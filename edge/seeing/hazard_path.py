"""From a distance sensor to the ears, on a thread of its own that waits for nothing else.

What it orders is made beforehand: a tone on every output, then vibration and light. Only then the
loop is told, for words and the log. Nothing here waits for the loop, the disk or an engine. A
second thread only looks at the clock, so that even a driver that hangs is noticed.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from edge import footprint
from edge.events import HazardSensed, RangeSensingChanged
from edge.ports import HazardCue
from edge.seeing.freshness import Freshness

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from edge.events import Event
    from edge.ports import RangeReading, RangeSensor
    from edge.seeing.alerting import AlerterThread
    from edge.seeing.hazards import HazardRule
    from edge.seeing.zones import Hazard

READ_SECONDS = 0.1
RETRY_SECONDS = 0.25
"""After a sensor that failed, until it is opened again."""
LOOK_SECONDS = 0.02
STOP_SECONDS = 1.0
"""A driver that hangs is left behind after so long."""
SILENT_SECONDS = 2.0
"""A sensor that says nothing for so long is opened anew."""
GONE = HazardCue(kind="sensor", zone=0)


class Warner(Protocol):
    """An output's ready tones (audio/signals.py), or a motor or light (alerting.py)."""

    def warn(self, cue: HazardCue) -> None:
        """Returns at once; from any thread."""
        ...


class HazardPath:
    """One sensor's way to everything that warns; `tell` is called from its threads."""

    def __init__(
        self,
        sensor: RangeSensor,
        rule: HazardRule,
        warners: Sequence[Warner],
        tell: Callable[[Event], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sensor = sensor
        self._rule = rule
        self._warners = warners
        self._tell = tell
        self._clock = clock
        self._freshness = Freshness(clock())
        self._reason = ""
        self._stopped = threading.Event()
        name = f"hazard {sensor.name}"
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for work in (self._sense, self._watch)
        ]

    @property
    def works(self) -> bool:
        """Readings come."""
        return not self._freshness.is_stale

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Close the sensor; not on the loop."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(STOP_SECONDS)

    def _sense(self) -> None:
        footprint.prefer_this_thread()
        silent_since = self._clock()
        while not self._stopped.is_set():
            try:
                reading = self._sensor.read(READ_SECONDS)
                if reading is not None:
                    self._judge(reading)
            except Exception as error:  # whatever a driver raises, it is tried again
                self._reason = str(error)
                self._stopped.wait(RETRY_SECONDS)
                continue
            if reading is not None:
                silent_since = self._clock()
            elif self._clock() - silent_since > SILENT_SECONDS:
                silent_since = self._clock()
                self._sensor.close()
        self._sensor.close()

    def _judge(self, reading: RangeReading) -> None:
        for hazard in self._rule.on_reading(reading):
            self._order(HazardCue(kind=hazard.kind, zone=hazard.zone, degrees=hazard.degrees))
            self._tell(_event(self._sensor.name, reading.at, hazard))
        if self._freshness.on_reading(self._clock()):
            self._reason = ""
            now, name = self._clock(), self._sensor.name
            self._tell(RangeSensingChanged(at=now, sensor=name, works=True))

    def _watch(self) -> None:
        footprint.prefer_this_thread()
        while not self._stopped.wait(LOOK_SECONDS):
            told_before = self._freshness.is_stale
            if not self._freshness.is_due(self._clock()):
                continue
            self._order(GONE)
            self._tell(
                RangeSensingChanged(
                    at=self._clock(),
                    sensor=self._sensor.name,
                    works=False,
                    again=told_before,
                    reason=self._reason,
                )
            )

    def _order(self, cue: HazardCue) -> None:
        for warner in self._warners:
            warner.warn(cue)


class HazardWatch:
    """All sensors with all that warns; without a sensor it does nothing."""

    def __init__(self, paths: Sequence[HazardPath], alerters: Sequence[AlerterThread]) -> None:
        """The paths warn the outputs first, and then these alerters."""
        self._paths = paths
        self._alerters = alerters

    @property
    def has_sensor(self) -> bool:
        return bool(self._paths)

    @property
    def works(self) -> bool:
        """There is a sensor, and none is silent."""
        return self.has_sensor and all(path.works for path in self._paths)

    def start(self) -> None:
        for alerter in self._alerters:
            alerter.start()
        for path in self._paths:
            path.start()

    def stop(self) -> None:
        """Close the sensors; not on the loop."""
        for path in self._paths:
            path.stop()
        for alerter in self._alerters:
            alerter.stop(STOP_SECONDS)


def on_loop(
    loop: asyncio.AbstractEventLoop, publish: Callable[[Event], None]
) -> Callable[[Event], None]:
    """What tells the loop from any thread, without waiting for it."""

    def tell(event: Event) -> None:
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(publish, event)

    return tell


def _event(sensor: str, at: float, hazard: Hazard) -> HazardSensed:
    return HazardSensed(
        at=at,
        sensor=sensor,
        kind=hazard.kind,
        zone=hazard.zone,
        degrees=hazard.degrees,
        metres=hazard.metres,
        speed=hazard.speed,
    )
