"""Is somebody near the microphone, or is that our own loudspeaker? A linear model of the room.

An echo canceller's output cannot tell: it suppresses a near voice together with the echo it
overlaps. This model only predicts the echo, and what it does not explain keeps its full level. It
is the partitioned block frequency-domain adaptive filter with a Kalman gain (Enzner and Vary,
2006; Kuech and others, 2014): each weight knows how uncertain it is, so a near voice, which looks
like noise to it, hardly disturbs what was learned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.audio.level import rms
from edge.ports import BLOCK_SAMPLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.ports import Samples

PARTITIONS = 40
"""Blocks of echo that are modelled: 400 ms from the reference on."""
MEMORY = 0.9998
"""Share of a weight that is expected to be true one block later."""
UNCERTAINTY, FALLS_WITHIN = 0.1, 12.0
"""Variance of the first weights before anything was heard, and its decay in partitions."""
NOISE_POWER = 1e4 * BLOCK_SAMPLES
"""Of a spectral line, before anything was heard."""

QUIETEST = 300.0
"""int16 RMS below which nobody speaks to us over our own voice."""
SHARE = 0.35
"""A near voice leaves at least so much of the echo's level unexplained (-9 dB),"""
OVER_USUAL = 2.5
"""and so many times the share that is usually left."""
ROOM_DECAY = 0.97
"""A block: the echo's envelope falls no faster, so that reverberation is not a near voice."""
ADAPT = 0.01
"""A block: how fast the usual share is learned."""
AUDIBLE_ECHO = 150.0
FLOOR = 50.0

WORSE = 1.15
"""What is left has so many times the power of what was heard: the model adds an echo that is not
there. A near voice cannot do that, it is heard itself. Right models stay under 1,"""
FOLLOWED = 0.05
"""both followed with this share a block,"""
MOVED_BLOCKS = 15
"""and so many blocks on end mean that the way of the echo has changed: a card was opened anew, its
buffer ran dry, somebody moved the loudspeaker. Learning on from there takes 15 s, anew 2 s."""


class EchoModel:
    """Predicts one microphone's echo of what was played; the reference must come before it."""

    def __init__(self) -> None:
        lines = BLOCK_SAMPLES + 1
        self._played = np.zeros((PARTITIONS, lines), complex)
        self._window = np.zeros(2 * BLOCK_SAMPLES)
        self._noise = np.full(lines, NOISE_POWER)
        self.forget()

    def forget(self) -> None:
        """Know nothing of the room; what was played before still sounds in it."""
        falling = UNCERTAINTY * np.exp(-np.arange(PARTITIONS) / FALLS_WITHIN)
        self._variance = np.repeat(falling[:, None], BLOCK_SAMPLES + 1, axis=1)
        self._weights = np.zeros((PARTITIONS, BLOCK_SAMPLES + 1), complex)

    def explain(self, heard: Samples, played: Samples) -> tuple[float, float]:
        """RMS of what the model leaves of `heard`, and of the echo that it predicts."""
        self._window = np.concatenate([self._window[BLOCK_SAMPLES:], played])
        self._played = np.roll(self._played, 1, axis=0)
        self._played[0] = np.fft.rfft(self._window)
        echo = np.fft.irfft((self._played * self._weights).sum(axis=0))[BLOCK_SAMPLES:]
        left = heard - echo
        self._learn(np.fft.rfft(np.concatenate([np.zeros(BLOCK_SAMPLES), left])))
        return _rms(left), _rms(echo)

    def _learn(self, left: NDArray[np.complex128]) -> None:
        self._noise = 0.5 * self._noise + 0.5 * np.abs(left) ** 2
        power = np.abs(self._played) ** 2
        gain = self._variance / (0.5 * (power * self._variance).sum(axis=0) + self._noise + 1e-3)
        step = np.fft.irfft(gain * np.conj(self._played) * left, axis=1)
        step[:, BLOCK_SAMPLES:] = 0.0
        self._weights += np.fft.rfft(step, axis=1)
        kept = MEMORY**2 * (1.0 - 0.5 * gain * power) * self._variance
        drift = (1.0 - MEMORY**2) * np.abs(self._weights) ** 2
        self._variance = np.maximum(kept + drift, 1e-8)


class Moved:
    """Notices that the model predicts another way of the echo than there is now. Pure."""

    def __init__(self) -> None:
        self._heard = self._left = 0.0
        self._blocks = 0

    def after(self, heard: float, left: float) -> bool:
        """Whether it is clear with this block (RMS of both); then it starts afresh."""
        self._heard += FOLLOWED * (heard * heard - self._heard)
        self._left += FOLLOWED * (left * left - self._left)
        audible = self._heard > AUDIBLE_ECHO**2
        worse = audible and self._left > WORSE * self._heard
        self._blocks = self._blocks + 1 if worse else 0
        if self._blocks < MOVED_BLOCKS:
            return False
        self._heard = self._left = 0.0
        self._blocks = 0
        return True


class NearVoice:
    """Compares what the model of the room leaves with what it usually leaves."""

    RESTING_BLOCKS = 100
    """So long after the last played sound there is no echo: the model rests."""

    def __init__(self) -> None:
        self._model = EchoModel()
        self._moved = Moved()
        self._echo = 0.0
        self._usual = 1.0
        self._silent_blocks = self.RESTING_BLOCKS

    def nearness(self, heard: Samples, played: Samples) -> float | None:
        """Over 1 where a block is louder than our echo explains; None while nothing is played."""
        self._silent_blocks = 0 if played.any() else self._silent_blocks + 1
        if self._silent_blocks > self.RESTING_BLOCKS:
            return None
        left, echo = self._model.explain(heard, played)
        if self._moved.after(rms(heard), left):
            self._model.forget()
            self._usual = 1.0
        self._echo = max(echo, ROOM_DECAY * self._echo)
        threshold = max(QUIETEST, max(SHARE, OVER_USUAL * self._usual) * self._echo)
        if self._echo > AUDIBLE_ECHO:
            self._usual += ADAPT * (left / max(self._echo, FLOOR) - self._usual)
        return left / threshold


def _rms(wave: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.dot(wave, wave) / len(wave)))
