"""What it takes to be there: imports, the way to the first block listened to, disk."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from edge import app
from edge.bench.rows import row
from edge.bench.stage import FedMicrophone
from edge.bus import Bus
from edge.settings import OutputSettings, Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.ports import Block

IMPORT = (
    "import time; wall, cpu = time.perf_counter(), time.process_time(); import edge, edge.app; "
    "print(time.perf_counter() - wall, time.process_time() - cpu)"
)
READY = "from edge.bench import start; start.listen_once()"
MOST = 8
"""Fresh processes a row; each is alike."""
HEARD = "listening"


async def rows(asked: Asked) -> list[Row]:
    """Files are cached: a first process of each kind is not counted."""
    times = max(1, min(asked.turns, MOST))
    imports = [await asyncio.to_thread(_import) for _ in range(times + 1)][1:]
    ready = [await asyncio.to_thread(_ready) for _ in range(times + 1)][1:]
    wall, cpu = zip(*imports, strict=True)
    return [
        row("import", "s", wall, 3),
        row("import_cpu", "CPU s", cpu, 3),
        row("ready", "s", ready, 2),
        row("installed", "MB", [installed_mb("edge-assistant")], 0),
    ]


def _import() -> tuple[float, float]:
    wall, cpu = subprocess.check_output([sys.executable, "-c", IMPORT], text=True).split()
    return float(wall), float(cpu)


def _ready() -> float:
    """Seconds from the start of a process to its first block listened to, all engines loaded."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", READY], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        taken = time.perf_counter() - began
    if line != HEARD:
        raise RuntimeError(f"a fresh process did not get as far as listening: {line!r}")
    return taken


def listen_once() -> None:
    """What the fresh process does: everything that `edge run` does, until it listens."""

    async def until_listening() -> None:
        microphone = _Announcing()
        plan = app.Plan((microphone,), ("owner",), (OutputSettings(device="null"),))
        async with app.conversation(Settings(), plan, Bus()):
            await microphone.heard.wait()

    asyncio.run(until_listening())


class _Announcing(FedMicrophone):
    """Says when its second block is asked for: then the first has been listened to."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = asyncio.Event()

    async def blocks(self) -> AsyncIterator[Block]:
        async for block in super().blocks():
            yield block
            if not self.heard.is_set():
                print(HEARD, flush=True)
                self.heard.set()


def installed_mb(name: str) -> float:
    """Disk use in MiB of a package's files and of all that it needs, as `du` counts."""
    return sum(_disk_bytes(each) for each in _with_needs(name)) / 2**20


def _with_needs(name: str) -> set[str]:
    """The packages that an install without extras brings; those not installed are left out."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        package = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if package in found:
            continue
        try:
            needs = distribution(package).requires or []
        except PackageNotFoundError:
            continue
        found.add(package)
        base = (need for need in needs if "extra ==" not in need)
        waiting += [match[0] for need in base if (match := re.match(r"[\w.-]+", need))]
    return found


def _disk_bytes(package: str) -> int:
    paths = [file.locate() for file in distribution(package).files or []]
    return sum(path.stat().st_blocks * 512 for path in map(Path, map(str, paths)) if path.is_file())
