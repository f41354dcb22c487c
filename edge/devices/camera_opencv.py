"""Cameras by OpenCV: V4L2 and USB, streams of the network (RTSP, MJPEG), and video files."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge.devices.camera_thread import Pacing, ThreadedCamera
from edge.devices.native_stderr import native_stderr_to_log
from edge.errors import DeviceError, InputError
from edge.opencv import opencv
from edge.ports.sight import Frame

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.ports.sight import Picture

STREAMS = ("rtsp://", "rtsps://", "http://", "https://")
NETWORK_MILLISECONDS = 5_000
"""A server that is silent for so long is gone."""
MOST_MEGAPIXELS = 50
USUAL_RATE = 25.0
"""Pictures a second of a video that does not tell."""


def opencv_camera(name: str, device: str, size: tuple[int, int] = (1280, 720)) -> ThreadedCamera:
    """`device` is the number or path of a V4L2 device, or the address of a stream."""
    if device.startswith(STREAMS):
        return ThreadedCamera(name, lambda: _Capture(name, _open_stream(name, device)))
    return ThreadedCamera(name, lambda: _Capture(name, _open_v4l2(name, device, size)))


def video_camera(path: Path) -> ThreadedCamera:
    """A video file at its own speed, once; what is not taken in time is gone."""
    return ThreadedCamera(f"file:{path}", lambda: _PlayedVideo(_open_video(path)))


class PatientVideo:
    """A video file as fast as its pictures are taken, `rate` of them a second of the film."""

    def __init__(self, path: Path) -> None:
        self.name = f"file:{path}"
        self._path = path
        self._newest: Frame | None = None

    async def frames(self, rate: Callable[[], float]) -> AsyncIterator[Frame]:
        """Times follow the film: they run ahead of the loop's clock, or behind it."""
        loop = asyncio.get_running_loop()
        thread = ThreadPoolExecutor(1, self.name)
        began = loop.time()
        video: _Video | None = None
        try:
            video = await loop.run_in_executor(thread, _open_video, self._path)
            pacing = Pacing()
            while (number := await loop.run_in_executor(thread, video.skip, pacing, rate)) > 0:
                picture = await loop.run_in_executor(thread, video.picture)
                at = began + (number - 1) * video.period
                self._newest = Frame(picture=picture, at=at, number=number, source=self.name)
                yield self._newest
        finally:
            if video is not None:
                thread.submit(video.close)
            thread.shutdown(wait=False)
            self._newest = None

    async def still(self) -> Frame:
        """The picture of the moment. Raises DeviceError before the first."""
        if self._newest is None:
            raise DeviceError(f'the camera "{self.name}" is off')
        return self._newest


class _Capture:
    """A PictureSource of an opened cv2.VideoCapture; a picture that does not come is a loss."""

    def __init__(self, name: str, capture: Any) -> None:
        self._name = name
        self._capture = capture

    def grab(self) -> bool:
        if not self._capture.grab():
            raise DeviceError(f'the camera "{self._name}" was unplugged or stopped')
        return True

    def picture(self) -> Picture:
        picture = _colours(self._capture)
        if picture is None:
            raise DeviceError(f'the camera "{self._name}" gave a damaged picture')
        return picture

    still = picture

    def close(self) -> None:
        self._capture.release()


class _Video:
    """An opened video file, picture by picture."""

    def __init__(self, path: Path, capture: Any, period: float) -> None:
        self.period = period
        """Seconds from one picture to the next."""
        self.number = 0
        self._path = path
        self._capture = capture

    def grab(self) -> bool:
        """Go on to the next picture; False at the end."""
        self.number += 1
        return bool(self._capture.grab())

    def skip(self, pacing: Pacing, rate: Callable[[], float]) -> int:
        """Go on to the next picture that is to be taken: its number, 0 at the end."""
        while self.grab():
            if pacing.takes((self.number - 1) * self.period, rate()):
                return self.number
        return 0

    def picture(self) -> Picture:
        picture = _colours(self._capture)
        if picture is None:
            raise InputError(f"{self._path} is damaged at picture {self.number}")
        return picture

    def close(self) -> None:
        self._capture.release()


class _PlayedVideo:
    """A PictureSource that shows each picture of a video when its time has come."""

    def __init__(self, video: _Video) -> None:
        self._video = video
        self._began = time.monotonic()

    def grab(self) -> bool:
        """Passes over what its thread was too late for."""
        while self._video.grab():
            due = self._began + self._video.number * self._video.period
            early = due - time.monotonic()
            if early > -self._video.period:
                time.sleep(max(0.0, early))
                return True
        return False

    def picture(self) -> Picture:
        return self._video.picture()

    still = picture

    def close(self) -> None:
        self._video.close()


def _open_v4l2(name: str, device: str, size: tuple[int, int]) -> Any:
    """Its pictures as JPEG, so that USB carries them at full rate; one at a time."""
    cv2 = opencv()
    wanted: Any = int(device) if device.isdecimal() else device
    if not device.isdecimal() and not Path(device).exists():
        raise DeviceError(f'the camera "{name}" ({device}) is not plugged in')
    with native_stderr_to_log():
        capture = cv2.VideoCapture(wanted, cv2.CAP_V4L2)
    if not capture.isOpened():
        raise DeviceError(f'the camera "{name}" ({device}) is not plugged in, or is taken')
    width, height = size
    jpeg = cv2.VideoWriter_fourcc(*"MJPG")
    for key, value in (
        (cv2.CAP_PROP_FOURCC, jpeg),
        (cv2.CAP_PROP_FRAME_WIDTH, width),
        (cv2.CAP_PROP_FRAME_HEIGHT, height),
        (cv2.CAP_PROP_BUFFERSIZE, 1),
    ):
        capture.set(key, value)
    return capture


def _open_stream(name: str, address: str) -> Any:
    cv2 = opencv()
    limits = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, NETWORK_MILLISECONDS,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC, NETWORK_MILLISECONDS,
    ]  # fmt: skip
    with native_stderr_to_log():
        capture = cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits)
    if not capture.isOpened():
        raise DeviceError(f'the camera "{name}" does not answer')  # its address may hold a password
    return capture


def _open_video(path: Path) -> _Video:
    """Raises InputError."""
    if not path.is_file():
        raise InputError(f"the video {path} is missing")
    cv2 = opencv()
    with native_stderr_to_log():
        capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise InputError(f"{path} is no video that can be played")
    width, height, rate = (
        capture.get(one)
        for one in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT, cv2.CAP_PROP_FPS)
    )
    if width * height > MOST_MEGAPIXELS * 1e6:
        raise InputError(
            f"the pictures of {path} have {width * height / 1e6:.0f} megapixels; "
            f"{MOST_MEGAPIXELS} can be looked at"
        )
    return _Video(path, capture, 1 / (rate if 1 <= rate <= 1000 else USUAL_RATE))


def _colours(capture: Any) -> Picture | None:
    """What was grabbed, decoded; None where it cannot be."""
    cv2 = opencv()
    taken, colours = capture.retrieve()
    if not taken or colours is None:
        return None
    picture: Picture = cv2.cvtColor(colours, cv2.COLOR_BGR2RGB)
    return picture
