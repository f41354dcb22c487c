"""One utterance on its way to the air: written by the loop, taken by the sound card's thread.

Who may touch what, so that no lock is needed (each step is atomic under the interpreter lock): the
loop appends to `_chunks` and sets `paused`, `dropped`, `finished` and `written`; the callback pops
from `_chunks` and sets all else. `_slots` is a ring: a slot is filled before `_count` moves.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from edge.audio.ramp import Ramp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.ports import Samples

    Wave = NDArray[np.float32]

FADE_SECONDS = 0.003
_SLOTS = 512
"""Callbacks remembered: 5 s of 10 ms blocks, far more than any loudspeaker's delay."""


class Utterance:
    """Samples at one rate, with the story of when they were handed over."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.written = 0
        self.rendered = 0
        self.paused = self.dropped = self.finished = False
        self.first_handed: float | None = None
        self.silent_since: float | None = None
        self.underruns = 0
        self._chunks: deque[Samples] = deque()
        self._gain = Ramp(1.0, round(rate * FADE_SECONDS))
        self._starving = False
        self._slots: list[tuple[float, int, int]] = [(0.0, 0, 0)] * _SLOTS
        self._count = 0

    # -- the loop's side

    def write(self, samples: Samples) -> None:
        self._chunks.append(samples)
        self.written += len(samples)

    def heard(self, moment: float) -> int:
        """Samples that the sound card had reached at `moment` (now less its delay)."""
        count = self._count
        for index in range(count - 1, max(count - _SLOTS, 0) - 1, -1):
            at, start, end = self._slots[index % _SLOTS]
            if at <= moment:
                # The margin keeps a block that ends exactly now from losing its last sample.
                return start + min(int((moment - at) * self.rate + 1e-3), end - start)
        return 0

    # -- the callback's side

    def take(self, count: int, now: float) -> Wave:
        """Up to `count` samples for the callback at `now`, faded where sound begins or stops."""
        start = self.rendered
        wave = self._fading(count) if self.paused or self.dropped else self._sounding(count)
        self.rendered += len(wave)
        if len(wave) and self.first_handed is None:
            self.first_handed = now
        self._note_silence(len(wave), now)
        self._slots[self._count % _SLOTS] = (now, start, self.rendered)
        self._count += 1
        return wave

    def _sounding(self, count: int) -> Wave:
        wave = self._pull(count)
        starving = len(wave) < count and not self.finished and self.rendered + len(wave) > 0
        if len(wave):
            wave *= self._gain.take(1.0, len(wave))
        if starving and not self._starving:
            self.underruns += 1
            fade = min(len(wave), round(self.rate * FADE_SECONDS))
            wave[len(wave) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
            self._gain.jump(0.0)
        self._starving = starving
        return wave

    def _fading(self, count: int) -> Wave:
        if self.rendered == 0 or self._starving:
            self._gain.jump(0.0)
        wave = self._pull(min(count, self._gain.remaining(0.0)))
        if len(wave):
            wave *= self._gain.take(0.0, len(wave))
        else:
            self._gain.jump(0.0)
        if self.dropped and self._gain.value == 0.0:
            self._chunks.clear()
        return wave

    def _note_silence(self, taken: int, now: float) -> None:
        if not (self.paused or self.dropped):
            self.silent_since = None
        elif taken == 0 and self.silent_since is None:
            self.silent_since = now

    def _pull(self, count: int) -> Wave:
        wave = np.empty(count, np.float32)
        filled = 0
        while filled < count and self._chunks:
            chunk = self._chunks.popleft()
            part = chunk[: count - filled]
            wave[filled : filled + len(part)] = part
            filled += len(part)
            if len(part) < len(chunk):
                self._chunks.appendleft(chunk[len(part) :])
        return wave[:filled]
