"""What the owner may set about seeing, measuring and finding the way."""

from __future__ import annotations

from dataclasses import dataclass

from edge.settings.checks import one_of, within


@dataclass(frozen=True, kw_only=True)
class CameraSettings:
    """The camera; it is opened when it is asked for, and while guiding."""

    device: str = ""
    """"picamera2", "gstreamer", a device ("/dev/video0"), a file, a web address, "none", or empty
    for the first one that is found."""
    field_of_view_degrees: float = 66.0
    """Horizontally; the Raspberry Pi's Camera Module 3 has 66, its wide one 102, a webcam 60."""
    frames_per_second: float = 5.0
    """While guiding, where nothing is scarce."""
    light: str = ""
    """An LED below /sys/class/leds that shines while the camera takes pictures; without it there
    is no picture. Empty = none. docs/cameras.md tells how one is connected."""

    def __post_init__(self) -> None:
        within(self, "field_of_view_degrees", 20.0, 180.0)
        within(self, "frames_per_second", 0.2, 60.0)


@dataclass(frozen=True, kw_only=True)
class RangeSettings:
    """One distance sensor."""

    name: str = "front"
    device: str = ""
    """The serial port or the number of the I2C bus."""
    kind: str = "tfluna"
    """tfluna (also TFmini) or vl53l5cx."""
    points: str = "ahead"
    """ahead, or down: at the ground some steps before the feet."""
    degrees: float = 0.0
    """From straight ahead, positive to the right."""
    height_metres: float = 1.1
    """Over the ground, as it is worn."""
    pitch_degrees: float | None = None
    """Below the horizontal; by itself 45 down, and ahead 0, or 20 for a vl53l5cx, whose lowest rows
    then see the ground."""

    def __post_init__(self) -> None:
        if self.pitch_degrees is not None:
            within(self, "pitch_degrees", 0.0, 80.0)
        within(self, "height_metres", 0.3, 2.2)
        one_of(self, "kind", ("tfluna", "vl53l5cx"))
        one_of(self, "points", ("ahead", "down"))
        within(self, "degrees", -90.0, 90.0)


@dataclass(frozen=True, kw_only=True)
class PositionSettings:
    """Where on earth we are, and where the person looks."""

    device: str = ""
    """The serial port of a satellite receiver, or "file:TRACE.gpx"; empty = none."""
    baud: int = 9600
    compass: str = ""
    """qmc5883l, hmc5883l or bno055, with the I2C bus behind a colon ("bno055:1"); empty = none."""
    declination_degrees: float = 0.0
    """What the needle points east of true north here."""

    def __post_init__(self) -> None:
        within(self, "baud", 1200, 921600)
        within(self, "declination_degrees", -90.0, 90.0)


@dataclass(frozen=True, kw_only=True)
class GuideSettings:
    """How one is guided."""

    ranges: tuple[RangeSettings, ...] = ()
    """The distance sensors."""
    vibration: str = ""
    """"drv2605:BUS" or "gpio:PIN"; empty = none."""
    distances: str = "metres"
    """metres or steps."""
    step_centimetres: int = 70
    beacon_silent_metres: float = 15.0
    """The beacon falls silent so near its place."""

    def __post_init__(self) -> None:
        one_of(self, "distances", ("metres", "steps"))
        within(self, "step_centimetres", 20, 150)
        within(self, "beacon_silent_metres", 0.0, 50.0)
