"""A Benewake TF-Luna (or TFmini-S, TFmini Plus) at a serial line: one beam, up to 8 m.

It sends frames of 9 bytes at 115200 baud, 100 a second as it comes from the factory: 59 59, the
distance (cm), the strength and the temperature (low byte first), and the low byte of their sum
(product manual SJ-PM-TF-Luna A05, 6.4 and appendix I).
"""

from __future__ import annotations

import time
from collections import deque
from statistics import median

from edge.devices.serial_port import SerialPort
from edge.errors import DeviceError
from edge.ports import RangeReading

BAUD = 115_200
HEADER = b"\x59\x59"
FRAME_BYTES = 9
WEAKEST, OVEREXPOSED = 100, 0xFFFF
"""Below the one and at the other a distance is unreliable (manual, 6.4)."""
FARTHEST_CM = 1200
"""Of the farthest-seeing of the family."""
FRAMES = 3
"""A reading is their median: one that is made up is never seen, and 33 a second are plenty."""
MOST_GARBAGE = 2_000
"""Bytes without a frame; 0.2 s of a line at another speed."""


class FrameReader:
    """Finds whole frames in whatever comes, and counts what does not belong to any."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.garbage = 0
        """Bytes since the last whole frame."""

    def take(self, data: bytes) -> list[float | None]:
        """The distances in metres of the frames that ended; None where one is unreliable."""
        self._bytes += data
        found: list[float | None] = []
        while self._at_header() and len(self._bytes) >= FRAME_BYTES:
            frame = bytes(self._bytes[:FRAME_BYTES])
            if sum(frame[:-1]) & 0xFF == frame[-1]:
                found.append(_metres(frame))
                del self._bytes[:FRAME_BYTES]
                self.garbage = 0
            else:
                self._drop(1)
        return found

    def _at_header(self) -> bool:
        """Whether the bytes begin with one, or with what may become one; others are dropped."""
        start = self._bytes.find(HEADER)
        if start < 0:
            start = len(self._bytes) - self._bytes.endswith(HEADER[:1])
        self._drop(start)
        return self._bytes.startswith(HEADER)

    def _drop(self, count: int) -> None:
        self.garbage += count
        del self._bytes[:count]


class TfLunaRange:
    """Opens the line when it is first read, and again after an error."""

    def __init__(self, path: str, baud: int = BAUD) -> None:
        self.name = path
        self._baud = baud
        self._port: SerialPort | None = None
        self._frames = FrameReader()
        self._distances: deque[float | None] = deque()

    def read(self, timeout: float) -> RangeReading | None:
        """The median of three frames; None after `timeout` seconds without. Raises DeviceError."""
        deadline = time.monotonic() + timeout
        while len(self._distances) < FRAMES:
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self._distances += self._frames.take(self._received(left))
        taken = [self._distances.popleft() for _ in range(FRAMES)]
        return RangeReading(time.monotonic(), ((combined(taken),),))

    def close(self) -> None:
        """Forget what was half read, too."""
        if self._port:
            self._port.close()
        self._port, self._frames = None, FrameReader()
        self._distances.clear()

    def _received(self, seconds: float) -> bytes:
        try:
            if self._port is None:
                self._port = SerialPort(self.name, self._baud)
            data = self._port.read(seconds)
            if self._frames.garbage > MOST_GARBAGE:
                raise DeviceError(
                    f"what comes at {self.name} is not a TF-Luna's at {self._baud} baud"
                )
        except DeviceError:
            self.close()
            raise
        return data


def _metres(frame: bytes) -> float | None:
    distance = int.from_bytes(frame[2:4], "little")
    strength = int.from_bytes(frame[4:6], "little")
    reliable = WEAKEST <= strength < OVEREXPOSED and 0 < distance <= FARTHEST_CM
    return distance / 100 if reliable else None


def combined(distances: list[float | None]) -> float | None:
    """The median of those that are known; None where most are not."""
    seen = [metres for metres in distances if metres is not None]
    return median(seen) if 2 * len(seen) > len(distances) else None
