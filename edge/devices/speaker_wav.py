"""A WAV file as a loudspeaker: everything that is played, silence too, at its true speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.audio.wav import HEADER_BYTES, wav_header
from edge.devices.speaker_written import WrittenSpeaker
from edge.errors import DeviceError
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from pathlib import Path


class WavSpeaker(WrittenSpeaker):
    """Records what is rendered from start to stop."""

    def __init__(self, path: Path, rate: int = LISTENING_RATE, channels: int = 1) -> None:
        """Create the file, so not on the loop. Raises DeviceError."""
        try:
            file = path.open("wb")
        except OSError as error:
            raise DeviceError(f"cannot write the sound file {path}: {error.strerror}") from error
        super().__init__(f"file:{path}", rate, file, wav_header(rate, channels=channels), channels)

    def finish(self, written: int) -> None:
        """Say in the header how much sound there is, and close the file."""
        with self._stream as file:
            sound = max(0, written - HEADER_BYTES)
            file.seek(0)
            file.write(wav_header(self.rate, sound, self.channels))
