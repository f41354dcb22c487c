"""A loudspeaker and a microphone in one room, with the room's impulse response between them."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from edge.audio.pace import Pace
from edge.ports import BLOCK_SAMPLES, BLOCK_SECONDS, LISTENING_RATE, Block

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from numpy.typing import NDArray

    from edge.ports import Render, Samples

    Wave = NDArray[np.float64]

OUTPUT_SECONDS, INPUT_SECONDS = 0.06, 0.02
"""As measured through PulseAudio at the default latency."""
HISS_RMS = 8.0
"""int16 RMS of a microphone that hears nothing."""
DIRECT_MARGIN = 20
"""Samples kept before the largest tap of a response: the direct sound's own rise."""


class Room:
    """One clock for everything: `microphone` hears what `speaker` plays, and who speaks nearby.

    Noise at RMS x leaves the loudspeaker and comes back at `echo_gain` times x. Sound cards are
    late: what is pulled is in the air after OUTPUT_SECONDS, what is in the air is heard after
    INPUT_SECONDS. Everything is 16 kHz, and positions are samples of the air since the beginning.
    """

    def __init__(self, response: Samples, echo_gain: float = 0.5, seed: int = 1) -> None:
        self.speaker = RoomSpeaker(self)
        self.microphone = RoomMicrophone(self)
        self.air: list[Samples] = []
        """What the loudspeaker plays, block by block."""
        self.heard: list[Samples] = []
        """What the microphone has given, block by block."""
        self._echo = Echo(echo_gain * normalised(response))
        silence = np.zeros(BLOCK_SAMPLES, np.int16)
        self._on_the_way_out = deque([silence] * round(OUTPUT_SECONDS / BLOCK_SECONDS))
        self._on_the_way_in = deque([silence] * round(INPUT_SECONDS / BLOCK_SECONDS))
        self._near: list[tuple[int, Samples]] = []
        self._hiss = np.random.default_rng(seed)

    @property
    def now(self) -> int:
        """Samples that have passed."""
        return len(self.air) * BLOCK_SAMPLES

    def say(self, samples: Samples, in_seconds: float = 0.0) -> int:
        """Somebody near the microphone makes a sound; returns the position it begins at."""
        begins = self.now + round(in_seconds * LISTENING_RATE)
        self._near.append((begins, samples))
        return begins

    def pass_block(self, pulled: Samples) -> Samples:
        """10 ms go by: the loudspeaker takes a block, and the microphone gives one."""
        self._on_the_way_out.append(pulled)
        played = self._on_the_way_out.popleft()
        sound = self._echo.push(played) + self._hiss.normal(0, HISS_RMS, BLOCK_SAMPLES)
        for begins, samples in self._near:
            start = self.now - begins
            part = samples[max(0, start) : max(0, start + BLOCK_SAMPLES)]
            sound[max(0, -start) :][: len(part)] += part
        self._near = [(at, one) for at, one in self._near if self.now < at + len(one)]
        self._on_the_way_in.append(np.clip(np.rint(sound), -32768, 32767).astype(np.int16))
        self.air.append(played)
        self.heard.append(self._on_the_way_in.popleft())
        return self.heard[-1]


class Echo:
    """Convolves block by block."""

    def __init__(self, response: Wave) -> None:
        self._size = 1 << (len(response) + BLOCK_SAMPLES).bit_length()
        self._spectrum = np.fft.rfft(response, self._size)
        self._tail = np.zeros(self._size)

    def push(self, block: Samples) -> Wave:
        """The echo during this block, of it and of all that came before."""
        if block.any():
            self._tail += np.fft.irfft(np.fft.rfft(block, self._size) * self._spectrum)
        echo = self._tail[:BLOCK_SAMPLES].copy()
        self._tail[:-BLOCK_SAMPLES] = self._tail[BLOCK_SAMPLES:]
        self._tail[-BLOCK_SAMPLES:] = 0.0
        return echo


class RoomSpeaker:
    """The room's loudspeaker; its callbacks are also what makes time pass in the room."""

    name = "room"
    rate = LISTENING_RATE
    channels = 1
    blocks_caller = False

    def __init__(self, room: Room) -> None:
        self._room = room
        self._pace: Pace | None = None

    def start(self, render: Render) -> None:
        """Pull 10 ms at a time on the loop, and hand the microphone what comes back."""
        began = asyncio.get_running_loop().time()
        first = self._room.now

        def step() -> None:
            heard = self._room.pass_block(render(BLOCK_SAMPLES))
            at = began + (self._room.now - first) / LISTENING_RATE
            self._room.microphone.hear(Block(heard, at - INPUT_SECONDS))

        self._pace = Pace(step, BLOCK_SECONDS)

    def delay(self) -> float:
        return OUTPUT_SECONDS

    def stop(self) -> None:
        if self._pace:
            self._pace.stop()
        self._pace = None


class RoomMicrophone:
    """Hears the room while its loudspeaker is open."""

    name = "main"

    def __init__(self, room: Room) -> None:
        self._queue: asyncio.Queue[Block] | None = None

    def hear(self, block: Block) -> None:
        """A block from the room; lost while nobody listens."""
        if self._queue is not None:
            self._queue.put_nowait(block)

    async def blocks(self) -> AsyncIterator[Block]:
        self._queue = asyncio.Queue()
        try:
            while True:
                yield await self._queue.get()
        finally:
            self._queue = None


def normalised(response: Samples) -> Wave:
    """From its direct sound on, with the energy of one: noise keeps its level."""
    direct = max(0, int(np.argmax(np.abs(response.astype(float)))) - DIRECT_MARGIN)
    taps = response[direct:].astype(float)
    wave: Wave = taps / np.sqrt(np.sum(taps**2))
    return wave
