"""What is seen on pictures: things right, wrong and missed, and what each network costs.

The pictures are those of a folder with a CONTENTS.tsv (`--pictures`), the networks those of the
models folder.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from edge.app.sight import load_network, network
from edge.bench.machine import resident_mb
from edge.bench.rows import milliseconds, row
from edge.bench.stage import stock
from edge.bench.things_expected import EXPECTED, Counted, counted, listed
from edge.devices.camera_opencv import PatientVideo
from edge.models.shelf import Shelf
from edge.seeing.picture import load
from edge.settings import models_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.models.record import Model
    from edge.ports.sight import Picture

VIDEO = ".mp4"
VIDEO_SECONDS = 5.0
"""From one looked-at picture of a video to the next."""
METHODS = {"things": "detect", "faces": "detect", "depth": "depth", "features": "embed"}
"""What a network of each role does with a picture."""


async def things(asked: Asked) -> list[Row]:
    """Three rows a picture: things right, wrong, and missed; none without a detector."""
    paths, detector = await asyncio.to_thread(_prepared, asked)
    found = [(path.name, await _counted(detector.detect, path)) for path in paths]
    total = _sum([counts for _, counts in found])
    named = [*found, ("all", total)] if found else []
    return [line for name, counts in named for line in _rows(name, counts)]


def _prepared(asked: Asked) -> tuple[list[Path], Any]:
    """No pictures where none were named, or there is nothing to look with."""
    model = _installed("things")
    if asked.pictures is None or model is None:
        return [], None
    return listed(asked.pictures), load_network(model, 1)


async def with_one_thread(asked: Asked) -> list[Row]:
    return await _costs(asked, 1)


async def with_two_threads(asked: Asked) -> list[Row]:
    return await _costs(asked, 2)


async def _counted(detect: Callable[[Picture], Any], path: Path) -> Counted:
    """A video's pictures together."""
    expected = EXPECTED[path.name]
    if path.suffix != VIDEO:
        frame = await asyncio.to_thread(load, path)
        return counted(await asyncio.to_thread(detect, frame.picture), expected)
    pictures = [frame.picture async for frame in PatientVideo(path).frames(_seldom)]
    found = [counted(await asyncio.to_thread(detect, one), expected) for one in pictures]
    return _sum(found)


def _seldom() -> float:
    return 1 / VIDEO_SECONDS


def _sum(parts: Sequence[Counted]) -> Counted:
    right, wrong, missed = (
        sum(getattr(part, name) for part in parts) for name in ("right", "wrong", "missed")
    )
    return Counted(right, wrong, missed)


def _rows(name: str, counts: Counted) -> list[Row]:
    values = {"right": counts.right, "wrong": counts.wrong, "missed": counts.missed}
    return [row(f"things_{kind}_{name}", "things", [count], 0) for kind, count in values.items()]


async def _costs(asked: Asked, threads: int) -> list[Row]:
    """Milliseconds a picture, and the memory that all networks take together."""
    return await asyncio.to_thread(lambda: list(_measured(asked, threads)))


def _measured(asked: Asked, threads: int) -> Iterator[Row]:
    if asked.pictures is None:
        return
    named = f"{threads}_thread{'s' if threads > 1 else ''}"
    paths = [path for path in listed(asked.pictures) if path.suffix != VIDEO]
    pictures = [load(path).picture for path in paths]
    before = resident_mb()
    found = {role: model for role in METHODS if (model := _installed(role)) is not None}
    loaded = {role: load_network(model, threads) for role, model in found.items()}
    for role, engine in loaded.items():
        look = getattr(engine, METHODS[role])
        look(pictures[0])
        shown = [turn % len(pictures) for turn in range(max(asked.turns, len(pictures)))]
        spent = [_seconds(look, pictures[place]) for place in shown]
        yield row(f"{role}_{named}", "ms", milliseconds(spent), 0)
        if role == "things":
            for path, seconds in zip(paths, spent, strict=False):
                yield row(f"{role}_{named}_{path.name}", "ms", milliseconds([seconds]), 0)
    yield row(f"networks_{named}_memory", "MB", [resident_mb() - before], 0)


def _seconds(look: Callable[[Picture], Any], picture: Picture) -> float:
    began = time.perf_counter()
    look(picture)
    return time.perf_counter() - began


def _installed(role: str) -> Model | None:
    return network(Shelf(models_folder(stock().models)).models(), role)
