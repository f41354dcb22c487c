"""Cameras by a GStreamer child process that writes raw pictures: for Jetson, whose camera needs it.

One pipeline for the life of an opening: nvarguscamerasrc takes seconds to start and does not like
to be restarted. The child is not part of us, so none of its libraries meets ours.
"""

from __future__ import annotations

import fcntl
import select
import subprocess
from typing import TYPE_CHECKING, cast

import numpy as np

from edge.devices.camera_thread import ThreadedCamera
from edge.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import FileIO

    from edge.ports.sight import Picture

SILENT_SECONDS = 10.0
"""The Argus daemon takes some 3 s to its first picture."""
CHANNELS = 4
"""nvvidconv writes RGBA, not RGB; turning it there would cost a core."""
PIPE_BYTES = 1_048_576
"""What a pipe may hold without rights of its own (fs.pipe-max-size)."""
_SET_PIPE_SIZE = 1031
"""F_SETPIPE_SZ of linux/fcntl.h."""
LAST_WORDS = 200


def argus_pipeline(size: tuple[int, int], rate: int = 30, sensor: int = 0) -> tuple[str, ...]:
    """The command for a Jetson's own camera; a slow reader loses the oldest picture."""
    width, height = size
    return (
        "gst-launch-1.0", "-q", "nvarguscamerasrc", f"sensor-id={sensor}",
        "!", f"video/x-raw(memory:NVMM),width={width},height={height},framerate={rate}/1",
        "!", "nvvidconv",
        "!", f"video/x-raw,format=RGBA,width={width},height={height}",
        "!", "queue", "leaky=downstream", "max-size-buffers=1",
        "!", "fdsink", "fd=1",
    )  # fmt: skip


def gstreamer_camera(
    name: str, size: tuple[int, int], command: Sequence[str] | None = None
) -> ThreadedCamera:
    """`command` writes RGBA pictures of `size` (width, height) to its standard output."""
    wanted = tuple(command or argus_pipeline(size))
    return ThreadedCamera(name, lambda: _ChildSource(name, size, wanted))


class _ChildSource:
    """A PictureSource of what a child process writes."""

    def __init__(self, name: str, size: tuple[int, int], command: Sequence[str]) -> None:
        width, height = size
        self._name = name
        self._picture = np.zeros((height, width, CHANNELS), np.uint8)
        try:
            self._child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                bufsize=0,
            )  # fmt: skip
        except OSError as error:
            raise DeviceError(
                f'the camera "{name}" needs {command[0]}, which cannot be started: {error.strerror}'
            ) from error
        self._output = cast("FileIO", self._child.stdout)
        fcntl.fcntl(self._output.fileno(), _SET_PIPE_SIZE, PIPE_BYTES)

    def grab(self) -> bool:
        into = self._picture.reshape(-1).data
        while len(into):
            if not select.select([self._output], [], [], SILENT_SECONDS)[0]:
                raise DeviceError(f'the camera "{self._name}" gives no pictures any more')
            count = self._output.readinto(into)
            if not count:
                raise DeviceError(f'the camera "{self._name}" stopped: {self._last_words()}')
            into = into[count:]
        return True

    def picture(self) -> Picture:
        return np.ascontiguousarray(self._picture[:, :, :3])

    still = picture

    def close(self) -> None:
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdout, self._child.stderr):
            if pipe is not None:
                pipe.close()

    def _last_words(self) -> str:
        """Its last line; a child that writes more than a pipe holds has to wait, and is killed."""
        self._child.kill()
        told = self._child.stderr.read() if self._child.stderr else b""
        lines = told.decode(errors="replace").strip().splitlines()
        return lines[-1][:LAST_WORDS] if lines else "it said nothing"
