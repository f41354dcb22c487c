"""A recorded walk as the position sensor: the track of a GPX file, played at its own times."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from edge.devices.nmea import UERE
from edge.errors import InputError
from edge.ports.sight import Fix

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

UNTIMED_SECONDS = 1.0
"""Between two points of a track that tells no times."""
ACCURACY = 5.0
"""Metres, where the track tells no dilution: what a telephone usually has under the sky."""
LARGEST = 64_000_000
"""Bytes of a file; a year of points a second apart is larger, and no walk."""


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """One point of a recorded walk."""

    seconds: float
    """Since the track's first point."""
    latitude: float
    longitude: float
    accuracy: float


class GpxPosition:
    """Plays a track; `speed` 2.0 takes half its time."""

    def __init__(self, path: Path, speed: float = 1.0) -> None:
        """Reads the file; raises InputError."""
        self.name = str(path)
        self._points = read_track(path)
        self._speed = speed

    async def fixes(self) -> AsyncIterator[Fix]:
        """The track's points at their times; ends with it."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for point in self._points:
            due = began + point.seconds / self._speed
            await asyncio.sleep(max(0.0, due - loop.time()))
            yield Fix(
                at=due,
                latitude=point.latitude,
                longitude=point.longitude,
                accuracy=point.accuracy,
            )


def read_track(path: Path) -> list[TrackPoint]:
    """All points of all tracks of a file, in their order; raises InputError."""
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} is larger than {LARGEST // 1_000_000} MB: no walk")
        root = ElementTree.fromstring(path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot read the track {path}: {error.strerror}") from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise InputError(f"{path} is no GPX file, or cut short: {error}") from error
    nodes = root.findall(".//{*}trkpt") or root.findall(".//{*}rtept")
    if not nodes:
        raise InputError(f"{path} holds no track")
    return _points(path, nodes)


def _points(path: Path, nodes: list[ElementTree.Element]) -> list[TrackPoint]:
    points: list[TrackPoint] = []
    began: datetime | None = None
    for number, node in enumerate(nodes):
        try:
            at = _time(node)
            began = began or at
            later = (at - began).total_seconds() if at and began else number * UNTIMED_SECONDS
            before = points[-1].seconds if points else 0.0
            points.append(_point(node, max(before, later)))
        except (KeyError, ValueError) as error:
            raise InputError(f"{path}: point {number + 1} of the track is broken") from error
    return points


def _point(node: ElementTree.Element, seconds: float) -> TrackPoint:
    latitude, longitude = float(node.attrib["lat"]), float(node.attrib["lon"])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError("off the earth")
    dilution = float(node.findtext("{*}hdop") or 0.0)
    accuracy = dilution * UERE if 0 < dilution < math.inf else ACCURACY
    return TrackPoint(seconds, latitude, longitude, accuracy)


def _time(node: ElementTree.Element) -> datetime | None:
    text = node.findtext("{*}time")
    if not text:
        return None
    at = datetime.fromisoformat(text.strip())
    return at if at.tzinfo else at.replace(tzinfo=UTC)
