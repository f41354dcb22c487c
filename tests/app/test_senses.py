"""What is listened for depends on what can be answered."""

from __future__ import annotations

from edge import language
from edge.app.senses import NO_SENSES, senses, with_senses
from edge.settings import CameraSettings, GuideSettings, PositionSettings, RangeSettings, Settings


def test_a_device_without_senses_does_not_listen_for_what_only_they_answer() -> None:
    english = language.load("en")
    deaf_to = set(english.skills) - set(with_senses(english, NO_SENSES).skills)
    assert "read.start" in deaf_to
    assert "way.here" in deaf_to
    assert not deaf_to & {"timer.set", "guide.crossing"}


def test_with_a_position_sensor_the_way_is_listened_for_and_no_picture() -> None:
    heard = with_senses(language.load("en"), frozenset({"position"})).as_heard()
    assert "way.here" in heard.skills
    assert "read.start" not in heard.skills


def test_what_is_named_in_the_settings_is_there() -> None:
    walking = Settings(
        camera=CameraSettings(device="none"),
        position=PositionSettings(device="file:walk.gpx"),
    )
    assert senses(walking) == {"position", "guide"}
    warned = Settings(
        camera=CameraSettings(device="none"),
        guide=GuideSettings(ranges=(RangeSettings(device="/dev/serial0"),)),
    )
    assert senses(warned) == {"guide"}
    assert senses(Settings(camera=CameraSettings(device="none"))) == NO_SENSES
