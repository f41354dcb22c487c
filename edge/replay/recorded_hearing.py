"""A microphone with its detectors, recorded: sound as the listener gets it, and what they heard."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from edge.replay.calls import once
from edge.replay.loop import moment

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

    from edge.modes.parts import Hearing
    from edge.ports import (
        Block,
        EchoCanceller,
        Samples,
        VoiceActivityDetector,
        VoiceOnsetDetector,
        WakeWordDetector,
    )
    from edge.replay.recorder import Recorder

T = TypeVar("T")


def hearing(item: Hearing, number: int, recorder: Recorder) -> Hearing:
    """One microphone with its detectors, recorded."""
    kept = MicrophoneTape(number, recorder)
    judge = item.judge
    return replace(
        item,
        heard=kept.heard,
        vad=RecordedVoiceActivity(item.vad, kept),
        onset=RecordedOnset(item.onset, kept),
        wake=RecordedWakeWord(item.wake, kept) if item.wake else None,
        canceller=RecordedCanceller(item.canceller, kept) if item.canceller else None,
        judge=recorded_judge(judge, recorder) if judge else None,
    )


def recorded_judge(
    judge: Callable[[str, Samples], Awaitable[float]], recorder: Recorder
) -> Callable[[str, Samples], Awaitable[float]]:
    """The same judge."""
    return lambda text, sound: once(recorder, "judge", judge(text, sound), float)


class MicrophoneTape:
    """One microphone's sound, as the listener gets it, and what its detectors make of it."""

    def __init__(self, number: int, recorder: Recorder) -> None:
        self.number = number
        self.recorder = recorder

    async def heard(self, blocks: AsyncIterator[Block]) -> AsyncIterator[Block]:
        name = self.recorder.call(f"microphone {self.number}")
        self.recorder.note("call", name=name, step="open", value=None)
        async with aclosing(cast("AsyncGenerator[Block, None]", blocks)) as source:
            async for block in source:
                await moment()
                self.recorder.sound(f"microphone-{self.number}", block.samples)
                self.recorder.note("block", mic=self.number, at=block.at, near=block.near)
                yield block
        await moment()
        self.recorder.note("call", name=name, step="end", value=None)

    def told(self, what: str, value: T) -> T:
        if value:
            self.recorder.note(what, mic=self.number, value=value)
        return value


class RecordedVoiceActivity:
    """A VoiceActivityDetector."""

    def __init__(self, vad: VoiceActivityDetector, kept: MicrophoneTape) -> None:
        self._vad = vad
        self._kept = kept
        self.reset = vad.reset

    def speech_probability(self, samples: Samples) -> float:
        return self._kept.told("speech", float(self._vad.speech_probability(samples)))


class RecordedOnset:
    """A VoiceOnsetDetector."""

    def __init__(self, onset: VoiceOnsetDetector, kept: MicrophoneTape) -> None:
        self._onset = onset
        self._kept = kept

    def voiced(self, samples: Samples) -> bool:
        return self._kept.told("voiced", bool(self._onset.voiced(samples)))


class RecordedWakeWord:
    """A WakeWordDetector."""

    def __init__(self, wake: WakeWordDetector, kept: MicrophoneTape) -> None:
        self._wake = wake
        self._kept = kept
        self.reset = wake.reset

    def detect(self, samples: Samples) -> str | None:
        return self._kept.told("wake", self._wake.detect(samples))


class RecordedCanceller:
    """An EchoCanceller; both its inputs are kept, so that the echo path can be tried again."""

    def __init__(self, canceller: EchoCanceller, kept: MicrophoneTape) -> None:
        self._canceller = canceller
        self._kept = kept

    def cancel(self, heard: Samples, played: Samples) -> Samples:
        pair = np.stack([heard, played], axis=1)
        self._kept.recorder.sound(f"echo-{self._kept.number}", pair, channels=2)
        return self._canceller.cancel(heard, played)
