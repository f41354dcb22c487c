"""When a sound over our own voice is worth a pause. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.listening.voice_activity import ONSET_BLOCKS, SPEECH_ABOVE

if TYPE_CHECKING:
    from edge.listening.voice_activity import Heard

CONVERGING_SECONDS = 0.3
"""The echo canceller needs so long at the start of our speech."""
TAIL_SECONDS = 0.3
"""Our echo is gone so long after we stopped: loop delay and room."""
LOUD = 400.0
"""RMS that a near voice has, and a cancelled echo rarely."""
OVER_RESIDUAL = 3.0
"""A near voice is so many times louder than what the canceller leaves of ours."""


class OverlapOnset:
    """An OnsetRule: quick while no loudspeaker of ours can be heard, careful while one can."""

    def __init__(self, gate: float) -> None:
        self._residual = gate
        self._since = float("inf")
        self._until = float("-inf")

    def start(self, now: float) -> None:
        """Our voice is on an open loudspeaker from now on."""
        if now > self._until:
            self._since = now
        self._until = float("inf")

    def stop(self, now: float) -> None:
        self._until = min(self._until, now + TAIL_SECONDS)

    def begins(self, heard: Heard, voiced_blocks: int) -> bool:
        """Called for each voiced block, with how many there were in a row."""
        if heard.at > self._until or self._since == float("inf"):
            return voiced_blocks >= ONSET_BLOCKS
        if heard.at < self._since + CONVERGING_SECONDS:
            return False
        loud = heard.level > max(LOUD, OVER_RESIDUAL * self._residual)
        return loud and (heard.probability or 0.0) > SPEECH_ABOVE and voiced_blocks >= ONSET_BLOCKS
