"""Standard output as a loudspeaker: raw sound (s16le, mono) at its true speed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, BinaryIO

from edge.devices.speaker_null import NullSpeaker
from edge.devices.writer import Writer
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from edge.ports import Render, Samples


class StdoutSpeaker(NullSpeaker):
    """Writes what is rendered; a reader that falls 10 s behind loses sound, never holds us up."""

    def __init__(self, stream: BinaryIO | None = None, rate: int = LISTENING_RATE) -> None:
        super().__init__("stdout", rate)
        self._stream = stream or sys.stdout.buffer
        self._writer: Writer | None = None

    def start(self, render: Render) -> None:
        self._writer = Writer(self._write, lambda _: None)
        super().start(render)

    def take(self, samples: Samples) -> None:
        if self._writer:
            self._writer.put(samples.astype("<i2").tobytes())

    def stop(self) -> None:
        super().stop()
        if self._writer:
            self._writer.close()

    def _write(self, piece: bytes) -> None:
        self._stream.write(piece)
        self._stream.flush()
