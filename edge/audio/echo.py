"""The echo path: every microphone block meets the block that was played, and leaves without it."""

from __future__ import annotations

from collections import deque
from contextlib import aclosing
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from edge.audio.near_voice import NearVoice
from edge.ports import BLOCK_SAMPLES, Block

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Sequence

    from edge.audio.drift import ClockFollower
    from edge.ports import EchoCanceller, Samples

SILENCE = np.zeros(BLOCK_SAMPLES, np.int16)


class PlayedSound(Protocol):
    """An output, seen from the echo path."""

    open_loudspeaker: bool

    def take_reference(self) -> list[Samples]: ...


class PlayedBlocks(Protocol):
    """The played block that goes with each block of a microphone."""

    def next(self) -> Samples: ...


class EchoReference:
    """What all open loudspeakers play, mixed, for any number of microphones."""

    def __init__(self, outputs: Sequence[PlayedSound]) -> None:
        self._outputs = [output for output in outputs if output.open_loudspeaker]
        self._queues: list[deque[Samples]] = [deque(maxlen=200) for _ in self._outputs]
        self._taps: list[EchoTap] = []

    def tap(self) -> EchoTap:
        """A microphone's own view of what is played from now on."""
        tap = EchoTap(self)
        self._taps.append(tap)
        return tap

    def collect(self) -> None:
        """Hand every whole block that all outputs have rendered to every tap."""
        for queue, output in zip(self._queues, self._outputs, strict=True):
            queue.extend(output.take_reference())
        while self._queues and all(self._queues):
            block = self._mixed()
            for tap in self._taps:
                tap.push(block)

    def _mixed(self) -> Samples:
        if len(self._queues) == 1:
            return self._queues[0].popleft()
        total = np.sum([queue.popleft() for queue in self._queues], axis=0, dtype=np.int32)
        mixed: Samples = np.clip(total, -32768, 32767).astype(np.int16)
        return mixed


class EchoTap:
    """A small jitter buffer: sound cards ask for samples in bursts, microphones give them evenly.

    The canceller finds a constant delay by itself, but it must be given a block before its echo
    arrives. So the buffer begins empty and grows by a block whenever it runs dry, until it holds
    the longest burst. A loop that was late finds many blocks here, and as many of the microphone's
    to go with them; only what stays too many has to go, because clocks drifted or sound was lost.
    """

    DEPTH = 6
    """Blocks: 60 ms, the longest burst of an output at 60 ms latency."""
    WATCHED = 100
    """Blocks, a second: what was never needed for so long is too many."""

    def __init__(self, reference: EchoReference) -> None:
        self._reference = reference
        self._blocks: deque[Samples] = deque(maxlen=200)
        self._started = False
        self._spare: deque[int] = deque(maxlen=self.WATCHED)
        self.corrections = 0
        """Blocks that were invented or dropped because clocks drifted or bursts were late."""

    def push(self, block: Samples) -> None:
        self._blocks.append(block)

    def next(self) -> Samples:
        """The played block that goes with the next microphone block."""
        self._reference.collect()
        if not self._started:
            self._begin()
        self._spare.append(len(self._blocks))
        if len(self._spare) == self.WATCHED and min(self._spare) > 2 * self.DEPTH:
            self._drop(min(self._spare) - self.DEPTH)
        if not self._blocks:
            self.corrections += self._started
            return SILENCE
        return self._blocks.popleft()

    def _drop(self, count: int) -> None:
        for _ in range(count):
            self._blocks.popleft()
        self._spare.clear()
        self.corrections += count

    def _begin(self) -> None:
        """What was played before the microphone opened would only make the rest late."""
        self._started = bool(self._blocks)
        while len(self._blocks) > 1:
            self._blocks.popleft()


async def without_echo(
    blocks: AsyncIterator[Block],
    canceller: EchoCanceller,
    tap: PlayedBlocks,
    clocks: Sequence[ClockFollower] = (),
) -> AsyncIterator[Block]:
    """The same blocks, cleaned of what the outputs play; `clocks` keep those at our pace."""
    near_voice = NearVoice()
    async with aclosing(cast("AsyncGenerator[Block, None]", blocks)) as source:
        async for block in source:
            for clock in clocks:
                clock.on_block(block.at)
            played = tap.next()
            near = near_voice.nearness(block.samples, played)
            yield Block(canceller.cancel(block.samples, played), block.at, near)
