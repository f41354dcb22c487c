"""A satellite receiver at a serial line (UART or USB) that speaks NMEA 0183."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from edge.devices.nmea import Lines, NmeaReader
from edge.devices.serial_port import SerialPort
from edge.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from edge.ports.sight import Fix

BAUD = 9600
"""What receivers speak when they are new."""
SILENT_SECONDS = 5.0
"""A receiver tells something every second, with or without a fix."""
WAIT_SECONDS = 0.2


class NmeaPosition:
    """Reads one receiver, in a thread of its own while `fixes` runs."""

    def __init__(self, path: str, baud: int = BAUD) -> None:
        self.name = path
        self._baud = baud

    async def fixes(self) -> AsyncIterator[Fix | None]:
        """Every position as it comes; None while the receiver has none.

        Raises DeviceError when the line cannot be opened, is unplugged, falls silent or sends
        nothing that is NMEA.
        """
        clock = asyncio.get_running_loop().time
        reader, lines = NmeaReader(), Lines()
        async with _bytes_of(self.name, self._baud) as read:
            watch = _Watch(clock())
            while True:
                data = await read()
                now = clock()
                for line in lines.take(data):
                    for fix in reader.take(line, now):
                        yield fix
                if watch.is_silent(reader.understood, bool(data), now):
                    raise DeviceError(self._silence(watch.bytes_came))

    def _silence(self, bytes_came: bool) -> str:
        if bytes_came:
            return f"the receiver at {self.name} sends nothing that is NMEA at {self._baud} baud"
        return f"the receiver at {self.name} sends nothing any more"


@asynccontextmanager
async def _bytes_of(path: str, baud: int) -> AsyncIterator[Callable[[], Awaitable[bytes]]]:
    """What reads the line once, for WAIT_SECONDS at most, in a thread of its own."""
    loop = asyncio.get_running_loop()
    thread = ThreadPoolExecutor(1, "position")
    try:
        port = await loop.run_in_executor(thread, SerialPort, path, baud)
        try:
            yield lambda: loop.run_in_executor(thread, port.read, WAIT_SECONDS)
        finally:
            thread.submit(port.close)
    finally:
        thread.shutdown(wait=False)


class _Watch:
    """Notices that a receiver tells nothing any more."""

    def __init__(self, now: float) -> None:
        self.bytes_came = False
        """Since the last sentence: then it is noise, not silence."""
        self._understood = 0
        self._at = now

    def is_silent(self, understood: int, came: bool, now: float) -> bool:
        """Whether there was no sentence for too long; `understood` counts them all."""
        if understood > self._understood:
            self._understood, self._at, self.bytes_came = understood, now, False
            return False
        self.bytes_came = self.bytes_came or came
        return now - self._at > SILENT_SECONDS
