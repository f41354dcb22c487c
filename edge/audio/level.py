"""How loud a piece of sound is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from edge.ports import Samples

FULL_SCALE = 32768.0
SILENCE_DBFS = -120.0
VOICED_RMS = 300.0
"""-41 dBFS: quieter blocks hold no voice that anybody recorded on purpose."""


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


def clipped_share(samples: Samples, block: int) -> float:
    """The part (0 to 1) of the samples at the limits of int16, in blocks as loud as a voice."""
    blocks = samples[: len(samples) - len(samples) % block].reshape(-1, block)
    power = np.mean(blocks.astype(np.float32) ** 2, axis=1)
    voiced = blocks[power > VOICED_RMS**2]
    return float(np.mean((voiced >= 32767) | (voiced <= -32767))) if voiced.size else 0.0
