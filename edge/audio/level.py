"""How loud a piece of sound is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from edge.ports import Samples

FULL_SCALE = 32768.0
SILENCE_DBFS = -120.0


def rms(samples: Samples) -> float:
    """Root mean square in int16 units; 0 for no samples."""
    if len(samples) == 0:
        return 0.0
    wide = samples.astype(np.float32)
    return math.sqrt(float(np.dot(wide, wide)) / len(wide))


def dbfs(samples: Samples) -> float:
    """RMS level relative to full scale in dB; never below SILENCE_DBFS."""
    level = rms(samples) / FULL_SCALE
    return max(SILENCE_DBFS, 20 * math.log10(level)) if level > 0 else SILENCE_DBFS


def clipped_share(samples: Samples) -> float:
    """The part of the samples (0 to 1) that stand at the limits of int16."""
    if len(samples) == 0:
        return 0.0
    return float(np.mean((samples >= 32767) | (samples <= -32767)))
