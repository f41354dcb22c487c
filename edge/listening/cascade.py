"""The gates one block of sound passes, cheapest first: level, onset, wake word, Silero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from edge.audio.level import rms
from edge.listening.voice_activity import Heard
from edge.ports import VAD_SAMPLES, Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from edge.ports import (
        Block,
        Samples,
        SpeechRecognizer,
        VoiceActivityDetector,
        VoiceOnsetDetector,
        WakeWordDetector,
    )

    Judge: TypeAlias = Callable[[str, Samples], Awaitable[float]]

GATE_HOLD_SECONDS = 0.3
"""Silero goes on for so long after the last loud block, to hear the speech end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """What one microphone's listener hears with."""

    recognizer: SpeechRecognizer
    vad: VoiceActivityDetector
    onset: VoiceOnsetDetector
    wake: WakeWordDetector | None = None
    judge: Judge | None = None
    """A TurnJudge on a thread of its own, see judging.py."""
    name: str = "main"
    role: Role = Role.UNKNOWN


class Cascade:
    """Runs each detector only on the sound that got past the one before."""

    def __init__(self, ears: Ears, gate: float) -> None:
        self._ears = ears
        self._gate = gate
        self._frame = np.empty(VAD_SAMPLES, dtype=np.int16)
        self._filled = 0
        self._probability: float | None = None
        self._open_until = float("-inf")

    def level(self, block: Block) -> float:
        """Only the level; for sound that nobody wants to hear."""
        self._open_until = float("-inf")
        return rms(block.samples)

    def wake_word(self, block: Block) -> str | None:
        """The wake word runs ungated, on every block."""
        return self._ears.wake.detect(block.samples) if self._ears.wake else None

    def listen(self, block: Block) -> Heard:
        """All witnesses on one block; for sound that somebody wants to hear."""
        level = rms(block.samples)
        loud = level >= self._gate
        if loud:
            if block.at > self._open_until:
                self._start_afresh()
            self._open_until = block.at + GATE_HOLD_SECONDS
        if block.at <= self._open_until:
            self._judge(block.samples)
        else:
            self._probability = None
        voiced = loud and self._ears.onset.voiced(block.samples)
        return Heard(block.at, level, voiced, self._probability, block.near)

    def reset(self) -> None:
        """Forget all sound so far."""
        self._open_until = float("-inf")
        self._start_afresh()
        if self._ears.wake:
            self._ears.wake.reset()

    def _start_afresh(self) -> None:
        self._filled = 0
        self._probability = None
        self._ears.vad.reset()

    def _judge(self, samples: Samples) -> None:
        """Fill the frame; a full one goes to Silero and the rest begins the next."""
        taken = min(len(samples), VAD_SAMPLES - self._filled)
        self._frame[self._filled : self._filled + taken] = samples[:taken]
        self._filled += taken
        if self._filled == VAD_SAMPLES:
            self._probability = self._ears.vad.speech_probability(self._frame)
            rest = len(samples) - taken
            self._frame[:rest] = samples[taken:]
            self._filled = rest
