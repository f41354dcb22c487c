"""A Raspberry Pi's own camera: small pictures for looking and large ones for reading, side by side.

Both streams come from one mode of the sensor, which is never changed: a change costs half a second
on a small board, and drops pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from edge.devices.camera_thread import ThreadedCamera
from edge.errors import DeviceError
from edge.opencv import opencv

if TYPE_CHECKING:
    from edge.ports.sight import Picture

LOOKING = (640, 480)
"""Of the small stream; its width is a multiple of 64, so that its rows have no padding."""
READING = (1640, 1232)
"""Of the large one: half the sensor of a camera module 2, the whole of its view."""
BUFFERS = 3
SILENT_SECONDS = 5.0


def picamera2_camera(
    name: str, number: int = 0, looking: tuple[int, int] = LOOKING,
    reading: tuple[int, int] = READING,
) -> ThreadedCamera:  # fmt: skip
    """`number` as `rpicam-hello --list-cameras` has it."""
    return ThreadedCamera(name, lambda: _PiSource(name, number, looking, reading))


class _PiSource:
    """A PictureSource of both streams."""

    def __init__(
        self, name: str, number: int, looking: tuple[int, int], reading: tuple[int, int]
    ) -> None:
        self._name = name
        self._request: Any = None
        self._looking = looking
        try:
            from picamera2 import Picamera2
        except ImportError as error:
            raise DeviceError(
                f'the camera "{name}" needs picamera2: sudo apt install python3-picamera2'
            ) from error
        try:
            self._camera = Picamera2(number)
            self._camera.configure(_configuration(self._camera, looking, reading))
            self._camera.start()
        except Exception as error:  # its errors share no parent but this
            raise DeviceError(f'the camera "{name}" cannot be opened: {error}') from error

    def grab(self) -> bool:
        self._release()
        try:
            self._request = self._camera.capture_request(wait=SILENT_SECONDS)
        except Exception as error:  # its errors share no parent but this
            raise DeviceError(f'the camera "{self._name}" gives no pictures any more') from error
        return True

    def picture(self) -> Picture:
        cv2 = opencv()
        width, height = self._looking
        planes = self._request.make_array("lores")
        colours: Any = cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420)
        return np.ascontiguousarray(colours[:height, :width])

    def still(self) -> Picture:
        return np.ascontiguousarray(self._request.make_array("main"))

    def close(self) -> None:
        self._release()
        self._camera.stop()
        self._camera.close()

    def _release(self) -> None:
        """Give the buffer back: the camera has few."""
        if self._request is not None:
            self._request.release()
            self._request = None


def _configuration(camera: Any, looking: tuple[int, int], reading: tuple[int, int]) -> Any:
    """Its "BGR888" is red, green, blue in memory; a lores stream is YUV on every board before 5."""
    return camera.create_video_configuration(
        main={"size": reading, "format": "BGR888"},
        lores={"size": looking, "format": "YUV420"},
        buffer_count=BUFFERS,
    )
