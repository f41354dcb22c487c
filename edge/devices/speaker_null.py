"""No loudspeaker: takes sound at its true speed and forgets it, so that a silent machine works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.audio.pace import Pace
from edge.ports import BLOCK_SECONDS, LISTENING_RATE

if TYPE_CHECKING:
    from edge.ports import Render, Samples


class NullSpeaker:
    """Pulls 10 ms at a time on the loop; sound is in the air when it has been pulled."""

    blocks_caller = False

    def __init__(self, name: str = "null", rate: int = LISTENING_RATE, channels: int = 1) -> None:
        self.name = name
        self.rate = rate
        self.channels = channels
        self._pace: Pace | None = None

    def start(self, render: Render) -> None:
        count = round(self.rate * BLOCK_SECONDS)
        self._pace = Pace(lambda: self.take(render(count)), BLOCK_SECONDS)

    def take(self, samples: Samples) -> None:
        """What becomes of the sound."""

    def delay(self) -> float:
        return 0.0

    def stop(self) -> None:
        if self._pace:
            self._pace.stop()
        self._pace = None
