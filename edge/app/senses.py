"""What there is besides hearing: told by the settings, the devices and the installed packages."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from edge.thinking.skill import installed

if TYPE_CHECKING:
    from edge.language import Language
    from edge.settings import Settings

CAMERA_DEVICES = Path("/dev")
NO_SENSES: frozenset[str] = frozenset()


def senses(settings: Settings) -> frozenset[str]:
    """ "camera", "position", and "guide" where there is anything to guide by."""
    found = set()
    if has_camera(settings):
        found.add("camera")
    if settings.position.device:
        found.add("position")
    if found or settings.guide.ranges:
        found.add("guide")
    return frozenset(found)


def has_camera(settings: Settings) -> bool:
    """One is named or plugged in, and there is a package that reads it."""
    return camera_device(settings) != ""


def camera_device(settings: Settings) -> str:
    """The one that is named, or the first that is found; empty for none. Opens nothing."""
    device = settings.camera.device
    if device == "none" or not _has_package():
        return ""
    if device or is_installed("picamera2"):
        return device or "picamera2"
    found = CAMERA_DEVICES.glob("video[0-9]*")
    return str(min(found, key=lambda path: int(path.name[5:]), default=""))


def with_senses(language: Language, present: frozenset[str]) -> Language:
    """What is listened for: nothing that only another sense could answer."""
    wanting = (skill for skill in installed().values() if skill.sense)
    missing = frozenset(skill.name for skill in wanting if skill.sense not in present)
    return language.without(missing)


def _has_package() -> bool:
    return is_installed("cv2") or is_installed("picamera2")


def is_installed(package: str) -> bool:
    """Whether it could be imported; nothing is."""
    return importlib.util.find_spec(package) is not None
