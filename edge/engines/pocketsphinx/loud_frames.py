"""Which frames of an utterance are speech, told by loudness alone: for a recogniser's feature mean.

Sound is int16 at 16 kHz; a frame is 10 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.ports import Samples

FRAME = 160
_LOUD = (0.1, 0.4)
"""A frame is loud from this share of the loudest frame's level on: -20 dB in quiet, in noise up to
-8 dB, or the mean would be that of the noise."""
_SETTLE_FRAMES = 40
"""Loud frames (0.4 s) from which the feature mean of an utterance is taken ..."""
_LONGEST_WAIT_FRAMES = 100
"""... or all there are after so many frames."""
_VOICE_OVER_FLOOR = 3.0
"""The loudest frame is so many times the quietest once somebody has spoken. With the mean of the
hiss before the first word (RMS 2, half a second) one command in twelve was right instead of ten."""
_QUIET_ROOM = 20.0
"""Loud over quiet from here on (26 dB): a quiet room."""
_WORD_FRAMES = 8
"""Loud frames of the shortest word; fewer are a knock or noise."""


def loud(samples: Samples) -> Samples:
    """Only the frames that may be speech; everything where nothing stands out."""
    levels = _levels(samples)
    frames = samples[: len(levels) * FRAME].reshape(-1, FRAME)[_stand_out(levels)]
    return np.ascontiguousarray(frames.reshape(-1)) if len(frames) else samples


def has_settled(samples: Samples) -> bool:
    """Whether enough was said for a mean; hiss alone, as before the first word, is not speech."""
    levels = _levels(samples)
    if len(levels) >= _LONGEST_WAIT_FRAMES:
        return True
    voiced = levels.max(initial=0.0) > _VOICE_OVER_FLOOR * levels.min(initial=np.inf)
    return bool(voiced and np.count_nonzero(_stand_out(levels)) >= _SETTLE_FRAMES)


def loud_since(samples: Samples, start: int) -> bool:
    """Whether a word or more was said after this sample."""
    return bool(np.count_nonzero(_stand_out(_levels(samples))[start // FRAME :]) >= _WORD_FRAMES)


def is_noisy(samples: Samples) -> bool:
    """Whether the quiet moments are less than so many times quieter than the loud ones."""
    levels = _levels(samples)
    if not len(levels):
        return False
    quiet, strong = np.percentile(levels, (10, 90))
    return bool(quiet * _QUIET_ROOM > strong)


def _levels(samples: Samples) -> NDArray[np.float64]:
    """RMS of each whole frame."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    levels: NDArray[np.float64] = np.sqrt((frames * frames).mean(axis=1))
    return levels


def _stand_out(levels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which frames are loud: well above the quietest tenth, or near the loudest."""
    loudest = levels.max(initial=0.0)
    floor = float(np.percentile(levels, 10)) if len(levels) else 0.0
    border = max(_LOUD[0] * loudest, min(2 * floor, _LOUD[1] * loudest))
    standing_out: NDArray[np.bool_] = levels > border
    return standing_out
