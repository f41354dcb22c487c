"""The machine that figures were taken on, and what a process of it uses."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from edge import __version__


def machine() -> dict[str, Any]:
    """What a reader must know to judge the figures."""
    return {
        "machine": platform.machine(),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_mb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20),
        "system": platform.platform(),
        "python": platform.python_version(),
        "edge": __version__,
        "load_1min": round(os.getloadavg()[0], 2),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def resident_mb() -> float:
    """Resident memory of this process and all that it started, in MiB."""
    return sum(_resident_kb(process) for process in _family(os.getpid())) / 1024


def _resident_kb(process: int) -> int:
    status = _read(f"/proc/{process}/status")
    return int(status.partition("VmRSS:")[2].split()[0]) if "VmRSS:" in status else 0


def _family(process: int) -> list[int]:
    """The process and its descendants."""
    found = [process]
    for task in _listed(f"/proc/{process}/task"):
        for child in _read(f"{task}/children").split():
            found += _family(int(child))
    return found


def _listed(folder: str) -> list[Path]:
    """Empty for a process that has ended."""
    try:
        return list(Path(folder).iterdir())
    except OSError:
        return []


def _read(file: str) -> str:
    """Empty for a thread or a process that has ended."""
    try:
        return Path(file).read_text(encoding="ascii")
    except OSError:
        return ""
