"""Cuts flowing speech into segments for a recogniser that wants them whole. Pure.

A segment grows while somebody speaks and ends in a pause, or where there is the least speech once
it has become long. While it grows it is worth recognising now and then, and again at each pause,
so that the words are there when the turn is over.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from edge.ports import LISTENING_RATE, VAD_SAMPLES

if TYPE_CHECKING:
    from edge.ports import Samples

FRAME_SECONDS = VAD_SAMPLES / LISTENING_RATE
VOICED = 0.35
"""A voice activity detector's probability; low, as a word that is missed is lost."""
BEFORE_SECONDS = 0.3
"""Kept from before the first voice: first sounds are soft."""
PAUSE_SECONDS = 0.16
"""Silence after which the words so far are worth knowing: the turn may be over soon."""
GAP_SECONDS = 0.6
"""Silence that ends a segment."""
LONGEST_SECONDS = 12.0
"""Whisper hears 30 s at most; work and memory of most models grow with the square."""
CUT_WITHIN_SECONDS = 3.0
"""The end of a long segment in which the best place to cut is looked for."""
GROWTH_SECONDS = 0.5
"""New speech that is worth recognising again, at the earliest."""


class SpeechSegments:
    """Hears frame by frame; holds the open segment."""

    def __init__(self) -> None:
        self._before: deque[Samples] = deque(maxlen=_frames(BEFORE_SECONDS))
        self._frames: list[Samples] = []
        self._voice: list[float] = []
        self._silent = 0
        self._news = 0
        """Voiced frames since the segment was recognised last."""

    def hear(self, frame: Samples, probability: float) -> None:
        """The next VAD_SAMPLES samples, and how likely they hold speech."""
        voiced = probability >= VOICED
        if not self._frames and not voiced:
            self._before.append(frame)
            return
        if not self._frames:
            self._frames = [*self._before]
            self._voice = [0.0] * len(self._frames)
            self._before.clear()
        self._frames.append(frame)
        self._voice.append(probability)
        self._silent = 0 if voiced else self._silent + 1
        self._news += voiced

    def sound(self) -> Samples:
        """The open segment."""
        return np.concatenate(self._frames) if self._frames else np.zeros(0, np.int16)

    def is_due(self, at_least: float) -> bool:
        """Whether to recognise it now, if so many seconds of new speech are worth it."""
        if self._silent >= _frames(PAUSE_SECONDS):
            return self._news > 0
        return self._news >= _frames(max(GROWTH_SECONDS, at_least))

    def recognised(self) -> None:
        """The words of all of it are known."""
        self._news = 0

    @property
    def has_news(self) -> bool:
        """There is speech in it that was not recognised yet."""
        return self._news > 0

    @property
    def is_over(self) -> bool:
        return self._silent >= _frames(GAP_SECONDS)

    @property
    def is_long(self) -> bool:
        return len(self._frames) >= _frames(LONGEST_SECONDS)

    def cut(self) -> Samples:
        """The sound up to where there is the least speech; the rest is the next segment."""
        start = len(self._voice) - _frames(CUT_WITHIN_SECONDS)
        place = start + int(np.argmin(self._voice[start:]))
        first = np.concatenate(self._frames[:place])
        self._frames, self._voice = self._frames[place:], self._voice[place:]
        self._news = sum(probability >= VOICED for probability in self._voice)
        return first

    def start_anew(self) -> None:
        """The segment is done with; wait for the next voice."""
        self._frames, self._voice = [], []
        self._silent = self._news = 0


def _frames(seconds: float) -> int:
    return round(seconds / FRAME_SECONDS)
