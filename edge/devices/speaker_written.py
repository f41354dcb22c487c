"""A loudspeaker whose sound is written into a stream by a thread, at its true speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from edge.devices.speaker_null import NullSpeaker
from edge.devices.writer import Writer

if TYPE_CHECKING:
    from edge.ports import Render, Samples


class WrittenSpeaker(NullSpeaker):
    """s16le after `head`; a stream that falls 10 s behind loses sound, never holds us up."""

    def __init__(
        self, name: str, rate: int, stream: BinaryIO, head: bytes = b"", channels: int = 1
    ) -> None:
        super().__init__(name, rate, channels)
        self._stream = stream
        self._head = head
        self._writer: Writer | None = None

    def start(self, render: Render) -> None:
        self._writer = Writer(self._write, self.finish)
        self._writer.put(self._head)
        super().start(render)

    def take(self, samples: Samples) -> None:
        if self._writer:
            self._writer.put(samples.astype("<i2").tobytes())

    def stop(self) -> None:
        """End the sound; its last bytes are written by the thread, see `join`."""
        super().stop()
        if self._writer:
            self._writer.close()

    def join(self) -> None:
        """Wait until everything is written; not on the loop."""
        if self._writer:
            self._writer.join()

    def finish(self, written: int) -> None:
        """So many bytes were written, and no more will be; in the thread."""

    def _write(self, piece: bytes) -> None:
        self._stream.write(piece)
        self._stream.flush()
