"""What the settings say of distance sensors and motors becomes what warns."""

from __future__ import annotations

import pytest

from edge.app.hazards import alerters, hazard_watch, mounting, sensor
from edge.audio.output import Output
from edge.errors import SettingsError
from edge.fakes.range import FakeAlerter
from edge.fakes.sound import FakeSpeaker
from edge.settings import GuideSettings, OutputSettings, RangeSettings


def test_the_sensors_that_are_named_are_watched() -> None:
    settings = GuideSettings(
        ranges=(
            RangeSettings(device="/dev/ttyUSB0"),
            RangeSettings(name="ground", device="/dev/ttyUSB1", points="down"),
        ),
        vibration="drv2605:1",
    )
    output = Output(FakeSpeaker(), OutputSettings(), lambda: 0.0)
    watch = hazard_watch(settings, [output], lambda _: None, [FakeAlerter("flash")])
    assert watch.works
    assert not hazard_watch(GuideSettings(), [output], lambda _: None).works


@pytest.mark.parametrize(
    ("kind", "points", "pitch"),
    [("tfluna", "ahead", 0), ("tfluna", "down", 45), ("vl53l5cx", "ahead", 20)],
)
def test_where_a_sensor_points_is_known_unless_it_is_said(
    kind: str, points: str, pitch: float
) -> None:
    settings = RangeSettings(kind=kind, points=points, degrees=-20.0, height_metres=0.9)
    assert mounting(settings).pitch_degrees == pitch
    assert mounting(settings).yaw_degrees == -20
    assert mounting(settings).height_metres == 0.9
    said = RangeSettings(kind=kind, points=points, pitch_degrees=30.0)
    assert mounting(said).pitch_degrees == 30


def test_sensors_and_motors_are_named_by_their_place() -> None:
    assert sensor(RangeSettings(device="/dev/ttyAMA0")).name == "/dev/ttyAMA0"
    assert sensor(RangeSettings(kind="vl53l5cx", device="3")).name == "i2c-3"
    (chip,) = alerters(GuideSettings(vibration="drv2605:0"))
    (pin,) = alerters(GuideSettings(vibration="gpio:17"))
    assert (chip.name, pin.name) == ("i2c-0 vibration", "gpio 17 vibration")
    assert alerters(GuideSettings()) == []


@pytest.mark.parametrize("vibration", ["buzzer:1", "gpio:x", "gpio", "drv2605:"])
def test_a_motor_that_is_named_wrongly_is_one_sentence(vibration: str) -> None:
    with pytest.raises(SettingsError, match=r"guide\.vibration"):
        alerters(GuideSettings(vibration=vibration))


@pytest.mark.parametrize(("name", "value"), [("height_metres", 5.0), ("pitch_degrees", -10.0)])
def test_a_sensor_that_cannot_be_worn_so_is_refused(name: str, value: float) -> None:
    with pytest.raises(SettingsError, match=name):
        RangeSettings(**{name: value})  # type: ignore[arg-type]  # one of two numbers
