"""Reading in another process: from a thread, line by line, and gone when it is not needed."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.runtime.in_process import InProcess
from edge.engines.vision.reader_away import ReaderAway
from edge.errors import EngineError
from edge.fakes.printed import printed
from edge.ports import Box, TextLine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Picture

pytestmark = pytest.mark.engines
FACTORY = "tests.engines.vision.printed_engine:PrintedEngine"


def page(*texts: str) -> Picture:
    return printed([TextLine(text, 0.9, Box(1, 2, 3, 4)) for text in texts])


@asynccontextmanager
async def reading(idle: float = 60.0) -> AsyncIterator[tuple[ReaderAway, InProcess]]:
    runtime = InProcess(FACTORY)
    reader = ReaderAway(runtime, asyncio.get_running_loop(), idle)
    try:
        yield reader, runtime
    finally:
        await reader.close()


async def test_a_thread_reads_as_with_any_reader() -> None:
    async with reading() as (reader, _):
        lines = await asyncio.to_thread(reader.read, page("one", "two"))
        assert [line.text for line in lines] == ["one", "two"]
        assert lines[0].box == Box(1, 2, 3, 4)


async def test_the_first_line_is_there_before_the_last() -> None:
    async with reading() as (reader, _), aclosing(reader.lines(page("one", "two"))) as lines:
        assert (await anext(lines)).text == "one"


async def test_the_process_leaves_when_nothing_is_read_and_comes_again() -> None:
    async with reading(idle=0.05) as (reader, runtime):
        await asyncio.to_thread(reader.read, page("one"))
        assert runtime.pid is not None
        for _ in range(250):
            if runtime.pid is None:
                break
            await asyncio.sleep(0.02)
        assert runtime.pid is None
        assert len(await asyncio.to_thread(reader.read, page("one"))) == 1


async def test_a_crash_is_told_and_the_next_page_is_read() -> None:
    async with reading() as (reader, _):
        with pytest.raises(EngineError, match="PrintedEngine was killed by SIGKILL"):
            await asyncio.to_thread(reader.read, page("one", "crash"))
        assert len(await asyncio.to_thread(reader.read, page("one"))) == 1


async def test_what_is_no_picture_is_told_before_anything_is_sent() -> None:
    async with reading() as (reader, runtime):
        with pytest.raises(EngineError, match="cannot be looked at"):
            await asyncio.to_thread(reader.read, np.zeros((4, 4), np.uint8))
        assert runtime.pid is None


async def test_a_large_picture_is_made_smaller_and_its_lines_lie_where_they_were() -> None:
    pytest.importorskip("rapidocr", reason="rapidocr is not installed")
    cv2 = pytest.importorskip("cv2", reason="opencv is not installed")
    picture = np.full((1500, 4000, 3), 255, np.uint8)
    cv2.putText(picture, "Way out", (1000, 900), cv2.FONT_HERSHEY_SIMPLEX, 6, (0, 0, 0), 12)
    runtime = InProcess("edge.engines.vision.rapidocr:RapidOcr")
    reader = ReaderAway(runtime, asyncio.get_running_loop())
    try:
        (line,) = await asyncio.to_thread(reader.read, picture)
    finally:
        await reader.close()
    assert line.text == "Way out"
    assert line.box.left == pytest.approx(1000, abs=60)
    assert 900 < line.box.bottom < 1_020
