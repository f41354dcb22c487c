"""What goes wrong with cameras, named in one sentence; and that a camera can be opened again."""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.devices.camera_gstreamer import argus_pipeline, gstreamer_camera
from edge.devices.camera_opencv import PatientVideo, opencv_camera, video_camera
from edge.devices.camera_picamera2 import picamera2_camera
from edge.devices.camera_thread import Pacing, ThreadedCamera
from edge.errors import DeviceError, InputError
from edge.opencv import opencv
from edge.seeing.eyes import Eyes
from tests.devices import picamera2_stand_in
from tests.devices.mjpeg_server import serving
from tests.devices.picamera2_stand_in import Picamera2
from tests.ports.camera import opened, some

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from edge.ports.sight import Camera, Frame, Picture

pytestmark = pytest.mark.engines
SIZE = (8, 6)
PICTURE = "import os\nos.write(1, bytes([9, 20, 30, 255]) * 48)\n"
"""One picture of SIZE, by a child process."""


class Source:
    """A PictureSource in the hands of a test."""

    def __init__(self) -> None:
        self.pictures = 3
        self.trouble: Exception | None = None
        self.closed = threading.Event()

    def grab(self) -> bool:
        if self.trouble:
            raise self.trouble
        self.pictures -= 1
        return self.pictures >= 0

    def picture(self) -> Picture:
        return np.zeros((4, 4, 3), np.uint8)

    still = picture

    def close(self) -> None:
        self.closed.set()


async def fails(camera: Camera, error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        await some(camera, 1000)


async def test_a_thread_ends_with_its_source_and_frees_it() -> None:
    source = Source()
    found = await some(ThreadedCamera("one", lambda: source), 10, rate=1e6)
    assert 1 <= len(found) <= 3
    assert source.closed.is_set()


async def test_whatever_a_library_raises_becomes_a_sentence() -> None:
    source = Source()
    source.trouble = RuntimeError("VIDIOC_DQBUF")
    camera = ThreadedCamera("one", lambda: source)
    await fails(camera, DeviceError, r'the camera "one" failed: RuntimeError\(.VIDIOC_DQBUF.\)')
    assert source.closed.is_set()


async def test_a_camera_that_is_in_use_is_not_opened_twice() -> None:
    source = Source()
    source.pictures = 10**9
    camera = ThreadedCamera("one", lambda: source)
    async with opened(camera) as frames:
        await anext(frames)
        await fails(camera, DeviceError, "is in use already")
    assert source.closed.is_set()


async def test_a_still_that_is_waited_for_fails_with_the_camera() -> None:
    source = Source()
    source.pictures = 10**9
    camera = ThreadedCamera("one", lambda: source)
    async with opened(camera) as frames:
        await anext(frames)
        asking = [asyncio.create_task(camera.still()) for _ in range(20)]
        await asyncio.sleep(0)
        source.trouble = DeviceError("gone")
        done = await asyncio.wait_for(asyncio.gather(*asking, return_exceptions=True), 5)
    assert all(not isinstance(one, BaseException) or "off" in str(one) for one in done)


def test_pictures_are_taken_at_the_rate_that_is_asked_for_at_the_moment() -> None:
    pacing = Pacing()
    times = [number / 30 for number in range(90)]
    taken = [at for at in times if pacing.takes(at, 10.0 if at < 1 else 0.0 if at < 2 else 30.0)]
    assert sum(at < 1 for at in taken) == 10
    assert not any(1.0 <= at < 2.0 for at in taken)
    assert sum(at >= 2 for at in taken) == 30


@pytest.fixture
def opencv_is_here() -> None:
    pytest.importorskip("cv2", reason="opencv (extra vision) is not installed")


@pytest.mark.usefixtures("opencv_is_here")
@pytest.mark.parametrize(
    ("device", "told"),
    [
        ("/dev/video-none", r'the camera "usb" \(/dev/video-none\) is not plugged in'),
        ("97", r'the camera "usb" \(97\) is not plugged in, or is taken'),
        ("/dev/null", r'the camera "usb" \(/dev/null\) is not plugged in, or is taken'),
        ("rtsp://user:secret@127.0.0.1:9/x", 'the camera "usb" does not answer$'),
        ("http://127.0.0.1:9/stream.mjpg", 'the camera "usb" does not answer$'),
    ],
)
async def test_a_camera_that_is_not_there_is_named(device: str, told: str) -> None:
    await fails(opencv_camera("usb", device), DeviceError, told)


@pytest.mark.usefixtures("opencv_is_here")
@pytest.mark.parametrize("make", [video_camera, PatientVideo])
async def test_a_video_that_cannot_be_played_is_named(
    make: Callable[[Path], Camera], tmp_path: Path, shared: Path
) -> None:
    await fails(make(tmp_path / "gone.mp4"), InputError, r"the video .*gone\.mp4 is missing")
    (tmp_path / "text.mp4").write_text("no video")
    await fails(make(tmp_path / "text.mp4"), InputError, r"text\.mp4 is no video that can be")
    film = (shared / "data/images/bottles.mp4").read_bytes()
    (tmp_path / "head.mp4").write_bytes(film[:2000])
    await fails(make(tmp_path / "head.mp4"), InputError, r"head\.mp4 is no video that can be")


@pytest.mark.usefixtures("opencv_is_here")
async def test_a_video_ends_with_its_last_picture_and_its_times_are_the_film_s(
    shared: Path,
) -> None:
    video = PatientVideo(shared / "data/images/bottles.mp4")
    found = await some(video, 10_000, rate=1)
    assert len(found) == 40  # 1189 pictures at 29.83 a second
    gaps = np.diff([frame.at for frame in found])
    assert gaps.min() > 0.9
    assert gaps.mean() == pytest.approx(1.0, abs=0.02)


@pytest.mark.usefixtures("opencv_is_here")
async def test_a_video_plays_at_its_own_speed(shared: Path) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    found = await some(video_camera(shared / "data/images/bottles.mp4"), 20, rate=100)
    assert found[-1].number / 29.83 == pytest.approx(loop.time() - began, abs=0.4)


def child(script: str) -> Camera:
    return gstreamer_camera("jetson", SIZE, (sys.executable, "-c", script))


async def test_a_pipeline_that_ends_is_told_with_its_last_words() -> None:
    script = PICTURE + "import sys\nsys.exit('ERROR: no cameras available')"
    told = 'the camera "jetson" stopped: ERROR: no cameras available'
    await fails(child(script), DeviceError, told)
    await fails(child(PICTURE), DeviceError, 'the camera "jetson" stopped: it said nothing')


async def test_a_pipeline_gives_red_green_blue() -> None:
    (frame,) = await some(child(PICTURE + "import time\ntime.sleep(30)"), 1)
    assert frame.picture.shape == (6, 8, 3)
    assert frame.picture[0, 0].tolist() == [9, 20, 30]


async def test_a_program_that_is_missing_is_named() -> None:
    camera = gstreamer_camera("jetson", SIZE, ("gst-launch-none",))
    await fails(camera, DeviceError, "needs gst-launch-none, which cannot be started: No such")


def test_the_pipeline_of_a_jetson_asks_for_one_mode_and_drops_what_is_late() -> None:
    command = " ".join(argus_pipeline((1280, 720)))
    assert "nvarguscamerasrc" in command
    assert "width=1280,height=720,framerate=30/1" in command
    assert "format=RGBA" in command
    assert "leaky=downstream max-size-buffers=1 ! fdsink fd=1" in command


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, opencv_is_here: None) -> Iterator[type[Picamera2]]:
    monkeypatch.setitem(sys.modules, "picamera2", picamera2_stand_in)
    yield Picamera2
    Picamera2.unplugged = Picamera2.taken = False


async def test_a_pi_looks_at_the_small_stream_and_reads_the_large_one(
    stand_in: type[Picamera2],
) -> None:
    camera = picamera2_camera("pi")
    async with opened(camera) as frames:
        small = await anext(frames)
        large = await camera.still()
    assert small.picture.shape == (480, 640, 3)
    assert small.picture[0, 0].tolist() == pytest.approx([180] * 3, abs=12)
    assert large.picture.shape == (1232, 1640, 3)
    assert large.picture[0, 0].tolist() == [200, 100, 50]
    assert not stand_in.taken


async def test_a_pi_s_camera_that_is_taken_missing_or_lost_is_named(
    stand_in: type[Picamera2],
) -> None:
    await fails(picamera2_camera("pi", 1), DeviceError, "cannot be opened: list index out of range")
    stand_in.taken = True
    await fails(picamera2_camera("pi"), DeviceError, "cannot be opened: Failed to acquire camera")
    stand_in.taken, stand_in.unplugged = False, True
    await fails(picamera2_camera("pi"), DeviceError, "gives no pictures any more")
    assert not stand_in.taken


async def test_without_its_library_a_pi_s_camera_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "picamera2", None)
    await fails(picamera2_camera("pi"), DeviceError, "sudo apt install python3-picamera2")


@pytest.mark.usefixtures("opencv_is_here")
async def test_a_camera_of_the_network_is_lost_with_its_server_and_comes_back() -> None:
    cv2 = opencv()
    jpeg = cv2.imencode(".jpg", np.full((48, 64, 3), (10, 200, 90), np.uint8))[1].tobytes()
    told: list[str] = []
    with serving(jpeg) as port:
        camera = opencv_camera("net", f"http://127.0.0.1:{port}/stream.mjpg")
        eyes = Eyes(camera, lambda: 20.0, lambda change: told.append(change.state))
        watching = asyncio.create_task(eyes.run())
        frame = await until_seen(eyes)
        assert frame.picture[20, 20].tolist() == pytest.approx([90, 200, 10], abs=8)
    async with asyncio.timeout(15):
        while eyes.state != "lost":  # noqa: ASYNC110 - a state, not an event
            await asyncio.sleep(0.05)
    with serving(jpeg, port):
        await until_seen(eyes)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert [state for state in told if state != "frozen"] == [
        "opening", "seeing", "lost", "seeing", "off",
    ]  # fmt: skip


async def until_seen(eyes: Eyes) -> Frame:
    async with asyncio.timeout(15):
        return await eyes.newest.next()
