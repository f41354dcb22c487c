"""What there is to see with: the owner's camera, and what looks at its pictures.

Nothing is opened here and no network is loaded: a camera is opened by the first question, an engine
by the first picture that it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib import import_module
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge.app.senses import camera_device, is_installed
from edge.devices.camera_still import StillCamera
from edge.modes.sight.camera_use import CameraUse
from edge.modes.sight.outfit import Outfit
from edge.seeing.eyes import Eyes
from edge.seeing.lens import LensWatch

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop as Loop
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from edge.app.installed import Installed
    from edge.engines.vision.reader_away import ReaderAway
    from edge.models.record import Model
    from edge.ports import Camera, CaptureLight, CodeReader
    from edge.seeing.eyes import EyesChanged
    from edge.settings import CameraSettings, Settings

    News: TypeAlias = tuple[Callable[[str], None], Callable[[], None]]
    """Called with the reason when a device is lost, and when it is back."""

CAMERA = "camera"
"""Its name in what is told of it."""
JETSON_SIZE = (1280, 720)
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})
TESSERACT_NAMES = {"en": "eng", "zh": "chi_sim", "de": "deu", "fr": "fra", "es": "spa"}
"""Of the files that Tesseract reads a language with (ISO 639-2, simplified characters)."""


def outfit(shelf: Installed, news: News, loop: Loop) -> Outfit:
    """For a conversation; what is missing is None, and without a camera all of it.

    Looks at the disk, so not on the loop.
    """
    source = camera(shelf.settings)
    if source is None:
        return Outfit()
    import_module("edge.modes.sight.camera_families")  # now, and not on the loop
    return looking(shelf, loop, CameraUse(eyes(source, shelf.settings.camera, told_by(news))))


def looking(shelf: Installed, loop: Loop, camera: CameraUse | None = None) -> Outfit:
    """Everything that looks at pictures, wherever they come from."""
    reader = text_reader(shelf, loop)
    return Outfit(
        camera=camera,
        reader=reader,
        codes=code_reader(),
        **networks(shelf.found.models, shelf.threads),
        field_of_view=shelf.settings.camera.field_of_view_degrees,
        opened=(reader,) if reader else (),
    )


def camera(settings: Settings) -> Camera | None:
    """The one that is named in the settings or found; None where there is none."""
    device = camera_device(settings)
    return _named_camera(device) if device else None


def _named_camera(device: str) -> Camera:
    if device == "picamera2":
        from edge.devices.camera_picamera2 import picamera2_camera

        return picamera2_camera(CAMERA)
    if device == "gstreamer":
        from edge.devices.camera_gstreamer import gstreamer_camera

        return gstreamer_camera(CAMERA, JETSON_SIZE)
    if device.startswith("/dev/") or device.isdecimal() or "://" in device:
        from edge.devices.camera_opencv import opencv_camera

        return opencv_camera(CAMERA, device)
    return file_camera(Path(device.removeprefix("file:")).expanduser())


def file_camera(path: Path) -> Camera:
    """A picture that stands still, or a video at its own speed."""
    if path.suffix.lower() not in PICTURES:
        from edge.devices.camera_opencv import video_camera

        return video_camera(path)
    from edge.seeing.picture import load

    return StillCamera(f"file:{path}", partial(load, path))


def eyes(camera: Camera, settings: CameraSettings, told: Callable[[EyesChanged], None]) -> Eyes:
    """The camera at the pace that the owner wants, with its light."""
    lens = partial(LensWatch, inf) if isinstance(camera, StillCamera) else LensWatch
    return Eyes(camera, lambda: settings.frames_per_second, told, _light(settings), lens)


def told_by(news: News) -> Callable[[EyesChanged], None]:
    """Tells that the camera is lost, and once that it is back."""
    lost, found = news
    is_lost = False

    def told(change: EyesChanged) -> None:
        nonlocal is_lost
        if change.state in ("lost", "refused"):
            is_lost = True
            lost(change.reason)
        elif change.state == "seeing" and is_lost:
            is_lost = False
            found()

    return told


def _light(settings: CameraSettings) -> CaptureLight | None:
    if not settings.light:
        return None
    from edge.devices.capture_light_gpio import GpioCaptureLight

    return GpioCaptureLight(settings.light)


@dataclass(frozen=True)
class TextEngine:
    """What reads print, and how it is made in a process of its own."""

    name: str
    factory: str
    args: tuple[object, ...]


def text_reader(shelf: Installed, loop: Loop) -> ReaderAway | None:
    """Its process starts with the first picture, and leaves when nothing is read."""
    from edge.engines.runtime.in_process import InProcess
    from edge.engines.vision.reader_away import ReaderAway

    engine = text_engine(shelf)
    return ReaderAway(InProcess(engine.factory, *engine.args), loop) if engine else None


def text_engine(shelf: Installed) -> TextEngine | None:
    """RapidOCR, or else Tesseract with what it has been taught to read."""
    if is_installed("rapidocr"):
        return TextEngine("RapidOCR", "edge.engines.vision.rapidocr:RapidOcr", (shelf.threads,))
    known = _tesseract(shelf)
    if known is None:
        return None
    name = f"Tesseract ({', '.join(known[1])})"
    return TextEngine(name, "edge.engines.vision.tesseract:Tesseract", known)


def _tesseract(shelf: Installed) -> tuple[Path, tuple[str, ...]] | None:
    """The folder and names of what it reads; of the languages that are spoken here, or all."""
    taught = {model.name: model for model in shelf.found.models if model.kind == "tesseract"}
    if not taught or not is_installed("tesserocr"):
        return None
    spoken = {TESSERACT_NAMES.get(code, code) for code in shelf.spoken}
    names = tuple(sorted(spoken & taught.keys())) or tuple(taught)
    return taught[names[0]].folder, names


def code_reader() -> CodeReader | None:
    """zxing-cpp, where it is installed."""
    from edge.engines.vision.on_first_use import CodesOnFirstUse
    from edge.engines.vision.zxing import Zxing

    return CodesOnFirstUse(Zxing) if is_installed("zxingcpp") else None


def networks(models: Sequence[Model], threads: int) -> dict[str, Any]:
    """Of each role that one is on the shelf for, loaded by their first picture."""
    from edge.engines.vision import on_first_use

    if not (is_installed("cv2") and is_installed("onnxruntime")):
        return {}
    wrapped = {
        "things": on_first_use.ThingsOnFirstUse,
        "faces": on_first_use.ThingsOnFirstUse,
        "depth": on_first_use.DepthOnFirstUse,
        "features": on_first_use.FeaturesOnFirstUse,
    }
    chosen = ((role, network(models, role)) for role in wrapped)
    return {
        role: wrapped[role](partial(load_network, model, threads))
        for role, model in chosen
        if model is not None
    }


def load_network(model: Model, threads: int) -> Any:
    """Raises EngineError."""
    from edge.engines.vision.kinds import KINDS

    return KINDS[model.role][model.kind](model.files["model"], threads)


def network(models: Sequence[Model], role: str) -> Model | None:
    """The best of the shelf: of the first kind that is there, the last by name.

    So of depth networks it is the one trained indoors, and yolox_tiny before yolox_nano.
    """
    from edge.engines.vision.kinds import KINDS

    whole = [model for model in models if model.role == role and model.files]
    by_kind = ([model for model in whole if model.kind == kind] for kind in KINDS[role])
    return next((found[-1] for found in by_kind if found), None)
