"""The battery as the kernel shows it under /sys/class/power_supply."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("/sys/class/power_supply")


class SysfsBattery:
    """The first battery that the kernel lists."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    def percent(self) -> float | None:
        """0 to 100; None without a battery, or where what it says cannot be true."""
        for supply in sorted(self._folder.glob("*")):
            if _read(supply / "type") == "Battery" and _read(supply / "scope") != "Device":
                return _plausible(_read(supply / "capacity"))
        return None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _plausible(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 100 else None
