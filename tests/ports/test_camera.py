"""The contract of cameras: the fake, a picture, a video, a child process, and a stand-in of
picamera2."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.devices.camera_gstreamer import gstreamer_camera
from edge.devices.camera_opencv import PatientVideo, video_camera
from edge.devices.camera_picamera2 import picamera2_camera
from edge.devices.camera_still import StillCamera
from edge.fakes.camera import FakeCamera
from edge.ports.sight import Frame
from tests.devices import picamera2_stand_in
from tests.ports.camera import (
    gives_the_newest_to_who_comes_late,
    keeps_to_the_camera_port,
    keeps_to_the_rate,
)

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports.sight import Camera

CHILD = """
import os, time
count = 0
while True:
    os.write(1, bytes([count % 256, 20, 30, 255]) * (64 * 48))
    count += 1
    time.sleep(1 / 30)
"""
"""Writes RGBA pictures as `gst-launch-1.0 ... ! fdsink` does."""


@pytest.fixture
def still_picture() -> StillCamera:
    frame = Frame(np.full((48, 64, 3), 7, np.uint8), 0.0, 1, "picture.png")
    return StillCamera(frame.source, lambda: frame)


@pytest.fixture
def played(shared: Path) -> Camera:
    pytest.importorskip("cv2", reason="opencv (extra vision) is not installed")
    return video_camera(shared / "data/images/bottles.mp4")


@pytest.fixture
def patient(shared: Path) -> Camera:
    pytest.importorskip("cv2", reason="opencv (extra vision) is not installed")
    return PatientVideo(shared / "data/images/bottles.mp4")


@pytest.fixture
def child() -> Camera:
    return gstreamer_camera("child", (64, 48), (sys.executable, "-c", CHILD))


@pytest.fixture
def pi(monkeypatch: pytest.MonkeyPatch) -> Camera:
    pytest.importorskip("cv2", reason="opencv (extra vision) is not installed")
    monkeypatch.setitem(sys.modules, "picamera2", picamera2_stand_in)
    return picamera2_camera("pi", reading=(1296, 972))


async def test_the_fake_keeps_to_the_port() -> None:
    await keeps_to_the_camera_port(FakeCamera())


async def test_the_fake_keeps_to_the_rate() -> None:
    await keeps_to_the_rate(FakeCamera(), 10)


async def test_the_fake_gives_the_newest() -> None:
    await gives_the_newest_to_who_comes_late(FakeCamera())


@pytest.mark.engines
async def test_a_picture_keeps_to_the_port(still_picture: Camera) -> None:
    await keeps_to_the_camera_port(still_picture)


@pytest.mark.engines
async def test_a_picture_keeps_to_the_rate(still_picture: Camera) -> None:
    await keeps_to_the_rate(still_picture, 4)


@pytest.mark.engines
@pytest.mark.parametrize("name", ["played", "patient", "child", "pi"])
async def test_an_adapter_keeps_to_the_port(
    name: str, played: Camera, patient: Camera, child: Camera, pi: Camera
) -> None:
    cameras = {"played": played, "patient": patient, "child": child, "pi": pi}
    await keeps_to_the_camera_port(cameras[name])


@pytest.mark.engines
@pytest.mark.parametrize("name", ["played", "child", "pi"])
async def test_a_live_adapter_keeps_to_the_rate_and_gives_the_newest(
    name: str, played: Camera, child: Camera, pi: Camera
) -> None:
    cameras = {"played": played, "child": child, "pi": pi}
    await keeps_to_the_rate(cameras[name], 10)
    await gives_the_newest_to_who_comes_late(cameras[name])
