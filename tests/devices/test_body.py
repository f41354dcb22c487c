"""Battery and talk key."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

from edge.devices.battery_sysfs import SysfsBattery
from edge.devices.button_evdev import EvdevButton
from edge.errors import DeviceError
from edge.fakes.body import FakeBattery, FakeButton

if TYPE_CHECKING:
    from pathlib import Path


def supply(folder: Path, name: str, **values: str) -> None:
    (folder / name).mkdir()
    for key, value in values.items():
        (folder / name / key).write_text(value + "\n")


def test_the_battery_is_found_among_other_supplies(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online="1")
    supply(tmp_path, "a_mouse", type="Battery", scope="Device", capacity="3")
    supply(tmp_path, "BAT0", type="Battery", capacity="57")
    assert SysfsBattery(tmp_path).percent() == 57.0


@pytest.mark.parametrize("capacity", ["-1", "250", "", "nan", "full"])
def test_an_implausible_charge_is_unknown(tmp_path: Path, capacity: str) -> None:
    supply(tmp_path, "BAT0", type="Battery", capacity=capacity)
    assert SysfsBattery(tmp_path).percent() is None


def test_a_machine_without_a_battery_has_no_charge(tmp_path: Path) -> None:
    assert SysfsBattery(tmp_path / "nothing").percent() is None


def test_the_fake_battery_holds_what_it_was_given() -> None:
    battery = FakeBattery()
    battery.drain_to(5)
    assert battery.percent() == 5


async def test_the_fake_key_goes_down_and_up_and_away() -> None:
    button = FakeButton()
    button.press()
    button.release()
    asyncio.get_running_loop().call_later(1.0, button.unplug)
    presses = button.presses()
    heard = [await anext(aiter(presses)), await anext(aiter(presses))]
    with pytest.raises(DeviceError, match="was unplugged"):
        await anext(aiter(presses))
    assert heard == ["down", "up"]


async def test_a_key_without_its_package_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "evdev", None)
    with pytest.raises(DeviceError, match=r"edge-assistant\[buttons\]"):
        await anext(aiter(EvdevButton("headset").presses()))
