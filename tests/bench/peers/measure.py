"""The measurements themselves, the same for every peer: feed a voice, watch what is played.

A peer offers `push(frame)` for 20 ms of microphone sound and tells an `Ear` of every block that
it hands to the sound card. Times are `time.perf_counter` seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sound

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    Push = Callable[[bytes], Awaitable[None]]
    Opener = Callable[[argparse.Namespace, "Ear"], AbstractAsyncContextManager[Push]]
    Row = dict[str, Any]

FRAME = 320
FRAME_SECONDS = 0.02
QUIET = bytes(2 * FRAME)
REPLY_SECONDS = 0.6
"""Of each of two sentences, while turns are timed."""
LONG_REPLY_SECONDS = 4.0
"""Of each of two sentences, while replies are interrupted."""
PATIENCE_SECONDS = 6.0
"""A turn without a reply by then counts as missed."""


class Ear:
    """The sound card: keeps when the first block came and when the last one has played out."""

    def __init__(self) -> None:
        self.first: float | None = None
        self.until = 0.0
        self.reply_seconds = REPLY_SECONDS

    def expect(self) -> None:
        self.first = None

    def handed(self, seconds: float) -> float:
        """A block was handed over; returns how long the card wants to be left alone."""
        now = time.perf_counter()
        self.first = now if self.first is None else self.first
        self.until = max(now, self.until) + seconds
        return self.until - now


class Feed:
    """Microphone frames at the pace of a microphone."""

    def __init__(self, push: Push) -> None:
        self._push = push
        self._due = time.perf_counter()

    async def frames(self, frames: list[bytes]) -> float:
        """Hand in all frames; returns when the last one was handed in."""
        handed = self._due
        for frame in frames:
            self._due += FRAME_SECONDS
            await asyncio.sleep(max(0.0, self._due - time.perf_counter()))
            handed = time.perf_counter()
            await self._push(frame)
        return handed

    async def quiet(self, seconds: float) -> None:
        await self.frames([QUIET] * round(seconds / FRAME_SECONDS))

    async def quiet_until(self, done: Callable[[], bool]) -> bool:
        """Silence until `done`, at most PATIENCE_SECONDS."""
        for _ in range(round(PATIENCE_SECONDS / FRAME_SECONDS)):
            if done():
                return True
            await self.quiet(FRAME_SECONDS)
        return done()


async def first_sounds(feed: Feed, ear: Ear, voice: list[bytes], turns: int) -> list[float]:
    """Seconds from the last voiced sample handed in to the first block handed over."""
    found = []
    for _ in range(turns):
        ear.expect()
        ended = await feed.frames(voice)
        if await feed.quiet_until(lambda: ear.first is not None) and ear.first is not None:
            found.append(ear.first - ended)
        await feed.quiet(2 * REPLY_SECONDS + 1.0)
    return found


async def barge_ins(feed: Feed, ear: Ear, voice: list[bytes], times: int) -> list[float]:
    """Seconds from the first voiced sample over a reply to the end of the last block played."""
    found = []
    ear.reply_seconds = LONG_REPLY_SECONDS
    for _ in range(times):
        ear.expect()
        await feed.frames(voice)
        if not await feed.quiet_until(lambda: ear.first is not None):
            continue
        await feed.quiet(1.0)
        ear.reply_seconds = REPLY_SECONDS
        onset = time.perf_counter()
        silent = await _silence_after(feed, ear, voice)
        if silent is not None:
            found.append(silent - onset)
        await feed.quiet(2 * REPLY_SECONDS + 4.0)
        ear.reply_seconds = LONG_REPLY_SECONDS
    ear.reply_seconds = REPLY_SECONDS
    return found


async def _silence_after(feed: Feed, ear: Ear, voice: list[bytes]) -> float | None:
    """Talk until the card has nothing left to play; None if it never fell silent meanwhile."""
    for frame in voice:
        await feed.frames([frame])
        if ear.until < time.perf_counter() - 2 * FRAME_SECONDS:
            return ear.until
    return None


async def idle(feed: Feed, frames: list[bytes], seconds: float) -> float:
    """CPU seconds of the process for each second of these frames, repeated."""
    gc.collect()
    wanted = round(seconds / FRAME_SECONDS)
    looped = (frames * (wanted // len(frames) + 1))[:wanted]
    cpu = time.process_time()
    await feed.frames(looped)
    return (time.process_time() - cpu) / (wanted * FRAME_SECONDS)


def resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def installed_mb() -> float:
    """Disk use of this environment without pip and setuptools, in MiB as `du -m` counts."""
    packages = Path(sys.prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    of_venv = ("pip", "setuptools", "_distutils_hack", "distutils-precedence", "pkg_resources")
    entries = [
        path for path in (packages / "site-packages").iterdir() if not path.name.startswith(of_venv)
    ]
    files = [file for path in entries for file in (path, *path.rglob("*"))]
    return sum(file.lstat().st_blocks for file in files) * 512 / 2**20


def import_rows(statement: str, times: int = 5) -> list[Row]:
    """Of an import in fresh interpreters; a first, cold one is not counted."""
    code = (
        "import time; wall, cpu = time.perf_counter(), time.process_time(); "
        f"{statement}; print(time.perf_counter() - wall, time.process_time() - cpu)"
    )
    taken = [
        [float(field) for field in output.split()[-2:]]
        for output in (
            subprocess.check_output([sys.executable, "-c", code], text=True)
            for _ in range(times + 1)
        )
    ]
    wall, cpu = zip(*taken[1:], strict=True)
    return [row("import", "s", list(wall), 2), row("import_cpu", "CPU s", list(cpu), 2)]


def row(name: str, unit: str, values: list[float], digits: int = 1) -> Row:
    """Median and nearest-rank 95th percentile; both None when nothing was measured."""
    ordered = sorted(values)
    if not ordered:
        return {"name": name, "unit": unit, "p50": None, "p95": None, "n": 0}
    p95 = ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)]
    return {
        "name": name,
        "unit": unit,
        "p50": round(statistics.median(ordered), digits),
        "p95": round(p95, digits),
        "n": len(ordered),
    }


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    processors = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":")[1].strip() for line in processors if "model name" in line), "")
    return {
        "machine": platform.machine(),
        "cpu": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_1min": round(os.getloadavg()[0], 2),
    }


def refuse_network() -> None:
    """Any attempt to reach another machine from this process fails loudly."""

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.connect" and isinstance(args[1], tuple):
            raise RuntimeError(f"the benchmark must not reach the network: {args[1]}")

    sys.addaudithook(hook)


async def _one_end(open_session: Opener, asked: argparse.Namespace) -> list[Row]:
    """All rows of one way to end a turn."""
    voice = sound.voice_frames(sound.read(asked.wav), FRAME)
    ear = Ear()
    async with open_session(asked, ear) as push:
        feed = Feed(push)
        await feed.quiet(2.0)
        firsts = await first_sounds(feed, ear, voice, asked.turns)
        rows = [row(f"first_sound_{asked.end}", "ms", [1000 * value for value in firsts])]
        if asked.end == "stock":
            cuts = await barge_ins(feed, ear, voice, asked.barge_ins)
            rows.append(row("barge_in", "ms", [1000 * value for value in cuts]))
            cpu = [await idle(feed, [QUIET], asked.seconds / 4) for _ in range(4)]
            rows.append(row("idle_quiet", "CPU s per s", cpu, 4))
            cpu = [await idle(feed, voice, asked.seconds / 4) for _ in range(4)]
            rows.append(row("idle_speech", "CPU s per s", cpu, 4))
            await feed.quiet(PATIENCE_SECONDS)
        rows.append(row(f"memory_{asked.end}", "MB", [resident_mb()], 0))
    return rows


def _arguments(about: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--wav", type=Path, required=True, help="real speech, 16 kHz mono 16-bit")
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--barge-ins", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=40.0, help="of idle listening, each kind")
    parser.add_argument("--end", choices=("stock", "silence"), help="one way to end a turn only")
    return parser.parse_args()


def _in_a_process_of_its_own(end: str) -> list[Row]:
    """Memory of one way to end a turn must not carry the models of the other."""
    command = [sys.executable, *sys.argv, "--end", end]
    rows: list[Row] = json.loads(subprocess.check_output(command, text=True))
    return rows


def run(about: str, package: str, statement: str, open_session: Opener) -> None:
    """Measure and print: a list of rows, the last one naming package, version and machine."""
    asked = _arguments(about)
    refuse_network()
    if asked.end:
        rows = asyncio.run(_one_end(open_session, asked))
    else:
        from importlib.metadata import version

        rows = [*_in_a_process_of_its_own("silence"), *_in_a_process_of_its_own("stock")]
        rows += import_rows(statement)
        rows.append(row("installed", "MB", [installed_mb()], 0))
        rows.append({"name": "about", "package": package, "version": version(package)} | machine())
    print(json.dumps(rows, indent=1))
