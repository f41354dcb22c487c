"""What is read on pictures, as rows: words right, wrong and missed, and what reading costs."""

from __future__ import annotations

import asyncio
import importlib.util
from typing import TYPE_CHECKING

from edge.bench.rows import milliseconds, row
from edge.bench.vision_text import figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.bench.vision_text import EngineText

ENGINE = "rapidocr"
THREADS = (1, 2)
COUNTED = ("right", "wrong", "missed")


async def rows(asked: Asked) -> list[Row]:
    """None without pictures, or where nothing reads."""
    folder = asked.pictures
    if folder is None or importlib.util.find_spec(ENGINE) is None:
        return []
    read = [await asyncio.to_thread(figures, ENGINE, threads, folder) for threads in THREADS]
    return [*_words(read[0]), *(line for one in read for line in _costs(one))]


def _words(one: EngineText) -> Iterator[Row]:
    """Three rows a picture, and three for all of them."""
    for picture in one.pictures:
        for kind in COUNTED:
            yield row(f"words_{kind}_{picture.picture}", "words", [getattr(picture, kind)], 0)
    for kind in COUNTED:
        total = sum(getattr(picture, kind) for picture in one.pictures)
        yield row(f"words_{kind}_all", "words", [total], 0)


def _costs(one: EngineText) -> Iterator[Row]:
    named = f"words_{one.threads}_thread{'s' if one.threads > 1 else ''}"
    yield row(named, "ms", milliseconds(picture.p50 for picture in one.pictures), 0)
    for picture in one.pictures:
        yield row(f"{named}_{picture.picture}", "ms", milliseconds([picture.p50]), 0)
    yield row(f"{named}_memory", "MB", [one.peak_mb], 0)
