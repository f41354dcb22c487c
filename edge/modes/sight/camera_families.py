"""All questions that are answered by looking; loaded only where there is a camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.modes.sight.belongings import Belongings
from edge.modes.sight.camera_switch import CameraSwitch
from edge.modes.sight.checking import Checking
from edge.modes.sight.finding import Finding
from edge.modes.sight.light_tone import Brightness
from edge.modes.sight.live_reading import LiveReading
from edge.modes.sight.looking import Looking
from edge.modes.sight.reading import ReadingAloud
from edge.modes.sight.scanning import Scanning
from edge.modes.sight.teaching import Teaching

if TYPE_CHECKING:
    from edge.modes.sight.backing import Backing
    from edge.modes.sight.camera_use import CameraUse
    from edge.modes.sight.question import Family
    from edge.modes.sight.vision import Vision


def camera_families(camera: CameraUse, vision: Vision, backing: Backing) -> list[Family]:
    """Those that the engines at hand can answer."""
    activities, clock = backing.activities, backing.clock
    belongings = Belongings(backing)
    families: list[Family] = [
        CameraSwitch(camera, activities),
        Looking(camera, vision, clock),
        Scanning(camera, vision, activities.pointing, clock),
        Finding(camera, vision, activities, belongings),
        Teaching(camera, vision, belongings, clock),
        Checking(camera, vision, belongings, backing),
        Brightness(camera, vision, activities),
    ]
    if vision.reader:
        families += [
            ReadingAloud(camera, vision.looker, vision.reader, backing.summarise),
            LiveReading(camera, vision.looker, vision.reader, activities),
        ]
    return families
