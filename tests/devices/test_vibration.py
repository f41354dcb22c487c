"""Motors that warn: a DRV2605 on a stand-in of its bus, a pin on gpiozero's own mock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

import pytest

from edge.audio.tones import HAZARDS
from edge.devices.vibration_drv2605 import ADDRESS, EFFECTS, Drv2605Vibration
from edge.devices.vibration_gpio import PULSES, GpioVibration
from edge.errors import DeviceError
from edge.ports import HazardCue

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["obstacle", "drop-off", "sensor"]
NEAR = HazardCue(kind="obstacle", zone=3)


class Bus:
    """The chip's registers, as SMBus writes them."""

    def __init__(self, status: int = 0xE0) -> None:
        self.registers = {0x00: status, 0x1A: 0x36}
        self.played: list[tuple[int, ...]] = []
        """The effects of each time that it was started."""
        self.plugged = True

    def read_byte_data(self, address: int, register: int) -> int:
        self._check(address)
        return self.registers[register]

    def write_byte_data(self, address: int, register: int, value: int) -> None:
        self._check(address)
        self.registers[register] = value
        if register == 0x0C and value == 1:
            slots = (self.registers[slot] for slot in range(0x04, 0x0C))
            self.played.append(tuple(effect for effect in slots if effect))

    def write_i2c_block_data(self, address: int, register: int, row: list[int]) -> None:
        self._check(address)
        self.registers.update(dict(enumerate(row, register)))

    def _check(self, address: int) -> None:
        assert address == ADDRESS
        if not self.plugged:
            raise OSError(121, "Remote I/O error")


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Bus:
    pytest.importorskip("smbus2", reason="is what the chip is reached by")
    bus = Bus()
    monkeypatch.setattr("smbus2.SMBus", lambda _: bus)
    return bus


def test_every_warning_has_an_effect_and_pulses() -> None:
    assert set(EFFECTS) == set(PULSES) == set(HAZARDS)


@pytest.mark.parametrize(("linear", "library", "feedback"), [(False, 1, 0x36), (True, 6, 0xB6)])
def test_the_chip_is_set_for_its_motor(bus: Bus, linear: bool, library: int, feedback: int) -> None:
    Drv2605Vibration(linear=linear).alert(NEAR)
    assert bus.registers[0x01] == 0
    assert (bus.registers[0x03], bus.registers[0x1A]) == (library, feedback)


def test_nearer_vibrates_more(bus: Bus) -> None:
    motor = Drv2605Vibration()
    for zone in range(4):
        motor.alert(HazardCue(kind="obstacle", zone=zone))
    motor.alert(HazardCue(kind="drop-off", zone=2))
    assert bus.played == [(1,), (1, 0x86, 1), (1, 0x84, 1, 0x84, 1), (14,), (15,)]


def test_a_chip_that_goes_is_an_error_and_set_again_when_it_is_back(bus: Bus) -> None:
    motor = Drv2605Vibration()
    motor.alert(NEAR)
    bus.plugged = False
    with pytest.raises(DeviceError, match="the DRV2605 at i2c-1 vibration does not answer"):
        motor.alert(NEAR)
    bus.plugged, bus.registers[0x03] = True, 0
    motor.alert(NEAR)
    assert bus.registers[0x03] == 1


def test_another_chip_at_the_address_is_named(bus: Bus) -> None:
    bus.registers[0x00] = 0x20
    with pytest.raises(DeviceError, match="is no DRV2605 but number 1"):
        Drv2605Vibration().alert(NEAR)


@pytest.fixture
def pins() -> Iterator[Any]:
    gpiozero = pytest.importorskip("gpiozero", reason="drives the pin")
    mock = pytest.importorskip("gpiozero.pins.mock")
    before, gpiozero.Device.pin_factory = gpiozero.Device.pin_factory, mock.MockFactory()
    yield gpiozero.Device.pin_factory
    gpiozero.Device.pin_factory.reset()
    gpiozero.Device.pin_factory = before


@pytest.fixture
def motor(pins: Any) -> Iterator[GpioVibration]:
    motor = GpioVibration(17)
    yield motor
    motor.close()


@pytest.mark.engines
def test_a_pin_goes_on_and_off_in_the_background(motor: GpioVibration, pins: Any) -> None:
    began = time.monotonic()
    motor.alert(HazardCue(kind="obstacle", zone=2))
    assert time.monotonic() - began < 0.05
    time.sleep(0.6)
    states = [state.state for state in pins.pin(17).states]
    assert states == [False, True, False, True, False, True, False]


@pytest.mark.engines
def test_another_warning_takes_the_motor_over(motor: GpioVibration, pins: Any) -> None:
    motor.alert(HazardCue(kind="drop-off", zone=2))
    time.sleep(0.05)
    assert pins.pin(17).state
    motor.alert(HazardCue(kind="obstacle", zone=0))
    time.sleep(0.3)
    assert not pins.pin(17).state


def test_a_pin_that_is_taken_is_an_error(motor: GpioVibration) -> None:
    motor.alert(NEAR)
    with pytest.raises(DeviceError, match="cannot use gpio 17 vibration"):
        GpioVibration(17).alert(NEAR)
