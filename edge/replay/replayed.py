"""The ports of a conversation that is replayed: each gives what was recorded, at its moment.

Where the conversation asks for something that was never asked for when it was recorded, it waits
for ever: by then the events have come out differently.
"""

from __future__ import annotations

import asyncio
import math
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypeVar

from edge.audio.speech_track import Progress
from edge.replay.loop import until
from edge.replay.recording import Script

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from edge.audio.output import Output
    from edge.audio.utterance import Utterance
    from edge.ports import (
        Block,
        Hypothesis,
        Prompt,
        Render,
        Samples,
        SpeechChunk,
        VitalSigns,
        Voice,
    )
    from edge.replay.clock import SteppedClock
    from edge.replay.recording import Recording
    from edge.store.store import Store

T = TypeVar("T")


class Player:
    """Hands out the recorded calls in their order."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._calls: dict[str, int] = {}

    def call(self, port: str) -> Script:
        """The script of the next call of a port; one that never was gives nothing, for ever."""
        number = self._calls[port] = self._calls.get(port, 0) + 1
        return self.recording.calls.get(f"{port} {number}", Script())


async def stream(script: Script) -> AsyncGenerator[Any, None]:
    """What the call gave, when it did, and its end."""
    try:
        for moment, value in script.given:
            await until(moment)
            yield value
        await until(math.inf if script.ending == "closed" else script.ended)
        if script.error is not None:
            raise script.error
    finally:
        if script.ending == "closed":
            await until(script.ended)


async def once(script: Script) -> Any:
    """The one thing that the call gave."""
    async with aclosing(stream(script)) as results:
        return await anext(results)


class ReplayedRecognizer:
    """A SpeechRecognizer."""

    def __init__(self, player: Player) -> None:
        self._player = player

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncGenerator[Hypothesis, None]:
        script = self._player.call("recognizer")
        taking = asyncio.create_task(_take(sound, script.takes))
        try:
            async for hypothesis in stream(script):
                yield hypothesis
        finally:
            taking.cancel()


async def _take(sound: AsyncIterator[Samples], moments: list[float]) -> None:
    for moment in moments:
        await until(moment)
        await anext(sound, None)


class ReplayedSynthesizer:
    """A SpeechSynthesizer, whose sound is silence of the right length."""

    def __init__(self, player: Player, rate: int) -> None:
        self.rate = rate
        self._player = player

    def synthesize(self, text: str, voice: Voice) -> AsyncGenerator[SpeechChunk, None]:
        return stream(self._player.call("synthesizer"))


class ReplayedLanguageModel:
    """A LanguageModel."""

    def __init__(self, player: Player) -> None:
        self._player = player

    async def prepare(self, prompt: Prompt) -> None:
        await once(self._player.call("preparing"))

    def generate(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        return stream(self._player.call("language model"))


class ReplayedJudge:
    """Tells what was judged."""

    def __init__(self, player: Player) -> None:
        self._player = player

    async def __call__(self, text: str, sound: Samples) -> float:
        judged: float = await once(self._player.call("judge"))
        return judged


class ReplayedMicrophone:
    """A Microphone and its detectors: what they made of each block is known by its moment."""

    def __init__(self, player: Player, number: int, name: str) -> None:
        self.name = name
        self._player = player
        self._number = number
        self._loop = asyncio.get_running_loop()

    async def blocks(self) -> AsyncIterator[Block]:
        script = self._player.call(f"microphone {self._number}")
        for moment, block in self._player.recording.blocks.get(self._number, []):
            await until(moment)
            yield block
        await until(script.ended)

    def speech_probability(self, samples: Samples) -> float:
        return float(self._detected("speech", 0.0))

    def voiced(self, samples: Samples) -> bool:
        return bool(self._detected("voiced", False))

    def detect(self, samples: Samples) -> str | None:
        name: str | None = self._detected("wake", None)
        return name

    def reset(self) -> None:
        """It remembers nothing."""

    def _detected(self, what: str, otherwise: Any) -> Any:
        key = (what, self._number, self._loop.time())
        return self._player.recording.detected.get(key, otherwise)


class ReplayedButton:
    """A Button."""

    def __init__(self, player: Player, number: int) -> None:
        self._player = player
        self._port = f"button {number}"

    def presses(self) -> AsyncGenerator[str, None]:
        return stream(self._player.call(self._port))


class ReplayedBattery:
    """A Battery."""

    def __init__(self, recording: Recording) -> None:
        self._percents = iter(recording.battery)

    def percent(self) -> float | None:
        return next(self._percents, None)


class ReplayedVitals:
    """Vitals."""

    def __init__(self, player: Player) -> None:
        self._player = player

    async def read(self) -> VitalSigns:
        signs: VitalSigns = await once(self._player.call("vitals"))
        return signs


class UnheardSpeaker:
    """A Speaker that never asks for sound; how far it had come is known."""

    channels = 1
    blocks_caller = False

    def __init__(self, name: str, rate: int) -> None:
        self.name = name
        self.rate = rate

    def start(self, render: Render) -> None:
        """Nothing plays."""

    def delay(self) -> float:
        return 0.0

    def stop(self) -> None:
        """Nothing played."""


class ReplayedProgress:
    """How far an output had come, in place of how far it is."""

    def __init__(self, output: Output, recording: Recording) -> None:
        self._output = output
        self._recording = recording
        self._utterance: Utterance | None = None
        self._number = 0

    def __call__(self, utterance: Utterance, progress: Progress) -> Progress:
        if utterance is not self._utterance:
            self._utterance = utterance
            self._number += 1
        value = self._recording.progress(self._output.name, self._number, self._output.clock())
        return progress if value is None else Progress(*value)


def replay_store(made: Store, player: Player, clock: SteppedClock) -> None:
    """From now on the store's work is done when it was done."""

    async def through(name: str, work: Callable[[], T], /) -> T:
        script = player.call(f"store {name}")
        if script.ending == "error":
            await once(script)
        result = clock.during(asyncio.get_running_loop().time(), work)
        await once(script)
        return result

    made.through = through
