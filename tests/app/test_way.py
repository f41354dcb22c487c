"""Position, compass and map as the settings name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.app.way import PersistentPosition, compass, imported, position, way
from edge.errors import SettingsError
from edge.fakes.position import FakePosition
from edge.settings import PositionSettings, Settings, state_folder
from edge.way.map_file import map_path

if TYPE_CHECKING:
    from pathlib import Path

    from edge.app.way import News

TRACK = """<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>
<trkpt lat="52.5" lon="13.4"><time>2026-05-01T10:00:00Z</time></trkpt>
<trkpt lat="52.6" lon="13.4"><time>2026-05-01T10:00:09Z</time></trkpt>
</trkseg></trk></gpx>"""


def _quiet(_: str) -> News:
    return lambda _: None, lambda: None


def test_a_receiver_and_a_track_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "walk.gpx").write_text(TRACK, encoding="utf-8")
    track = position(PositionSettings(device=f"file:{tmp_path}/walk.gpx"))
    receiver = position(PositionSettings(device="/dev/ttyUSB0"))
    assert type(track).__name__ == "GpxPosition"
    assert type(receiver).__name__ == "NmeaPosition"


def test_a_compass_is_named_by_kind_and_bus() -> None:
    named = compass(PositionSettings(compass="bno055:3"))
    assert getattr(named, "name", "") == "bno055 at I2C bus 3"
    assert compass(PositionSettings()) is None


@pytest.mark.parametrize("name", ["needle:1", "bno055:x", ":1"])
def test_a_compass_that_is_named_wrongly_is_one_sentence(name: str) -> None:
    with pytest.raises(SettingsError, match=r"position\.compass"):
        compass(PositionSettings(compass=name))


def test_without_a_map_and_with_a_broken_one_there_is_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert imported() is None
    path = map_path(state_folder())
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no map at all" * 100)
    assert imported() is None
    assert str(path) in caplog.text


async def test_without_a_position_sensor_there_is_no_way() -> None:
    assert await way(Settings(), _quiet) is None


async def test_a_position_sensor_that_is_unplugged_comes_back() -> None:
    sensor, heard = FakePosition(), list[str]()
    fixes = PersistentPosition(sensor, (heard.append, lambda: heard.append("back"))).fixes()
    sensor.move_to(52.5, 13.4)
    assert await anext(fixes) is not None
    sensor.unplug()
    sensor.move_to(52.6, 13.4)
    found = await anext(fixes)
    assert found is not None
    assert found.latitude == 52.6
    assert heard == ['the position sensor "fake position" was unplugged', "back"]
