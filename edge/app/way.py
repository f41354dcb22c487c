"""What there is to find the way with, as the settings name it: position, compass and map."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edge.errors import SettingsError, StoreError
from edge.modes.sight.atlas import Atlas
from edge.modes.sight.locator import Locator
from edge.modes.sight.way_outfit import WayOutfit
from edge.settings import state_folder
from edge.tasks import apart
from edge.way.map_file import map_path
from edge.way.street_map import StreetMap

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from typing import TypeAlias

    from edge.ports import Compass, Fix, Heading, PositionSensor
    from edge.settings import PositionSettings, Settings

    News: TypeAlias = tuple[Callable[[str], None], Callable[[], None]]
    """Called with the reason when a device is lost, and when it is back."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PersistentPosition:
    """A position sensor that may go and come back."""

    sensor: PositionSensor
    news: News

    def fixes(self) -> AsyncIterator[Fix | None]:
        from edge.devices.reconnect import persistent

        return persistent(self.sensor.fixes, *self.news)


@dataclass(frozen=True)
class PersistentCompass:
    """The same, of a compass."""

    compass: Compass
    news: News

    def headings(self) -> AsyncIterator[Heading]:
        from edge.devices.reconnect import persistent

        return persistent(self.compass.headings, *self.news)


async def way(settings: Settings, news: Callable[[str], News]) -> WayOutfit | None:
    """Nothing of it is open but the map; None without a position sensor. Raises EdgeError.

    `news` makes what tells of a device's losses, by its name.
    """
    wanted = settings.position
    if not wanted.device:
        return None
    sensor, chip, streets = await apart(lambda: (position(wanted), compass(wanted), imported()))
    located = Locator(
        PersistentPosition(sensor, news("position")),
        PersistentCompass(chip, news("compass")) if chip else None,
    )
    return WayOutfit(
        locator=located, atlas=Atlas(streets) if streets else None, settings=settings.guide
    )


def position(settings: PositionSettings) -> PositionSensor:
    """A track is read now, a receiver later. Raises InputError for a broken file."""
    if settings.device.startswith("file:"):
        from edge.devices.position_gpx import GpxPosition

        return GpxPosition(Path(settings.device.removeprefix("file:")).expanduser())
    from edge.devices.position_nmea import NmeaPosition

    return NmeaPosition(settings.device, settings.baud)


def compass(settings: PositionSettings) -> Compass | None:
    """The one that is named. Raises SettingsError for a kind or a bus that there is not."""
    if not settings.compass:
        return None
    from edge.devices.compass_chips import CHIPS
    from edge.devices.compass_i2c import I2cCompass

    kind, _, bus = settings.compass.partition(":")
    number = bus or "1"
    if kind not in CHIPS or not number.isdecimal():
        known = ", ".join(CHIPS)
        raise SettingsError(
            f'position.compass = "{settings.compass}" is not KIND:BUS with one of: {known}'
        )
    return I2cCompass(kind, int(number), declination=settings.declination_degrees)


def imported() -> StreetMap | None:
    """The map of this device; None where none was imported, or it cannot be read."""
    path = map_path(state_folder())
    if not path.is_file():
        return None
    try:
        return StreetMap(path)
    except StoreError as error:
        log.warning("%s", error)
        return None
