"""A stream whose pieces, or signs of work on them, must come in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator


async def in_time(
    stream: AsyncIterator[str], first_seconds: float, next_seconds: float
) -> AsyncGenerator[str, None]:
    """The same pieces, without the empty ones; raises TimeoutError when nothing comes any more.

    An empty piece is a sign of work: the time begins anew. Closes the stream.
    """
    seconds = first_seconds
    try:
        while True:
            try:
                async with asyncio.timeout(seconds):
                    piece = await anext(stream)
            except StopAsyncIteration:
                return
            if piece:
                yield piece
                seconds = next_seconds
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()
