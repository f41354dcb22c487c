"""Sound that says its own words, for conversations without engines.

`say("what time is it")` returns samples that look like a loud buzz and carry their text, so that
the fake engines understand the very samples that went through the microphone, the canceller and
the buffers, block by block, however they were cut. `mumble` is speech without words, `noise` is
sound that is no speech, `silence` is zeros; `sound` joins them. Scaling the samples spoils them.

How it is written: positive samples carry the low byte of a character, negative ones the high byte,
on top of CARRIER; the first pair of a character stands on MARK instead, and only marks are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from edge.ports import Samples

NOISE = 1000
MUMBLE = 2500
CARRIER = 4096
MARK = 8192
SECONDS_PER_CHARACTER = 0.07


def say(text: str, seconds: float | None = None) -> Samples:
    """Speech: the characters of `text` spread evenly over `seconds` (default: a brisk pace)."""
    length = SECONDS_PER_CHARACTER * len(text) if seconds is None else seconds
    bounds = np.linspace(0, length * LISTENING_RATE / 2, len(text) + 1).astype(int) * 2
    samples = _alternating(CARRIER, bounds[-1])
    for character, start in zip(text, bounds[:-1], strict=True):
        high, low = divmod(ord(character) & 0xFFFF, 256)
        samples[start] = MARK + low
        samples[start + 1] = -(MARK + high)
    return samples


def mumble(seconds: float) -> Samples:
    """A voice without words."""
    return _alternating(MUMBLE, int(seconds * LISTENING_RATE))


def noise(seconds: float) -> Samples:
    """A cough or a door: sudden and loud, but no speech."""
    return _alternating(NOISE, int(seconds * LISTENING_RATE))


def silence(seconds: float) -> Samples:
    """Nothing at all."""
    return np.zeros(int(seconds * LISTENING_RATE), dtype=np.int16)


def sound(*parts: Samples) -> Samples:
    """The parts one after the other."""
    return np.concatenate(parts)


def _alternating(amplitude: int, count: int) -> Samples:
    samples = np.full(count, amplitude, dtype=np.int16)
    samples[1::2] = -amplitude
    return samples


class Reader:
    """Reads the text out of samples as they come; `text` is what was said so far."""

    def __init__(self) -> None:
        self.text = ""
        self._low: int | None = None

    def read(self, samples: Samples) -> str:
        """The characters that begin in these samples."""
        fresh = ""
        loudness = np.abs(samples.astype(np.int32))
        for value in samples[(loudness >= MARK) & (loudness < MARK + 256)].tolist():
            if value > 0:
                self._low = value - MARK
            elif self._low is not None:
                fresh += chr((-value - MARK) * 256 + self._low)
                self._low = None
        self.text += fresh
        return fresh


def share_above(samples: Samples, amplitude: int) -> float:
    """The share of samples at least so loud, 0 to 1."""
    if not len(samples):
        return 0.0
    return float(np.count_nonzero(np.abs(samples.astype(np.int32)) >= amplitude) / len(samples))
