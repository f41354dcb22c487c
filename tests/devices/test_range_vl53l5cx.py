"""The adapter of the VL53L5CX, on a stand-in of its library (never on the sensor)."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from edge.devices.range_vl53l5cx import Vl53l5cxRange
from edge.errors import DeviceError

pytest.importorskip("smbus2", reason="opens the bus")


class StandIn:
    """Pimoroni's class as its reference describes it."""

    made: list[StandIn]
    answers = True

    def __init__(self, i2c_dev: object) -> None:
        if not self.answers:
            raise RuntimeError("VL53L5CX not detected on 0x29")
        self.settings: dict[str, int] = {}
        self.ranging = False
        self.ready = False
        self.millimetres = list(range(1000, 1064))
        self.status = [5] * 64
        self.made.append(self)

    def set_resolution(self, zones: int) -> None:
        self.settings["zones"] = zones

    def set_ranging_frequency_hz(self, rate: int) -> None:
        self.settings["rate"] = rate

    def set_target_order(self, order: int) -> None:
        self.settings["order"] = order

    def start_ranging(self) -> None:
        self.ranging = True

    def stop_ranging(self) -> None:
        self.ranging = False

    def data_ready(self) -> bool:
        return self.ready

    def get_data(self) -> SimpleNamespace:
        if not self.answers:
            raise RuntimeError("Error reading data.")
        return SimpleNamespace(distance_mm=[self.millimetres], target_status=[self.status])


@pytest.fixture(autouse=True)
def _library(monkeypatch: pytest.MonkeyPatch) -> None:
    library: Any = ModuleType("vl53l5cx_ctypes")
    library.VL53L5CX, library.TARGET_ORDER_CLOSEST = StandIn, 1
    monkeypatch.setitem(sys.modules, "vl53l5cx_ctypes", library)
    monkeypatch.setattr("smbus2.SMBus", lambda bus: f"bus {bus}")
    monkeypatch.setattr(StandIn, "made", [], raising=False)


def test_its_corners_are_where_they_look() -> None:
    sensor = Vl53l5cxRange()
    assert sensor.read(0.0) is None
    (made,) = StandIn.made
    assert made.settings == {"zones": 64, "rate": 15, "order": 1}
    made.ready = True
    reading = sensor.read(0.0)
    assert reading is not None
    assert [len(row) for row in reading.metres] == [8] * 8
    assert reading.metres[-1][0] == 1.0  # lower left comes first
    assert reading.metres[0][7] == 1.063
    sensor.close()
    assert not made.ranging


def test_what_it_is_not_sure_of_counts_as_nothing() -> None:
    sensor = Vl53l5cxRange()
    sensor.read(0.0)
    (made,) = StandIn.made
    made.ready = True
    made.status[:6] = [0, 4, 5, 6, 9, 255]
    made.millimetres[6] = -3
    reading = sensor.read(0.0)
    assert reading is not None
    assert reading.metres[-1] == (None, None, 1.002, 1.003, 1.004, None, None, 1.007)


def test_a_sensor_that_goes_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sensor = Vl53l5cxRange(3)
    sensor.read(0.0)
    StandIn.made[0].ready = True
    monkeypatch.setattr(StandIn, "answers", False)
    for reason in ("Error reading data", "not detected"):
        with pytest.raises(DeviceError, match=f"at i2c-3 does not answer: .*{reason}"):
            sensor.read(0.0)
    monkeypatch.setattr(StandIn, "answers", True)
    assert sensor.read(0.0) is None
    assert len(StandIn.made) == 2


def test_without_its_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl53l5cx_ctypes", None)
    with pytest.raises(DeviceError, match="pip install vl53l5cx-ctypes"):
        Vl53l5cxRange().read(0.0)
