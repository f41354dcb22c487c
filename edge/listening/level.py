"""How loud a block is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from edge.ports import Samples


def rms(samples: Samples) -> float:
    """The level of int16 samples; 0 for none."""
    if not len(samples):
        return 0.0
    sound = samples.astype(np.float32)
    return math.sqrt(float(np.dot(sound, sound)) / len(samples))
