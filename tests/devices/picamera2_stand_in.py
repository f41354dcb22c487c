"""A stand-in for the module picamera2: the calls that our adapter makes, and their shapes.

Written from the Picamera2 manual; nothing here was compared with a camera.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

SECONDS = 1 / 30


class Picamera2:
    """Opened once at a time, like the real one; `unplugged` makes every request fail."""

    taken = False
    unplugged = False
    configured: dict[str, Any]

    def __init__(self, number: int = 0) -> None:
        if Picamera2.taken:
            raise RuntimeError("Failed to acquire camera: Device or resource busy")
        if number > 0:
            raise IndexError("list index out of range")
        Picamera2.taken = True
        self._held = 0

    def create_video_configuration(self, **wanted: Any) -> dict[str, Any]:
        assert {stream: wanted[stream]["format"] for stream in ("main", "lores")} == {
            "main": "BGR888",
            "lores": "YUV420",
        }
        return wanted

    def configure(self, configuration: dict[str, Any]) -> None:
        Picamera2.configured = self._configuration = configuration

    def start(self) -> None:
        self._running = True

    def capture_request(self, wait: float | bool | None = None) -> _Request:
        time.sleep(SECONDS)
        if Picamera2.unplugged:
            raise TimeoutError
        assert self._running
        self._held += 1
        assert self._held < self._configuration["buffer_count"], "buffers were not given back"
        return _Request(self)

    def stop(self) -> None:
        self._running = False

    def close(self) -> None:
        Picamera2.taken = False

    def gave_back(self) -> None:
        self._held -= 1

    def size(self, stream: str) -> tuple[int, int]:
        width, height = self._configuration[stream]["size"]
        return width, height


class _Request:
    def __init__(self, camera: Picamera2) -> None:
        self._camera = camera

    def make_array(self, stream: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
        width, height = self._camera.size(stream)
        if stream == "main":
            return np.full((height, width, 3), (200, 100, 50), np.uint8)
        planes = np.full((height * 3 // 2, width), 128, np.uint8)
        planes[:height] = 180  # luma; the colour planes below say grey
        return planes

    def release(self) -> None:
        self._camera.gave_back()
