"""A sound card's microphone, by PortAudio."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.audio.resample import StreamResampler
from edge.audio.watchdog import Watchdog
from edge.devices.portaudio import StreamRequest, close_stream, open_stream
from edge.errors import DeviceError
from edge.ports import BLOCK_SAMPLES, BLOCK_SECONDS, LISTENING_RATE, Block

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from edge.ports import Samples
    from edge.settings import MicrophoneSettings

LOST_SECONDS = 1.0
"""Without a callback for so long the card is gone."""
LOOK_SECONDS = 0.25
QUEUED_CALLBACKS = 200
"""2 s; when the loop is late for longer than that, the oldest sound is lost and counted."""
OLDEST_SECONDS = 1.0
"""A driver that claims an older first sample than this has no notion of time."""


class PortAudioMicrophone:
    """16 kHz blocks of one card; may be opened again after it was lost."""

    def __init__(
        self, settings: MicrophoneSettings, rates: tuple[int, ...] = (LISTENING_RATE,)
    ) -> None:
        self.name = settings.name
        self._request = StreamRequest("input", settings.device, rates, "low")
        self.overflows = 0
        """Callbacks whose sound was lost, by the driver or by us."""

    async def blocks(self) -> AsyncIterator[Block]:
        """Sound until closed. Raises DeviceError: missing, taken, or unplugged."""
        loop = asyncio.get_running_loop()
        thread = ThreadPoolExecutor(1, f"microphone {self.name}")
        session = _Session(loop, self._request)
        try:
            await loop.run_in_executor(thread, session.open)
            async for raw, at in session.pieces():
                for block in session.cut(raw, at):
                    yield block
            raise DeviceError(f'the microphone "{self.name}" was unplugged or stopped')
        finally:
            self.overflows += session.overflows
            await loop.run_in_executor(thread, session.close)
            thread.shutdown(wait=False)


class _Session:
    """One opening: the callback's side, and the loop's side of its queue."""

    def __init__(self, loop: asyncio.AbstractEventLoop, request: StreamRequest) -> None:
        self.overflows = 0
        self._loop = loop
        self._request = request
        self._stream: Any = None
        self._queue: deque[tuple[bytes, float]] = deque()
        self._ready = asyncio.Event()
        self._callbacks = 0
        self._over = False
        self._watchdog = Watchdog(stalled=LOST_SECONDS)
        self._rest = np.zeros(0, np.int16)
        self._latest = 0.0

    # -- in the thread that opens and closes

    def open(self) -> None:
        self._stream = open_stream(self._request, self._on_sound, self._on_end)
        self._rate = int(self._stream.samplerate)
        self._channels = int(self._stream.channels)
        self._resampler = StreamResampler(self._rate, LISTENING_RATE)

    def close(self) -> None:
        self._over = True
        if self._stream is not None:
            close_stream(self._stream)

    # -- in PortAudio's thread

    def _on_sound(self, data: Any, frames: int, time: Any, status: Any) -> None:
        now = self._loop.time()
        age = time.currentTime - time.inputBufferAdcTime - BLOCK_SECONDS
        self._callbacks += 1
        if status.input_overflow or len(self._queue) >= QUEUED_CALLBACKS:
            self.overflows += 1
        if len(self._queue) < QUEUED_CALLBACKS:
            self._queue.append((bytes(data), now - (age if 0 <= age < OLDEST_SECONDS else 0.0)))
        self._wake()

    def _on_end(self) -> None:
        self._over = True
        self._wake()

    def _wake(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._ready.set)
        except RuntimeError:  # the loop was closed before the stream
            self._over = True

    # -- in the loop

    async def pieces(self) -> AsyncIterator[tuple[bytes, float]]:
        """What the callback left, until the stream ends or stalls."""
        self._watchdog.restart(0, self._loop.time())
        self._look()
        while True:
            await self._ready.wait()
            self._ready.clear()
            while self._queue:
                yield self._queue.popleft()
            if self._over:
                return

    def cut(self, raw: bytes, at: float) -> Iterator[Block]:
        """Blocks of 160 from a callback's sound whose last sample was captured at `at`."""
        sound = self._resampler.push(self._mono(np.frombuffer(raw, np.int16)))
        if len(self._rest):
            sound = np.concatenate([self._rest, sound])
        whole = len(sound) - len(sound) % BLOCK_SAMPLES
        for start in range(0, whole, BLOCK_SAMPLES):
            end = start + BLOCK_SAMPLES
            # a driver's guess of when it captured may fall behind its last one
            self._latest = max(self._latest, at - (len(sound) - end) / LISTENING_RATE)
            yield Block(sound[start:end], self._latest)
        self._rest = sound[whole:]

    def _mono(self, samples: Samples) -> Samples:
        if self._channels == 1:
            return samples
        mixed: Samples = samples.reshape(-1, self._channels).mean(axis=1).astype(np.int16)
        return mixed

    def _look(self) -> None:
        """Now and then: has the callback stopped without a word?"""
        if self._watchdog.is_stalled(self._callbacks, self._loop.time()):
            self._over = True
        if self._over:
            self._ready.set()
        else:
            self._loop.call_later(LOOK_SECONDS, self._look)
