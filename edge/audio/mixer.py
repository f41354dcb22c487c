"""What an output plays: speech, cues over it, gains; runs in the sound card's own thread.

`render` takes no lock and never waits. Orders reach it as single assignments (`speech`, `volume`,
`beacon.aim`) or through a deque's atomic append and popleft (`cues`); what was rendered leaves
through the deque `_played`. Everything else here belongs to the callback.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from edge.audio.beacon_sound import BeaconSound
from edge.audio.cue_track import CueTrack
from edge.audio.cues import render_cues
from edge.audio.ramp import Ramp
from edge.audio.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from edge.ports import Samples

    Wave = NDArray[np.float32]

DUCKED = 0.25
"""The share of their level that speech and beacon keep while a hazard sounds."""
GAIN_SECONDS = 0.05
KEPT_SECONDS = 1.0
"""Rendered sound kept for the echo canceller; older is dropped and counted in `reference_lost`."""


class Mixer:
    """Renders one output at `rate`, for one ear or two; speech is the same in both."""

    def __init__(self, rate: int, clock: Callable[[], float], channels: int = 1) -> None:
        self.rate = rate
        self.channels = channels
        self.speech = Utterance(rate)
        self.volume = 1.0
        self.callbacks = 0
        self.position = (0, 0.0)
        """Samples rendered since the start, and the clock at that callback."""
        self.reference_lost = 0
        self._clock = clock
        self.cues = CueTrack(clock)
        self.beacon = BeaconSound(rate, channels)
        self._ready = render_cues(rate)
        self._current = self.speech
        self._volume_ramp = Ramp(1.0, round(rate * GAIN_SECONDS))
        self._duck_ramp = Ramp(1.0, round(rate * GAIN_SECONDS))
        self._played: deque[Samples] = deque()

    def play_cue(self, name: str) -> None:
        """Order a ready tone; KeyError for a name that is not in cues.NOTES."""
        self.cues.play(self._ready[name])

    def take_played(self) -> list[Samples]:
        """What was rendered since the last call, up to a second of it."""
        taken: list[Samples] = []
        while self._played:
            taken.append(self._played.popleft())
        return taken

    def render(self, count: int) -> Samples:
        """The next `count` samples; called by the sound card."""
        now = self._clock()
        mixed = np.zeros(count, np.float32)
        self._mix_speech(mixed, now)
        mixed *= self._volume_ramp.take(self.volume, count)
        if self.channels == 2:
            mixed = np.repeat(mixed[:, np.newaxis], 2, axis=1)
        self.beacon.mix(mixed, self.volume * (DUCKED if self.cues.is_urgent else 1.0))
        self.cues.mix(mixed, self.volume, now)
        block: Samples = np.clip(np.rint(mixed), -32768, 32767).astype(np.int16)
        self._keep(block)
        self.position = (self.position[0] + count, now)
        self.callbacks += 1
        return block

    def _mix_speech(self, mixed: Wave, now: float) -> None:
        speech = self.speech
        if speech is not self._current:
            # Replaced while it sounded: its last milliseconds fade under the new one's first.
            self._current.dropped = True
            faded = self._current.take(len(mixed), now)
            mixed[: len(faded)] += faded
            self._current = speech
        wave = speech.take(len(mixed), now)
        mixed[: len(wave)] += wave
        mixed *= self._duck_ramp.take(DUCKED if self.cues.is_urgent else 1.0, len(mixed))

    def _keep(self, block: Samples) -> None:
        self._played.append(for_one_ear(block))
        longest = max(1, int(KEPT_SECONDS * self.rate / max(1, len(block))))
        while len(self._played) > longest:
            try:
                self.reference_lost += len(self._played.popleft())
            except IndexError:  # the loop took it between the two lines
                return


def for_one_ear(block: Samples) -> Samples:
    """The mean of two channels; one stays as it is."""
    if block.ndim == 1:
        return block
    mean: Samples = np.rint(block.mean(axis=1)).astype(np.int16)
    return mean
