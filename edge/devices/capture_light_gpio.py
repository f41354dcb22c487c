"""A light that tells that the camera takes pictures: a GPIO line that the kernel drives as an LED.

`dtoverlay=gpio-led,gpio=17,label=edge-capture` in a Raspberry Pi's config.txt makes one; it then
stands below /sys/class/leds, for whoever the udev rule allows.
"""

from __future__ import annotations

from pathlib import Path

from edge.errors import DeviceError

FOLDER = Path("/sys/class/leds")


class GpioCaptureLight:
    """The LED `name`. Raises DeviceError where it cannot be switched, or does not do as told."""

    def __init__(self, name: str = "edge-capture", folder: Path = FOLDER) -> None:
        self._light = folder / name / "brightness"

    def show(self, *, capturing: bool) -> None:
        """Some microseconds."""
        wanted = "1" if capturing else "0"
        try:
            self._light.write_text(wanted, encoding="ascii")
            now = self._light.read_text(encoding="ascii").strip()
        except OSError as error:
            raise DeviceError(
                f"the capture light {self._light} cannot be switched: {error.strerror}"
            ) from error
        if (now.isdecimal() and now != "0") != capturing:
            raise DeviceError(f"the capture light {self._light} does not do as it is told")
