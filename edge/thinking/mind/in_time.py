"""A stream whose pieces must come in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator


async def in_time(
    stream: AsyncIterator[str], first_seconds: float, next_seconds: float
) -> AsyncGenerator[str, None]:
    """The same pieces; raises TimeoutError when the next one does not come. Closes the stream."""
    seconds = first_seconds
    try:
        while True:
            try:
                async with asyncio.timeout(seconds):
                    piece = await anext(stream)
            except StopAsyncIteration:
                return
            yield piece
            seconds = next_seconds
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()
