"""What an output plays: speech, cues over it, gains; runs in the sound card's own thread.

`render` takes no lock and never waits. Orders reach it as single assignments (`speech`, `volume`)
or through a deque's atomic append and popleft (`_ordered` cues); what was rendered leaves through
the deque `_played`. Everything else here belongs to the callback.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from edge.audio.cues import Cue, render_cues
from edge.audio.ramp import Ramp
from edge.audio.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from edge.ports import Samples

    Wave = NDArray[np.float32]

DUCKED = 0.25
"""Speech's share of its level while a hazard sounds."""
GAIN_SECONDS = 0.05
URGENT_GAIN = 0.5
"""An urgent cue is never quieter than this, whatever the volume."""
MOST_CUES = 4
KEPT_SECONDS = 1.0
"""Rendered sound kept for the echo canceller; older is dropped and counted in `reference_lost`."""


class Mixer:
    """Renders one output at `rate`."""

    def __init__(self, rate: int, clock: Callable[[], float]) -> None:
        self.rate = rate
        self.speech = Utterance(rate)
        self.volume = 1.0
        self.callbacks = 0
        self.position = (0, 0.0)
        """Samples rendered since the start, and the clock at that callback."""
        self.reference_lost = 0
        self._clock = clock
        self._cues = render_cues(rate)
        self._current = self.speech
        self._volume_ramp = Ramp(1.0, round(rate * GAIN_SECONDS))
        self._duck_ramp = Ramp(1.0, round(rate * GAIN_SECONDS))
        self._ordered: deque[Cue] = deque(maxlen=MOST_CUES)
        self._playing: dict[str, tuple[Cue, int]] = {}
        self._played: deque[Samples] = deque()

    def play_cue(self, name: str) -> None:
        """Order a ready tone; KeyError for a name that is not in cues.NOTES."""
        self._ordered.append(self._cues[name])

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
        self._mix_cues(mixed)
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
        urgent = any(cue.urgent for cue, _ in self._playing.values())
        mixed *= self._duck_ramp.take(DUCKED if urgent else 1.0, len(mixed))

    def _mix_cues(self, mixed: Wave) -> None:
        while self._ordered:
            cue = self._ordered.popleft()
            self._playing.setdefault(cue.name, (cue, 0))
        for name, (cue, start) in list(self._playing.items()):
            part = cue.wave[start : start + len(mixed)]
            gain = max(self.volume, URGENT_GAIN) if cue.urgent else self.volume
            mixed[: len(part)] += part * np.float32(gain)
            self._playing[name] = (cue, start + len(part))
            if start + len(part) >= len(cue.wave):
                del self._playing[name]

    def _keep(self, block: Samples) -> None:
        self._played.append(block)
        longest = max(1, int(KEPT_SECONDS * self.rate / max(1, len(block))))
        while len(self._played) > longest:
            try:
                self.reference_lost += len(self._played.popleft())
            except IndexError:  # the loop took it between the two lines
                return
