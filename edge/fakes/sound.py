"""A microphone and a loudspeaker without hardware, driven from the world's side."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

from edge.audio.pace import Pace
from edge.errors import DeviceError
from edge.ports import BLOCK_SAMPLES, BLOCK_SECONDS, LISTENING_RATE, Block

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Render, Samples


class FakeMicrophone:
    """Hears silence, and whatever `hear` puts into the air, at the loop's speed."""

    def __init__(self, name: str = "fake microphone") -> None:
        self.name = name
        self._sounds: list[tuple[float | None, Samples]] = []
        self._plugged = True
        self._ended = False

    def hear(self, samples: Samples, at: float | None = None) -> None:
        """Somebody makes a sound from the loop's second `at` on, or from now on."""
        self._sounds.append((at, samples))

    def unplug(self) -> None:
        self._plugged = False

    def plug_in(self) -> None:
        self._plugged = True

    def end(self) -> None:
        """Let `blocks` come to its end, as a file does."""
        self._ended = True

    async def blocks(self) -> AsyncIterator[Block]:
        """10 ms of what is in the air, for ever; DeviceError while unplugged."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        count = 0
        while not self._ended:
            if not self._plugged:
                raise DeviceError(f'the microphone "{self.name}" was unplugged')
            count += 1
            due = began + count * BLOCK_SECONDS
            await asyncio.sleep(max(0.0, due - loop.time()))
            yield Block(self._air(due - BLOCK_SECONDS), due)

    def _air(self, start: float) -> Samples:
        """The sum of all sounds over the block that begins at `start`."""
        air = np.zeros(BLOCK_SAMPLES, np.int32)
        kept: list[tuple[float | None, Samples]] = []
        for at, samples in self._sounds:
            begin = start if at is None else at
            offset = round((start - begin) * LISTENING_RATE)
            if offset < len(samples):
                kept.append((begin, samples))
            if -BLOCK_SAMPLES < offset < len(samples):
                part = samples[max(0, offset) : offset + BLOCK_SAMPLES]
                air[max(0, -offset) : max(0, -offset) + len(part)] += part
        self._sounds = kept
        return np.clip(air, -32768, 32767).astype(np.int16)


class FakeSpeaker:
    """Pulls 10 ms blocks on the loop and keeps them."""

    blocks_caller = False

    def __init__(
        self,
        name: str = "fake speaker",
        rate: int = LISTENING_RATE,
        delay_seconds: float = 0.0,
        channels: int = 1,
    ) -> None:
        self.name = name
        self.rate = rate
        self.channels = channels
        self.delay_seconds = delay_seconds
        self.played: list[tuple[float, Samples]] = []
        """(loop seconds of the pull, samples)."""
        self._render: Render | None = None
        self._pace: Pace | None = None
        self._plugged = True
        self._stalled = False

    def start(self, render: Render) -> None:
        if not self._plugged:
            raise DeviceError(f'the output "{self.name}" is not plugged in')
        self._render = render
        self._loop = asyncio.get_running_loop()
        self._pace = Pace(self._pull, BLOCK_SECONDS)

    def delay(self) -> float:
        return self.delay_seconds

    def stop(self) -> None:
        if self._pace:
            self._pace.stop()
        self._pace = self._render = None

    def stall(self, on: bool = True) -> None:
        """Stop calling without a word, as a hung driver does; or go on."""
        self._stalled = on

    def unplug(self) -> None:
        """Stop calling; `start` fails until it is plugged in again."""
        self._plugged = False
        self.stop()

    def plug_in(self) -> None:
        self._plugged = True

    def sound(self, start: float = 0.0, end: float = float("inf")) -> Samples:
        """What was pulled from `start` to before `end`, in loop seconds, as one piece."""
        parts = [samples for at, samples in self.played if start <= at < end]
        return np.concatenate(parts) if parts else np.zeros(0, np.int16)

    def _pull(self) -> None:
        if self._render and not self._stalled:
            self.played.append((self._loop.time(), self._render(round(self.rate * BLOCK_SECONDS))))


class FakeEchoCanceller:
    """Subtracts what was played `delay_blocks` ago, scaled by `gain`: a room without walls."""

    def __init__(self, gain: float = 1.0, delay_blocks: int = 0) -> None:
        self._gain = gain
        self._late = [np.zeros(BLOCK_SAMPLES, np.int16) for _ in range(delay_blocks)]

    def cancel(self, heard: Samples, played: Samples) -> Samples:
        """`heard` without the echo of `played`."""
        self._late.append(played)
        echo = self._late.pop(0) * self._gain
        cleaned: Samples = np.clip(heard - np.rint(echo), -32768, 32767).astype(np.int16)
        return cleaned
