"""The machine under us: its memory, cores and name, and which class of board that makes it."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

CLASSES = ("512 MB", "1 GB", "4 GB", "8 GB", "laptop")
"""In order; a manifest's entry names the smallest that it is for."""
_LARGEST_MB = {"512 MB": 700, "1 GB": 2_600, "4 GB": 6_000, "8 GB": 12_000}
"""A board tells less memory than it is sold with: a Zero 2 W 426 MB, a Pi 5 of 8 GB 8,060."""
_LAPTOP_MB = 7_000
PRODUCT_MB = 150
"""Taken by the conversation itself, without a recogniser (docs/bench.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What decides which models run here."""

    memory_mb: int
    """What this process may use: the machine's, or less where a control group says so."""
    cores: int
    machine: str
    """The processor's architecture: "aarch64", "x86_64"."""
    model: str = ""
    """The board's own name, as its device tree tells it; empty on a PC."""

    @property
    def size(self) -> str:
        """One of CLASSES."""
        if not self.model and self.machine == "x86_64" and self.memory_mb >= _LAPTOP_MB:
            return "laptop"
        fitting = (name for name, most in _LARGEST_MB.items() if self.memory_mb <= most)
        return next(fitting, "laptop")

    @property
    def free_mb(self) -> int:
        """For models, beside the product itself."""
        return max(0, self.memory_mb - PRODUCT_MB)

    @property
    def told(self) -> str:
        name = self.model or f"a {self.machine} machine"
        return f"{name}, {self.memory_mb} MB for us, {self.cores} cores: class {self.size}"


def is_for(board: str, size: str) -> bool:
    """Whether a model for boards from class `board` on is meant for class `size`."""
    return CLASSES.index(board) <= CLASSES.index(size)


def read(root: Path = Path("/")) -> Board:
    """This machine, by what its kernel tells below `root`."""
    memory = min(_total_mb(root), _limit_mb(root))
    return Board(
        memory_mb=int(memory),
        cores=_cores(),
        machine=platform.machine(),
        model=_text(root / "proc/device-tree/model").rstrip("\0").strip(),
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _text(file: Path) -> str:
    """Empty where there is no such file."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _total_mb(root: Path) -> float:
    for line in _text(root / "proc/meminfo").splitlines():
        if line.startswith("MemTotal:"):
            return int(line.split()[1]) / 1024
    return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")) / 2**20


def _limit_mb(root: Path) -> float:
    """The smallest limit of our control group and of those above it; infinite without any."""
    limits = [
        int(text) / 2**20
        for line in _text(root / "proc/self/cgroup").splitlines()
        for file in _limit_files(root, line)
        if (text := _text(file).strip()).isdecimal()
    ]
    return min(limits, default=float("inf"))


def _limit_files(root: Path, line: str) -> list[Path]:
    """Where a line "0::/user.slice/ours" or "9:memory:/ours" of /proc/self/cgroup leads."""
    _, controllers, group = [*line.split(":", 2), "", ""][:3]
    if controllers not in ("", "memory"):
        return []
    base = root / "sys/fs/cgroup" / controllers
    name = "memory.limit_in_bytes" if controllers else "memory.max"
    ours = base / group.lstrip("/")
    return [folder / name for folder in (ours, *ours.parents) if folder.is_relative_to(base)]
