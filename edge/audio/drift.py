"""How fast two sound cards' clocks run against each other, and an output's reference kept in step.

A clock is read as pairs (samples so far, loop seconds). Readings come late by the jitter of
threads, never early, so of each second only the least late one counts; the slope through those is
the median over pairs (Theil and Sen), which no single outlier moves.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from edge.ports import BLOCK_SAMPLES, LISTENING_RATE

if TYPE_CHECKING:
    from edge.audio.output import Output

KEPT_SECONDS = 120
SETTLED_SECONDS = 20
MOST_DRIFT = 0.002
"""Crystals differ by 0.0002 at worst; more than this is not a clock but a fault."""
LEAST_CHANGE = 5e-6
"""What a rate is known to; following less than that would only shake the reference."""
GAP_SECONDS = 0.25
"""A reading later than this by more than the last means lost sound: the clock is read afresh."""


class ClockRate:
    """One clock's true rate against the loop's."""

    def __init__(self, nominal: float) -> None:
        self._nominal = nominal
        self._points: deque[tuple[float, float]] = deque(maxlen=KEPT_SECONDS)
        """(second by this clock, least lateness in it)."""

    def push(self, count: int, now: float) -> None:
        """`count` samples had passed at `now`."""
        late = now - count / self._nominal
        if self._points and abs(late - self._points[-1][1]) > GAP_SECONDS:
            self._points.clear()
        second = float(count // int(self._nominal))
        if self._points and self._points[-1][0] == second:
            self._points[-1] = (second, min(late, self._points[-1][1]))
        else:
            self._points.append((second, late))

    def relative(self) -> float | None:
        """True rate / nominal rate; None until it has been watched for long enough."""
        if len(self._points) < SETTLED_SECONDS:
            return None
        seconds, lateness = np.array(self._points).T
        first, second = np.triu_indices(len(seconds), 1)
        slopes = (lateness[second] - lateness[first]) / (seconds[second] - seconds[first])
        return float(1.0 / (1.0 + np.median(slopes)))


class ClockFollower:
    """Keeps one output's reference at the microphone's pace."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._heard = ClockRate(LISTENING_RATE)
        self._played = ClockRate(output.rate)
        self._blocks = 0
        self.ratio = 1.0
        """The output's clock against the microphone's, as followed now."""

    def on_block(self, at: float) -> None:
        """A microphone block arrived whose last sample was captured at `at`."""
        self._blocks += 1
        self._heard.push(self._blocks * BLOCK_SAMPLES, at)
        self._played.push(*self._output.mixer.position)
        if self._blocks % (10 * 100) == 0:
            self._follow()

    def _follow(self) -> None:
        heard, played = self._heard.relative(), self._played.relative()
        if heard is None or played is None or abs(played / heard - 1) > MOST_DRIFT:
            return
        if abs(played / heard - self.ratio) < LEAST_CHANGE:
            return
        self.ratio = played / heard
        self._output.reference_resampler.follow(self.ratio)
