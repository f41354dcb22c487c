"""What there is to see with: of the settings, the packages and the shelf; nothing is loaded."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.app import senses, sight
from edge.app.installed import Installed
from edge.devices.camera_still import StillCamera
from edge.devices.camera_thread import ThreadedCamera
from edge.errors import EngineError, InputError
from edge.ports.sight import Frame
from edge.seeing.eyes import EyesChanged
from edge.settings import CameraSettings, Settings
from tests.pictures import lines_of_print

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from edge.modes.sight.outfit import Outfit

NOBODY = (lambda _: None, lambda: None)


@pytest.fixture
def shelved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Installed]:
    """Models folders with files of these names, which hold nothing."""

    def made(*names: str, camera: str = "none") -> Installed:
        monkeypatch.setenv("EDGE_MODELS", str(tmp_path))
        for name in names:
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"no network")
        return Installed.surveyed(Settings(camera=CameraSettings(device=camera)))

    return made


async def worn(shelf: Installed) -> Outfit:
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(sight.outfit, shelf, NOBODY, loop)


@pytest.mark.engines
async def test_without_a_camera_there_is_nothing_to_see_with(
    shelved: Callable[..., Installed],
) -> None:
    outfit = await worn(await asyncio.to_thread(shelved, "yolox/yolox_nano.onnx"))
    assert (outfit.camera, outfit.reader, outfit.things) == (None, None, None)
    assert outfit.senses == frozenset()


@pytest.mark.engines
async def test_a_network_is_loaded_by_its_first_picture_only(
    shelved: Callable[..., Installed],
) -> None:
    pytest.importorskip("cv2", reason="opencv is not installed")
    shelf = await asyncio.to_thread(shelved, "yolox/yolox_nano.onnx", camera="/dev/video9")
    outfit = await worn(shelf)
    try:
        assert outfit.camera is not None
        assert outfit.faces is None
        things = outfit.things
        assert things is not None  # though its file is broken
        with pytest.raises(EngineError, match=r"yolox_nano\.onnx"):
            await asyncio.to_thread(things.detect, lines_of_print(["x"]))
    finally:
        await outfit.close()


def test_of_several_networks_the_better_kind_and_then_the_last_by_name_is_taken(
    shelved: Callable[..., Installed],
) -> None:
    models = shelved(
        "a/version-RFB-320.onnx", "b/face_detection_yunet.onnx",
        "c/meter_kitti_xxs.onnx", "d/meter_nyu_xxs.onnx",
    ).found.models  # fmt: skip
    names = {}
    for role in ("faces", "depth"):
        model = sight.network(models, role)
        assert model is not None
        names[role] = model.files["model"].name
    assert names == {"faces": "face_detection_yunet.onnx", "depth": "meter_nyu_xxs.onnx"}
    assert sight.network(models, "things") is None


@pytest.mark.parametrize(
    "device", ["/dev/video2", "2", "rtsp://door.local/1", "gstreamer", "picamera2"]
)
def test_a_camera_is_named_by_its_device(device: str) -> None:
    pytest.importorskip("cv2", reason="opencv is not installed")
    camera = sight.camera(Settings(camera=CameraSettings(device=device)))
    assert isinstance(camera, ThreadedCamera)
    assert camera.name == "camera"


@pytest.mark.engines
async def test_a_file_is_a_camera_too_and_a_broken_one_is_told_when_it_is_looked_at(
    tmp_path: Path,
) -> None:
    pytest.importorskip("cv2", reason="opencv is not installed")
    camera = sight.camera(Settings(camera=CameraSettings(device=f"file:{tmp_path}/none.jpg")))
    assert isinstance(camera, StillCamera)
    with pytest.raises(InputError, match=r"none\.jpg cannot be read"):
        await anext(camera.frames(lambda: 1.0))


def test_the_first_camera_that_is_plugged_in_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senses, "CAMERA_DEVICES", tmp_path)
    monkeypatch.setattr(senses, "is_installed", lambda package: package == "cv2")
    assert senses.camera_device(Settings()) == ""
    for name in ("video10", "video2", "videos"):
        (tmp_path / name).touch()
    assert senses.camera_device(Settings()) == f"{tmp_path}/video2"


def test_a_lost_camera_is_told_and_once_that_it_is_back() -> None:
    told: list[str] = []
    tell = sight.told_by((told.append, lambda: told.append("back")))
    for state, reason in (("seeing", ""), ("lost", "unplugged"), ("seeing", ""), ("black", "")):
        tell(EyesChanged(0.0, state, reason))  # type: ignore[arg-type]  # from a table
    tell(EyesChanged(1.0, "seeing"))
    assert told == ["unplugged", "back"]


@pytest.mark.engines
async def test_tesseract_reads_what_is_spoken_here_where_there_is_nothing_better(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tesserocr", reason="tesserocr is not installed")
    monkeypatch.setenv("EDGE_MODELS", str(shared / "models/vision"))
    monkeypatch.setattr(sight, "is_installed", lambda package: package != "rapidocr")
    shelf = await asyncio.to_thread(Installed.surveyed, Settings())
    reader = sight.text_reader(shelf, asyncio.get_running_loop())
    assert reader is not None
    try:
        lines = await asyncio.to_thread(reader.read, lines_of_print(["Way out"]))
        assert [line.text for line in lines] == ["Way out"]
    finally:
        await reader.close()


@pytest.mark.engines
async def test_a_picture_as_a_camera_is_never_called_frozen() -> None:
    frame = Frame(np.full((48, 64, 3), 90, np.uint8), 0.0, 1, "poster")
    told: list[str] = []
    eyes = sight.eyes(
        StillCamera("poster", lambda: frame), CameraSettings(), lambda one: told.append(one.state)
    )
    watching = asyncio.create_task(eyes.run())
    await asyncio.sleep(2.6)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert told == ["opening", "seeing", "off"]
