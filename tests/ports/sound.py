"""What every microphone and every loudspeaker must keep to, as functions for the suites."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

from edge.ports import BLOCK_SAMPLES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Block, Microphone, Samples, Speaker


async def first_blocks(microphone: Microphone, count: int) -> list[Block]:
    """Up to `count` blocks; the microphone is closed afterwards."""
    blocks: list[Block] = []
    source = microphone.blocks()
    async for block in source:
        blocks.append(block)
        if len(blocks) == count:
            break
    await close(source)
    return blocks


async def close(source: AsyncIterator[Block]) -> None:
    await source.aclose()  # type: ignore[attr-defined]  # every microphone's is a generator


async def keeps_to_the_microphone_port(
    microphone: Microphone, *, real_time: bool = True, times_opened: int = 2
) -> None:
    """Blocks of the right shape, at even times, at the speed of the clock; opened again too."""
    loop = asyncio.get_running_loop()
    assert microphone.name
    for _ in range(times_opened):
        blocks = await first_blocks(microphone, 30)
        assert len(blocks) == 30
        for block in blocks:
            assert block.samples.shape == (BLOCK_SAMPLES,)
            assert block.samples.dtype == np.int16
        times = np.array([block.at for block in blocks])
        assert (np.diff(times) >= 0).all()
        assert abs(times[-1] - times[0] - 0.29) < 0.1
        if real_time:
            assert times[-1] <= loop.time() + 0.001


async def keeps_to_the_speaker_port(speaker: Speaker, wait: float = 0.0) -> None:
    """`render` is called for true time's worth of samples from start to stop, and again."""
    assert speaker.name
    assert speaker.rate >= 8_000
    assert speaker.channels in (1, 2)
    loop = asyncio.get_running_loop()
    for _ in range(2):
        pulled: list[tuple[float, int]] = []

        def render(count: int, pulled: list[tuple[float, int]] = pulled) -> Samples:
            pulled.append((loop.time(), count))
            return np.zeros(count if speaker.channels == 1 else (count, 2), np.int16)

        await _start(speaker, render)
        await asyncio.sleep(wait + 0.5)
        assert 0 <= speaker.delay() < 1.0
        await _stop(speaker)
        total = len(pulled)
        assert sum(count for _, count in pulled[1:]) / speaker.rate > 0.3
        assert max(count for _, count in pulled) <= speaker.rate * 0.1
        await asyncio.sleep(0.1)
        assert len(pulled) == total


async def _start(speaker: Speaker, render: object) -> None:
    if speaker.blocks_caller:
        await asyncio.to_thread(speaker.start, render)  # type: ignore[arg-type]  # a Render
    else:
        speaker.start(render)  # type: ignore[arg-type]  # a Render


async def _stop(speaker: Speaker) -> None:
    if speaker.blocks_caller:
        await asyncio.to_thread(speaker.stop)
    else:
        speaker.stop()
