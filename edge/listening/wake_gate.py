"""Rests a wake word detector while it is quiet; nothing of a word's beginning is lost."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from edge.audio.level import rms
from edge.ports import BLOCK_SAMPLES, LISTENING_RATE

if TYPE_CHECKING:
    from edge.ports import Samples, WakeWordDetector

PREROLL_SECONDS = 0.6
"""Heard again when it gets loud: soft first sounds, and what the features' filters need."""
HOLD_SECONDS = 1.5
"""The detector goes on for so long after the last loud block; it is some 0.2 s late."""


class GatedWakeWord:
    """A WakeWordDetector that asks another one only around sound at or above `gate` (int16 RMS).

    In a quiet room the detector is most of what listening costs.
    """

    def __init__(self, detector: WakeWordDetector, gate: float) -> None:
        self._detector = detector
        self._gate = gate
        self._resting = 0
        """Samples since the last loud block; the detector rests from HOLD_SECONDS on."""
        self._kept: deque[Samples] = deque(
            maxlen=round(PREROLL_SECONDS * LISTENING_RATE / BLOCK_SAMPLES)
        )

    def detect(self, samples: Samples) -> str | None:
        """The name of the wake word that just ended, if any; blocks of 10 ms."""
        loud = rms(samples) >= self._gate
        self._resting = 0 if loud else self._resting + len(samples)
        if self._resting >= HOLD_SECONDS * LISTENING_RATE:
            self._kept.append(samples)
            return None
        if self._kept:
            samples = np.concatenate([*self._kept, samples])
            self._kept.clear()
        return self._detector.detect(samples)

    def reset(self) -> None:
        """Forget the sound so far."""
        self._kept.clear()
        self._detector.reset()
