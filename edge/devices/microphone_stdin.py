"""Raw sound on standard input (s16le, 16 kHz, mono) as a microphone."""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np

from edge.errors import DeviceError
from edge.ports import BLOCK_SAMPLES, BLOCK_SECONDS, Block

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BLOCK_BYTES = 2 * BLOCK_SAMPLES
AHEAD_BLOCKS = 200
"""The reading thread waits when so many blocks lie unread: a file is not swallowed whole."""
BURST_SECONDS = 1.0
"""Sound may come so much before its time, as after a writer's pause; more of it waits for its time,
or a file that is poured in would leave the rest of the program no moment."""


class StdinMicrophone:
    """Yields what comes until the writer closes; a last part of a block is filled with silence."""

    name = "stdin"

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self._stream = stream

    async def blocks(self) -> AsyncIterator[Block]:
        """Times are those of arrival, and never closer than the sound itself."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[bytes | OSError] = asyncio.Queue()
        room = threading.Semaphore(AHEAD_BLOCKS)
        reader = threading.Thread(
            target=self._read, args=(loop, queue, room), name="stdin", daemon=True
        )
        reader.start()  # a daemon, as nothing can end a read from a terminal
        at = 0.0
        while raw := await queue.get():
            room.release()
            if isinstance(raw, OSError):
                raise DeviceError(f"standard input cannot be read: {raw.strerror}") from raw
            at = max(loop.time(), at + BLOCK_SECONDS)
            await asyncio.sleep(max(0.0, at - loop.time() - BURST_SECONDS))
            samples = np.frombuffer(raw[: len(raw) - len(raw) % 2], "<i2").astype(np.int16)
            yield Block(np.pad(samples, (0, BLOCK_SAMPLES - len(samples))), at)

    def _read(
        self,
        loop: asyncio.AbstractEventLoop,
        queue: asyncio.Queue[bytes | OSError],
        room: threading.Semaphore,
    ) -> None:
        stream = self._stream or _unbuffered_stdin()
        raw: bytes | OSError = b"."
        while raw and not isinstance(raw, OSError):
            room.acquire()
            try:
                raw = _block(stream)
            except OSError as error:
                raw = error
            try:
                loop.call_soon_threadsafe(queue.put_nowait, raw)
            except RuntimeError:  # the loop was closed: nobody listens any more
                return


def _unbuffered_stdin() -> BinaryIO:
    """Without the buffer, whose lock a reading thread holds: Python aborts over that at its end."""
    return cast("BinaryIO", getattr(sys.stdin.buffer, "raw", sys.stdin.buffer))


def _block(stream: BinaryIO) -> bytes:
    """A whole block; less only where the stream ends. A pipe gives what it has."""
    data = b""
    while len(data) < BLOCK_BYTES and (more := stream.read(BLOCK_BYTES - len(data))):
        data += more
    return data
