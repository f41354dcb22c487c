"""Recorded walks, played in virtual time; broken ones named."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.devices.position_gpx import ACCURACY, GpxPosition, read_track
from edge.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'


def track(*points: str) -> str:
    return f"{HEAD}<trk><trkseg>{''.join(points)}</trkseg></trk></gpx>"


def point(latitude: float, second: int | None = None, more: str = "") -> str:
    time = "" if second is None else f"<time>2026-03-01T10:00:{second:02d}Z</time>"
    return f'<trkpt lat="{latitude}" lon="13.4">{time}{more}</trkpt>'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "walk.gpx"


def test_a_track_has_times_places_and_accuracies(file: Path) -> None:
    hdop = "<hdop>2</hdop>"
    file.write_text(track(point(52.0, 5), point(52.1, 9, hdop)), encoding="utf-8")
    first, second = read_track(file)
    assert (first.seconds, second.seconds) == (0.0, 4.0)
    assert (first.latitude, second.latitude) == (52.0, 52.1)
    assert (first.accuracy, second.accuracy) == (ACCURACY, 15.0)


@pytest.mark.parametrize("hdop", ["0", "-1", "nan", "inf", ""])
def test_a_dilution_that_means_nothing_is_passed_over(hdop: str, file: Path) -> None:
    file.write_text(track(point(52.0, 5, f"<hdop>{hdop}</hdop>")), encoding="utf-8")
    assert read_track(file)[0].accuracy == ACCURACY


def test_a_track_without_times_has_a_point_a_second(file: Path) -> None:
    file.write_text(track(point(52.0), point(52.1), point(52.2)), encoding="utf-8")
    assert [one.seconds for one in read_track(file)] == [0.0, 1.0, 2.0]


def test_a_clock_that_stepped_back_does_not_turn_the_walk(file: Path) -> None:
    file.write_text(track(point(52.0, 5), point(52.1, 9), point(52.2, 7)), encoding="utf-8")
    assert [one.seconds for one in read_track(file)] == [0.0, 4.0, 4.0]


@pytest.fixture(params=[1.0, 10.0])
def walk(file: Path, request: pytest.FixtureRequest) -> tuple[GpxPosition, float]:
    """A track of three points, ten seconds apart, and how fast it is played."""
    file.write_text(track(point(52.0, 0), point(52.1, 10), point(52.2, 20)), encoding="utf-8")
    return GpxPosition(file, request.param), request.param


async def test_a_walk_is_played_at_its_own_times_or_faster(
    walk: tuple[GpxPosition, float],
) -> None:
    sensor, speed = walk
    loop = asyncio.get_running_loop()
    played = [(loop.time(), fix.at, fix.latitude) async for fix in sensor.fixes()]
    due = [0.0, 10.0 / speed, 20.0 / speed]
    assert played == list(zip(due, due, [52.0, 52.1, 52.2], strict=True))


BROKEN = {
    "cut": track(point(52.0))[:-20],
    "no XML": "walk",
    "empty": "",
    "no points": track(),
    "off the earth": track(point(152.0)),
    "no place": track("<trkpt/>"),
    "no time": track(point(52.0, None, "<time>yesterday</time>")),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_track_is_named(text: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"walk\.gpx"):
        read_track(file)


def test_a_track_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(InputError, match=r"walk\.gpx: No such file"):
        read_track(file)
