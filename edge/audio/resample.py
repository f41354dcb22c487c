"""Changing the rate of sound by soxr: a whole piece at once, or a stream without seams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from edge.ports import Samples


def resample(samples: Samples, rate: int, wanted: int) -> Samples:
    """The whole piece at the `wanted` rate."""
    if rate == wanted or len(samples) == 0:
        return samples
    import soxr

    changed: Samples = soxr.resample(samples, rate, wanted, quality="HQ")
    return changed


class StreamResampler:
    """int16 from `rate` to `wanted`, piece by piece; what goes in comes out a little later."""

    def __init__(self, rate: int, wanted: int, channels: int = 1) -> None:
        self._stream: Any = None
        if rate != wanted:
            import soxr

            # The low quality's filter is short: its sound comes 20 ms late at most, the high
            # one's 40 ms (measured with 10 ms blocks), and 16-bit speech loses nothing by it.
            self._stream = soxr.ResampleStream(rate, wanted, channels, dtype="int16", quality="LQ")

    def push(self, samples: Samples, last: bool = False) -> Samples:
        """What has come out by now; everything that is left with `last`."""
        if self._stream is None:
            return samples
        changed: Samples = self._stream.resample_chunk(samples, last=last)
        return changed

    def flush(self) -> Samples:
        """The rest, at the end."""
        return self.push(np.zeros(0, np.int16), last=True)


class FollowingResampler:
    """Like StreamResampler, at a rate that may be corrected while it runs; 15 ms late.

    Late from the first sample on, also between equal rates: a resampler that began in mid-stream
    would swallow 15 ms, and an echo canceller would have to learn its room anew.
    """

    SLEW_SECONDS = 0.1
    LATE_SECONDS = 0.015

    def __init__(self, rate: int, wanted: int) -> None:
        import soxr

        self._rate = rate
        self._wanted = wanted
        self._stream: Any = soxr.ResampleStream(rate, wanted, 1, dtype="int16", vr=True)
        # soxr forgets a rate that is set before the first sound
        self._stream.resample_chunk(np.zeros(round(self.LATE_SECONDS * rate), np.int16))

    def push(self, samples: Samples) -> Samples:
        """What has come out by now."""
        changed: Samples = self._stream.resample_chunk(samples)
        return changed

    def follow(self, ratio: float) -> None:
        """What comes in runs `ratio` times as fast as its rate says."""
        slew = int(self.SLEW_SECONDS * self._rate)
        self._stream.set_io_ratio(self._rate * ratio, self._wanted, slew)
