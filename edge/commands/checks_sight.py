"""What `edge doctor` tells of seeing: the camera, and what looks at pictures. None is essential."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from edge.app import sight as seeing
from edge.app.installed import Installed
from edge.app.senses import camera_device, is_installed
from edge.commands.checks import Check
from edge.errors import EngineError

if TYPE_CHECKING:
    from edge.settings import Settings

EXTRA = 'install "edge-assistant[vision]"'
NETWORKS = {
    "things": "recognising things",
    "faces": "finding faces",
    "depth": "what is in front of what",
    "features": "knowing taught things again",
}
"""What a network of each role is for."""


def sight(chosen: Settings) -> list[Check]:
    """What is missing needs attention only where there is a camera to look through."""
    shelf = Installed.surveyed(chosen)
    device = camera_device(chosen)
    found = [_camera(device), _reading(shelf), _codes(), *(_network(shelf, r) for r in NETWORKS)]
    return [check if device or check.state == "ok" else _not_needed(check) for check in found]


def _not_needed(check: Check) -> Check:
    return Check("ok", check.what, f"{check.where}, and not needed without a camera", check.todo)


def _camera(device: str) -> Check:
    if not device:
        return Check("ok", "camera", "none (camera.device names one)")
    if device.startswith("/") and not Path(device).exists():
        return Check("attention", "camera", f"{device} is not there", "plug it in")
    return Check("ok", "camera", device)


def _reading(shelf: Installed) -> Check:
    engine = seeing.text_engine(shelf)
    if engine is None:
        return Check("attention", "reading print", "nothing does it", EXTRA)
    return Check("ok", "reading print", engine.name)


def _codes() -> Check:
    if is_installed("zxingcpp"):
        return Check("ok", "reading codes", "zxing-cpp")
    return Check("attention", "reading codes", "nothing does it", EXTRA)


def _network(shelf: Installed, role: str) -> Check:
    """Loads it: a file that is cut is told now, and not when somebody asks."""
    what = NETWORKS[role]
    model = seeing.network(shelf.found.models, role)
    if model is None:
        advice = f"put a model for {role} into {shelf.found.folder}"
        return Check("attention", what, "nothing does it", advice)
    try:
        seeing.load_network(model, shelf.threads)
    except EngineError as error:
        return Check("attention", what, str(error))
    return Check("ok", what, model.name)
