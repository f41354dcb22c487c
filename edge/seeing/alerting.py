"""Warns by something besides sound, in a thread of its own: what is slow there delays no tone."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from edge.events import DeviceFound, DeviceLost

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.events import Event
    from edge.ports import Alerter, HazardCue


class AlerterThread:
    """One alerter; of cues that come while it is busy it gets the nearest."""

    def __init__(
        self, alerter: Alerter, tell: Callable[[Event], None], clock: Callable[[], float]
    ) -> None:
        self._alerter = alerter
        self._tell = tell
        self._clock = clock
        self._waiting: deque[HazardCue | None] = deque(maxlen=1)
        self._ready = threading.Event()
        self._works = True
        self._thread = threading.Thread(target=self._run, name=f"alert {alerter.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def warn(self, cue: HazardCue) -> None:
        """Returns at once; from any thread."""
        with suppress(IndexError):  # taken at this very moment
            before = self._waiting[0]
            if before is not None and before.zone > cue.zone:
                return
        self._waiting.append(cue)
        self._ready.set()

    def stop(self, timeout: float) -> None:
        """Wait for it no longer than `timeout` seconds: a device may hang."""
        self._waiting.append(None)
        self._ready.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            self._ready.wait()
            self._ready.clear()
            cue = self._waiting.popleft() if self._waiting else None
            if cue is None:
                return
            self._try(cue)

    def _try(self, cue: HazardCue) -> None:
        """A device that fails is told once, and once more when it works again."""
        try:
            self._alerter.alert(cue)
        except Exception as error:  # whatever a driver raises, the next warning tries it again
            if self._works:
                name, at = self._alerter.name, self._clock()
                self._tell(DeviceLost(at=at, device=name, message=str(error)))
            self._works = False
        else:
            if not self._works:
                self._tell(DeviceFound(at=self._clock(), device=self._alerter.name))
            self._works = True
