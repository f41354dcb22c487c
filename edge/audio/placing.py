"""Where a tone comes from: two ears by place, one ear by a note before it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from edge.angles import turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Wave = NDArray[np.float32]

HEAD_METRES = 0.0875
"""Radius of a head as a sphere: Woodworth, Experimental Psychology, 1938."""
SOUND_METRES_A_SECOND = 343.0
SHADOW_DB = 10.0
"""What the far ear loses of a tone of 1 to 2 kHz from the side: Feddersen and others, 1957."""


def interaural_seconds(degrees: float) -> float:
    """How much later the far ear hears it: Woodworth's (angle + its sine) x radius / speed."""
    angle = math.radians(_to_the_side(degrees))
    return HEAD_METRES / SOUND_METRES_A_SECOND * (angle + math.sin(angle))


def far_ear_gain(degrees: float) -> float:
    """1 straight ahead, less towards the side."""
    lost = SHADOW_DB * math.sin(math.radians(_to_the_side(degrees)))
    return math.pow(10, -lost / 20)


def placed(wave: Wave, degrees: float, rate: int) -> Wave:
    """The tone for two ears, shape (n, 2), left and right; positive degrees are to the right."""
    late = round(interaural_seconds(degrees) * rate)
    both = np.zeros((len(wave) + late, 2), np.float32)
    near, far = (1, 0) if degrees > 0 else (0, 1)
    both[: len(wave), near] = wave
    both[late:, far] = wave * np.float32(far_ear_gain(degrees))
    return both


def _to_the_side(degrees: float) -> float:
    """0 to 90: what comes from behind sounds as from the front."""
    off = abs(turned(degrees))
    return min(off, 180 - off)
