"""Devices that go and come back: what uses them waits, is told once, and goes on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from edge.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.audio.output import Output

Told = TypeVar("Told")
RETRY_SECONDS = 1.0
LOOK_SECONDS = 0.1


async def persistent(
    opened: Callable[[], AsyncIterator[Told]],
    on_lost: Callable[[str], None],
    on_found: Callable[[], None],
) -> AsyncIterator[Told]:
    """What a device tells (blocks, positions, headings) over every loss; ends where a file ends.

    `opened` is the method of its port that opens it. `on_lost` is told the reason once a loss (also
    when it is missing from the start), `on_found` when it tells something again.
    """
    lost = False
    while True:
        source = opened()
        try:
            async for told in source:
                if lost:
                    lost = False
                    on_found()
                yield told
            return
        except DeviceError as error:
            if not lost:
                lost = True
                on_lost(str(error))
        finally:
            await source.aclose()  # type: ignore[attr-defined]  # every device's is a generator
        await asyncio.sleep(RETRY_SECONDS)


async def keep_open(
    output: Output, on_lost: Callable[[str], None], on_found: Callable[[], None]
) -> None:
    """Open the output and watch over it for ever: a stalled one is closed and opened again.

    Cancel it to close the output. What was written meanwhile waits in the output.
    """
    lost = False
    try:
        while True:
            try:
                await output.opened()
                if lost:
                    await _first_callback(output)
                    lost = False
                    on_found()
                await _stall(output)
                reason = f'the output "{output.name}" takes no sound any more'
            except DeviceError as error:
                reason = str(error)
            if not lost:
                lost = True
                on_lost(reason)
            await output.closed()
            await asyncio.sleep(RETRY_SECONDS)
    finally:
        await output.closed()


async def _stall(output: Output) -> None:
    while not output.is_stalled():  # noqa: ASYNC110 - a counter wakes nobody
        await asyncio.sleep(LOOK_SECONDS)


async def _first_callback(output: Output) -> None:
    """Return at a sign of life; DeviceError when none comes."""
    before = output.callbacks
    while output.callbacks == before:
        if output.is_stalled():
            raise DeviceError(f'the output "{output.name}" takes no sound')
        await asyncio.sleep(LOOK_SECONDS)
