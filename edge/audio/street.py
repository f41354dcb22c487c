"""How loud it is around, and how loud a warning has to be over it.

A microphone is taken to give -26 dBFS at 94 dB of sound pressure (as TDK's INMP441 and most of its
kind do), so a level is its dBFS plus 120 dB; an earpiece at full scale is taken for 100 dB, the
most that EN 50332 allows. ISO 7731 wants a warning 15 dB over the noise: at 85 dB around, full
scale is just enough, and there is nothing louder. From that level on 2003/10/EC has ears
protected, too: there vibration has to do.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from edge.audio.cue_track import URGENT_GAIN
from edge.audio.level import SILENCE_DBFS, dbfs
from edge.audio.tones import LOUDEST
from edge.ports import BLOCK_SECONDS

if TYPE_CHECKING:
    from edge.ports import Samples

DB_OF_FULL_SCALE_HEARD = 120.0
LOUDEST_EARPIECE_DB = 100.0
OVER_NOISE_DB = 15.0
MASKED_DBFS = LOUDEST_EARPIECE_DB - OVER_NOISE_DB - DB_OF_FULL_SCALE_HEARD
"""-35: from this level around on, no tone is loud enough."""
LOUDER_SECONDS, QUIETER_SECONDS = 0.3, 2.0
"""A lorry is followed fast, a gap between two cars slowly."""


class StreetLevel:
    """Told what is left behind the echo canceller, block by block; used from the loop."""

    def __init__(self) -> None:
        self._power = 0.0

    def hear(self, samples: Samples) -> None:
        """10 ms of a microphone."""
        power = math.pow(10, dbfs(samples) / 10)
        seconds = LOUDER_SECONDS if power > self._power else QUIETER_SECONDS
        self._power += (power - self._power) * BLOCK_SECONDS / seconds

    @property
    def level(self) -> float:
        """dBFS."""
        return 10 * math.log10(max(self._power, math.pow(10, SILENCE_DBFS / 10)))

    @property
    def urgent_gain(self) -> float:
        """For urgent cues: as always where it is quiet, with the street where it is loud, up to a
        loudest tone of full scale."""
        peak = math.pow(10, min(0.0, self.level - MASKED_DBFS) / 20)
        return max(URGENT_GAIN, peak / LOUDEST)

    @property
    def is_masked(self) -> bool:
        """No tone can be relied on to be heard: only vibration and light warn."""
        return self.level > MASKED_DBFS
