"""A sound card's loudspeaker, by PortAudio."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.audio.mixer import for_one_ear
from edge.audio.resample import StreamResampler
from edge.devices.portaudio import StreamRequest, close_stream, open_stream

if TYPE_CHECKING:
    from edge.ports import Render, Samples
    from edge.settings import OutputSettings

RATE = 48_000
"""What every card and sound server takes; anything else is converted after the mixer."""


class PortAudioSpeaker:
    """Renders at 48 kHz in the card's own thread, 10 ms at a time."""

    blocks_caller = True
    rate = RATE

    def __init__(self, settings: OutputSettings, rates: tuple[int, ...] = (RATE,)) -> None:
        self.name = settings.name
        self.channels = settings.ears
        self.correction_seconds = 0.0
        """Added to what the driver says of its delay; measured by devices.loop_delay."""
        self.underflows = 0
        """Blocks that came too late for the driver."""
        self._request = StreamRequest(
            "output", settings.device, rates, settings.latency_seconds, settings.ears
        )
        self._stream: Any = None
        self._latency = 0.0
        # A stop that comes while a start is still opening waits, and closes what it opened.
        self._turn = threading.RLock()

    def start(self, render: Render) -> None:
        """Raises DeviceError: missing, or taken."""
        player = _Player(self, render)
        with self._turn:
            self.stop()
            self._stream = open_stream(self._request, player.on_wanted, player.on_end)
            self._latency = float(self._stream.latency)

    def delay(self) -> float:
        return max(0.0, self._latency + self.correction_seconds)

    def stop(self) -> None:
        with self._turn:
            stream, self._stream = self._stream, None
            if stream is not None:
                close_stream(stream)


class _Player:
    """One opening: fills the driver's blocks from `render`."""

    def __init__(self, speaker: PortAudioSpeaker, render: Render) -> None:
        self._speaker = speaker
        self._render = render
        self._resampler: StreamResampler | None = None
        self._rest = np.zeros((0, 2) if speaker.channels == 2 else 0, np.int16)

    def on_wanted(self, data: Any, frames: int, time: Any, status: Any) -> None:
        if status.output_underflow:
            self._speaker.underflows += 1
        data[:] = fitted(self._converted(frames), len(data) // (2 * frames)).tobytes()

    def on_end(self) -> None:
        """The card went away, or we closed: its silence is what the output's watchdog sees."""

    def _converted(self, frames: int) -> Samples:
        stream = self._speaker._stream
        if stream is None or int(stream.samplerate) == RATE:
            return self._render(frames)
        if self._resampler is None:
            self._resampler = StreamResampler(RATE, int(stream.samplerate), self._speaker.channels)
        while len(self._rest) < frames:
            block = self._resampler.push(self._render(RATE // 100))
            self._rest = np.concatenate([self._rest, block])
        ready, self._rest = self._rest[:frames], self._rest[frames:]
        return ready


def fitted(samples: Samples, channels: int) -> Samples:
    """The sound for a card of so many channels."""
    if channels == 1:
        return for_one_ear(samples)
    return samples if samples.ndim == 2 else np.repeat(samples, channels)
