"""Distance sensors and what warns besides sound, as the settings name them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from edge.errors import SettingsError
from edge.seeing.alerting import AlerterThread
from edge.seeing.hazard_path import HazardPath, HazardWatch
from edge.seeing.hazards import HazardRule
from edge.seeing.mounting import Mounting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edge.audio.output import Output
    from edge.events import Event
    from edge.ports import Alerter, RangeSensor
    from edge.seeing.hazard_path import Warner
    from edge.settings import GuideSettings, RangeSettings

PITCH_DEGREES = {
    ("tfluna", "ahead"): 0.0,
    ("tfluna", "down"): 45.0,
    ("vl53l5cx", "ahead"): 20.0,
    ("vl53l5cx", "down"): 45.0,
}
"""Below the horizontal, where the settings say nothing."""


def hazard_watch(
    settings: GuideSettings,
    outputs: Sequence[Output],
    tell: Callable[[Event], None],
    more: Sequence[Alerter] = (),
) -> HazardWatch:
    """Every sensor warns on all outputs, by the motor, and by whatever `more` there is."""
    threads = [
        AlerterThread(alerter, tell, time.monotonic) for alerter in (*alerters(settings), *more)
    ]
    warners: list[Warner] = [*(output.signals for output in outputs), *threads]
    paths = [
        HazardPath(sensor(one), HazardRule(mounting(one)), warners, tell) for one in settings.ranges
    ]
    return HazardWatch(paths, threads)


def sensor(settings: RangeSettings) -> RangeSensor:
    """Opens nothing yet."""
    if settings.kind == "vl53l5cx":
        from edge.devices.range_vl53l5cx import Vl53l5cxRange

        return Vl53l5cxRange(_number(settings.device or "1", "guide.ranges device"))
    from edge.devices.range_tfluna import TfLunaRange

    return TfLunaRange(settings.device or "/dev/serial0")


def mounting(settings: RangeSettings) -> Mounting:
    """How it is worn."""
    pitch = settings.pitch_degrees
    return Mounting(
        height_metres=settings.height_metres,
        pitch_degrees=PITCH_DEGREES[settings.kind, settings.points] if pitch is None else pitch,
        yaw_degrees=settings.degrees,
    )


def alerters(settings: GuideSettings) -> list[Alerter]:
    """The motor, where one is named. Raises SettingsError."""
    kind, _, place = settings.vibration.partition(":")
    if not kind:
        return []
    number = _number(place, "guide.vibration")
    if kind == "drv2605":
        from edge.devices.vibration_drv2605 import Drv2605Vibration

        return [Drv2605Vibration(number)]
    if kind == "gpio":
        from edge.devices.vibration_gpio import GpioVibration

        return [GpioVibration(number)]
    raise SettingsError(f'guide.vibration = "{settings.vibration}" is not drv2605:BUS or gpio:PIN')


def _number(text: str, name: str) -> int:
    if not text.isdecimal():
        raise SettingsError(f'{name}: "{text}" is not a number')
    return int(text)
