"""The signs of a machine, as its kernel shows them, and as broken as kernels show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.devices.vitals_linux import LinuxVitals, memory_mb, temperature, throttled, waiting
from edge.fakes.body import FakeBattery
from edge.ports import VitalSigns

if TYPE_CHECKING:
    from pathlib import Path


def _write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def _zone(root: Path, number: int, kind: str, millidegrees: str) -> None:
    folder = f"sys/class/thermal/thermal_zone{number}"
    _write(root, f"{folder}/type", kind + "\n")
    _write(root, f"{folder}/temp", millidegrees + "\n")


def test_a_machine_without_any_sensor_tells_nothing(tmp_path: Path) -> None:
    assert LinuxVitals(None, tmp_path).look() == VitalSigns()


def test_the_processor_counts_and_not_the_hotter_case(tmp_path: Path) -> None:
    _zone(tmp_path, 0, "acpitz", "91000")
    _zone(tmp_path, 1, "cpu-thermal", "61234")
    assert temperature(tmp_path) == pytest.approx(61.234)


@pytest.mark.parametrize("nonsense", ["", "garbage", "-273000", "999000000", "0"])
def test_a_sensor_that_says_nonsense_says_nothing(tmp_path: Path, nonsense: str) -> None:
    _zone(tmp_path, 0, "cpu-thermal", nonsense)
    assert temperature(tmp_path) is None


@pytest.mark.parametrize(
    ("flags", "slowed"),
    [("0", False), ("50005", True), ("0x50000", False), ("throttled=0x4", True)],
)
def test_a_pi_tells_when_it_is_slowed_down_now(tmp_path: Path, flags: str, slowed: bool) -> None:
    _write(tmp_path, "sys/devices/platform/soc/soc:firmware/get_throttled", flags)
    assert throttled(tmp_path) is slowed


def test_pressure_goes_before_load(tmp_path: Path) -> None:
    _write(tmp_path, "proc/loadavg", "99.0 1.0 1.0 1/100 1")
    _write(tmp_path, "proc/pressure/cpu", "some avg10=3.00 avg60=42.50 avg300=1.00 total=9\n")
    assert waiting(tmp_path) == pytest.approx(0.425)


def test_without_pressure_the_load_tells_who_waits(tmp_path: Path) -> None:
    _write(tmp_path, "proc/loadavg", "0.00 0.0 0.0 1/100 1")
    assert waiting(tmp_path) == 0.0
    _write(tmp_path, "proc/loadavg", "9999.0 0.0 0.0 1/100 1")
    assert waiting(tmp_path) == pytest.approx(1.0, abs=0.05)


def test_a_control_group_may_leave_less_than_the_machine_has(tmp_path: Path) -> None:
    _write(tmp_path, "proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 4096000 kB\n")
    assert memory_mb(tmp_path) == 4000
    _write(tmp_path, "proc/self/cgroup", "0::/ours\n")
    _write(tmp_path, "sys/fs/cgroup/ours/memory.max", f"{200 * 2**20}\n")
    _write(tmp_path, "sys/fs/cgroup/ours/memory.current", f"{150 * 2**20}\n")
    _write(tmp_path, "sys/fs/cgroup/ours/memory.stat", f"anon 1\ninactive_file {30 * 2**20}\n")
    assert memory_mb(tmp_path) == 80


def test_a_control_group_without_limit_limits_nothing(tmp_path: Path) -> None:
    _write(tmp_path, "proc/meminfo", "MemAvailable: 1024000 kB\n")
    _write(tmp_path, "proc/self/cgroup", "0::/\n")
    _write(tmp_path, "sys/fs/cgroup/memory.max", "max\n")
    _write(tmp_path, "sys/fs/cgroup/memory.current", "1000\n")
    assert memory_mb(tmp_path) == 1000


def test_the_battery_is_one_of_the_signs(tmp_path: Path) -> None:
    assert LinuxVitals(FakeBattery(7.0), tmp_path).look().battery == 7.0


def test_this_machine_can_be_read() -> None:
    signs = LinuxVitals().look()
    assert signs.memory_mb is None or signs.memory_mb > 0
    assert signs.waiting is None or 0 <= signs.waiting <= 1
