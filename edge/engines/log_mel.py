"""The log-mel picture of sound that Whisper and its kin are fed with. Pure."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WINDOW, HOP = 400, 160
"""Samples: 25 ms every 10 ms."""
BANDS = 80
HIGHEST_HERTZ = 8000.0
RANGE_DECADES = 8.0
"""What is so far below the loudest point counts as silence."""

_LINEAR_BELOW = 1000.0
_HERTZ_PER_MEL = 200 / 3
_LOG_STEP = np.log(6.4) / 27
"""Slaney's scale: linear up to 1000 Hz, 27 steps for a factor of 6.4 above."""


def log_mel(sound: Floats) -> Floats:
    """(BANDS, len(sound) // HOP) from 16 kHz sound of at least WINDOW samples; around -1 to 1.5."""
    padded = np.pad(sound, WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][: len(sound) // HOP]
    power = np.abs(np.fft.rfft(frames * _window(), axis=1)) ** 2
    decades = np.log10(np.maximum(_filters() @ power.T, 1e-10))
    limited = np.maximum(decades, decades.max() - RANGE_DECADES)
    picture: Floats = ((limited + 4) / 4).astype(np.float32)
    return picture


def normalised(sound: Floats) -> Floats:
    """Zero mean and unit variance."""
    scaled: Floats = (sound - sound.mean()) / np.sqrt(sound.var() + 1e-7)
    return scaled


def hertz_of(mel: Floats) -> Floats:
    """Slaney's mel scale backwards."""
    corner = _LINEAR_BELOW / _HERTZ_PER_MEL
    above = _LINEAR_BELOW * np.exp(_LOG_STEP * (mel - corner))
    hertz: Floats = np.where(mel < corner, mel * _HERTZ_PER_MEL, above)
    return hertz


@cache
def _window() -> Floats:
    """Hann, periodic."""
    return np.hanning(WINDOW + 1)[:-1].astype(np.float32)


@cache
def _filters() -> Floats:
    """(BANDS, frequencies): triangles of equal area, evenly spaced in mel."""
    corner = _LINEAR_BELOW / _HERTZ_PER_MEL
    highest = corner + np.log(HIGHEST_HERTZ / _LINEAR_BELOW) / _LOG_STEP
    edges = hertz_of(np.linspace(0, highest, BANDS + 2))[:, None]
    frequencies = np.linspace(0, LISTENING_RATE / 2, WINDOW // 2 + 1)[None, :]
    rising = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
    triangles = np.maximum(0, np.minimum(rising, falling))
    filters: Floats = (triangles * 2 / (edges[2:] - edges[:-2])).astype(np.float32)
    return filters
