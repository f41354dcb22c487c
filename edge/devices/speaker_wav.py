"""A WAV file as a loudspeaker: everything that is played, silence too, at its true speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from edge.audio.wav import wav_header
from edge.devices.speaker_null import NullSpeaker
from edge.devices.writer import Writer
from edge.errors import DeviceError
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Render, Samples


class WavSpeaker(NullSpeaker):
    """Records what is rendered from start to stop."""

    def __init__(self, path: Path, rate: int = LISTENING_RATE) -> None:
        """Create the file, so not on the loop. Raises DeviceError."""
        super().__init__(f"file:{path}", rate)
        try:
            self._file: BinaryIO = path.open("wb")
        except OSError as error:
            raise DeviceError(f"cannot write the sound file {path}: {error.strerror}") from error
        self._writer: Writer | None = None

    def start(self, render: Render) -> None:
        self._writer = Writer(self._file.write, self._finish)
        self._writer.put(wav_header(self.rate))
        super().start(render)

    def take(self, samples: Samples) -> None:
        if self._writer:
            self._writer.put(samples.astype("<i2").tobytes())

    def stop(self) -> None:
        """End the file; its last bytes are written by a thread, see `join`."""
        super().stop()
        if self._writer:
            self._writer.close()

    def join(self) -> None:
        """Wait until the file is whole; not on the loop."""
        if self._writer:
            self._writer.join()

    def _finish(self, written: int) -> None:
        with self._file as file:
            header = wav_header(self.rate)
            file.seek(0)
            file.write(wav_header(self.rate, max(0, written - len(header))))
