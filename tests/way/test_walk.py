"""A recorded walk through the town: from the track's file to what would be said, and when."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from edge.devices.position_gpx import GpxPosition
from edge.fakes.time import run_in_virtual_time
from edge.way.callouts import CallOut, CallOuts, Walker, search_radius
from edge.way.nearby import everything
from edge.way.whereabouts import Whereabouts, point
from edge.way.wording import spoken_distance
from tests.way.town import at

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports.sight import Fix
    from edge.way.street_map import StreetMap

BEGAN = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


def recorded(file: Path, seconds: int, speed: float = 1.2) -> Path:
    """Along Main Street to the east, a point a second, as a telephone records it."""
    points = []
    for second in range(seconds):
        place = at(-60 + speed * second, 1.5)
        time = (BEGAN + timedelta(seconds=second)).isoformat()
        points.append(
            f'<trkpt lat="{place.latitude:.7f}" lon="{place.longitude:.7f}"><time>{time}</time>'
            "</trkpt>"
        )
    file.write_text(f"<gpx><trk><trkseg>{''.join(points)}</trkseg></trk></gpx>", encoding="utf-8")
    return file


def played(file: Path) -> list[Fix]:
    sensor = GpxPosition(file)

    async def all_fixes() -> list[Fix]:
        return [fix async for fix in sensor.fixes()]

    return run_in_virtual_time(all_fixes())


def walked(streets: StreetMap, fixes: list[Fix], verbosity: str) -> list[tuple[float, CallOut]]:
    """What was told, and when, to somebody whose only sensor tells positions."""
    where, outs = Whereabouts(), CallOuts(verbosity)
    told: list[tuple[float, CallOut]] = []
    for fix in fixes:
        where.moved(fix)
        travelling = where.travelling(fix.at)
        degrees = travelling.degrees if travelling else None
        who = Walker(fix.at, point(fix), degrees, where.speed(fix.at))
        found = everything(streets, who.here, degrees, search_radius(who))
        told += [(fix.at, one) for one in outs.take(who, found)]
    return told


@pytest.mark.parametrize(("verbosity", "count"), [("brief", 7), ("normal", 9), ("full", 10)])
def test_a_walk_tells_each_thing_once_and_never_too_often(
    town_map: StreetMap, tmp_path: Path, verbosity: str, count: int
) -> None:
    told = walked(town_map, played(recorded(tmp_path / "walk.gpx", 260)), verbosity)
    keys = [one.key for _, one in told]
    assert len(set(keys)) == len(keys) == count
    times = sorted({at for at, _ in told})
    assert all(later - earlier >= 5 for earlier, later in itertools.pairwise(times))
    assert all(one.is_worth(one.nearby.point) for _, one in told)


def test_what_is_told_lies_where_it_is_said_to(town_map: StreetMap, tmp_path: Path) -> None:
    told = walked(town_map, played(recorded(tmp_path / "walk.gpx", 260)), "full")
    sides = {one.key: one.nearby.ahead or 0.0 for _, one in told}
    assert sides["Blue Cup"] < -20  # to the left of who walks east
    assert sides["Crust"] > 20
    assert abs(sides["Elm Street / Main Street"]) < 10
    crossing = next(one for _, one in told if one.key == "Elm Street / Main Street")
    assert spoken_distance(crossing.nearby.distance, 5.0).metres == 25


def test_from_a_bus_only_stops_and_landmarks_are_told(town_map: StreetMap, tmp_path: Path) -> None:
    told = walked(town_map, played(recorded(tmp_path / "ride.gpx", 40, speed=9.0)), "full")
    assert [one.key for _, one in told] == ["Rose Park", "Town Hall"]
