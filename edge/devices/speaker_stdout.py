"""Standard output as a loudspeaker: raw sound (s16le) at its true speed."""

from __future__ import annotations

import sys
from typing import BinaryIO

from edge.devices.speaker_written import WrittenSpeaker
from edge.ports import LISTENING_RATE


class StdoutSpeaker(WrittenSpeaker):
    """Writes what is rendered; a reader that has gone is told to the log."""

    def __init__(
        self, stream: BinaryIO | None = None, rate: int = LISTENING_RATE, channels: int = 1
    ) -> None:
        super().__init__("stdout", rate, stream or sys.stdout.buffer, channels=channels)
