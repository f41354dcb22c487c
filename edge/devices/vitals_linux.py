"""How a Linux machine is, by what its kernel shows below /proc and /sys."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from edge.ports import VitalSigns
from edge.tasks import apart

if TYPE_CHECKING:
    from edge.ports import Battery

SLOWED_BITS = 0xF
"""Of a Raspberry Pi's firmware, now: low voltage, frequency capped, throttled, soft limit."""
PROCESSOR_ZONES = ("cpu", "soc", "pkg", "core")
COLDEST, HOTTEST = 1.0, 125.0
"""What a sensor outside of this says is no temperature."""
ANSWER_SECONDS = 2.0


class LinuxVitals:
    """Reads in a thread; everything that a machine does not have is None."""

    def __init__(self, battery: Battery | None = None, root: Path = Path("/")) -> None:
        self._battery = battery
        self._root = root

    async def read(self) -> VitalSigns:
        return await apart(self.look)

    def look(self) -> VitalSigns:
        """The signs of now; blocks for some milliseconds."""
        return VitalSigns(
            temperature=temperature(self._root),
            throttled=throttled(self._root),
            waiting=waiting(self._root),
            memory_mb=memory_mb(self._root),
            battery=self._battery.percent() if self._battery else None,
        )


def temperature(root: Path) -> float | None:
    """The hottest sensor of the processor, or of all where none is named for it."""
    by_zone = {
        _text(zone / "type"): _number(zone / "temp")
        for zone in sorted(root.glob("sys/class/thermal/thermal_zone*"))
    }
    degrees = {zone: value / 1000 for zone, value in by_zone.items() if value is not None}
    plausible = {zone: value for zone, value in degrees.items() if COLDEST < value < HOTTEST}
    ours = [value for zone, value in plausible.items() if any(n in zone for n in PROCESSOR_ZONES)]
    return max(ours or plausible.values(), default=None)


def throttled(root: Path) -> bool | None:
    """Whether a Raspberry Pi's firmware slows it down now; None on anything else."""
    told = _text(root / "sys/devices/platform/soc/soc:firmware/get_throttled") or _firmware()
    try:
        return bool(int(told.rpartition("=")[2], 16) & SLOWED_BITS)
    except ValueError:
        return None


def _firmware() -> str:
    """What vcgencmd says, where there is one; "throttled=0x50005"."""
    program = _vcgencmd()
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, "get_throttled"], capture_output=True, text=True, timeout=ANSWER_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


@cache
def _vcgencmd() -> str | None:
    return shutil.which("vcgencmd")


def waiting(root: Path) -> float | None:
    """The share of the last minute in which something waited for a processor.

    Where the kernel does not count that, it is guessed from how many wanted to run.
    """
    for line in _text(root / "proc/pressure/cpu").splitlines():
        values = dict(part.split("=", 1) for part in line.split()[1:] if "=" in part)
        if line.startswith("some") and "avg60" in values:
            return _share(values["avg60"], 100)
    running = _share(_text(root / "proc/loadavg").split(" ")[0], 1)
    if not running:
        return running
    return max(0.0, 1 - (os.cpu_count() or 1) / running)


def memory_mb(root: Path) -> float | None:
    """What the machine has left, or what our control group may still take where that is less."""
    left = [value for value in (_available_mb(root), _left_in_group_mb(root)) if value is not None]
    return min(left, default=None)


def _available_mb(root: Path) -> float | None:
    for line in _text(root / "proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            kilobytes = _share(line.split()[1], 1)
            return None if kilobytes is None else kilobytes / 1024
    return None


def _left_in_group_mb(root: Path) -> float | None:
    """Of a control group (v2): its limit less what it holds and cannot drop."""
    group = _text(root / "proc/self/cgroup").rpartition("::")[2].splitlines()
    folder = root / "sys/fs/cgroup" / (group[0].lstrip("/") if group else "")
    limit, used = _number(folder / "memory.max"), _number(folder / "memory.current")
    if limit is None or used is None:
        return None
    droppable = [
        int(line.split()[1])
        for line in _text(folder / "memory.stat").splitlines()
        if line.startswith("inactive_file ")
    ]
    return (limit - used + sum(droppable)) / 2**20


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _number(file: Path) -> float | None:
    return _share(_text(file), 1)


def _share(text: str, of: float) -> float | None:
    try:
        return float(text) / of
    except ValueError:
        return None
