"""A named sink of PulseAudio or PipeWire as a loudspeaker: its words sound nowhere else."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from edge.devices.pulse import PinnedStream

if TYPE_CHECKING:
    from edge.ports import Render
    from edge.settings import OutputSettings

RATE = 48_000
PREFIX = "pulse:"


class PulseSpeaker:
    """Renders at 48 kHz, 10 ms at a time; falls silent for good when its sink goes."""

    blocks_caller = True
    rate = RATE

    def __init__(self, settings: OutputSettings) -> None:
        self.name = settings.name
        self.channels = settings.ears
        self.correction_seconds = 0.0
        """Added to what the server says of its delay; measured by devices.loop_delay."""
        self._sink = settings.device.removeprefix(PREFIX)
        self._latency_seconds = settings.latency_seconds
        self._stream: PinnedStream | None = None
        self._underflows = 0
        # A stop that comes while a start is still opening waits, and closes what it opened.
        self._turn = threading.RLock()

    def start(self, render: Render) -> None:
        """Raises DeviceError: no server, or no such sink."""
        with self._turn:
            self.stop()
            stream = PinnedStream(
                self._sink, RATE, lambda count: render(count).tobytes(), self.channels
            )
            stream.open(self._latency_seconds)
            self._stream = stream

    def delay(self) -> float:
        latency = self._stream.latency if self._stream else self._latency_seconds
        return max(0.0, latency + self.correction_seconds)

    def stop(self) -> None:
        with self._turn:
            stream, self._stream = self._stream, None
            if stream is not None:
                stream.close()
                self._underflows += stream.underflows

    @property
    def underflows(self) -> int:
        """Times that sound came too late for the server."""
        return self._underflows + (self._stream.underflows if self._stream else 0)
