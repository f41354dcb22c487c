"""One output with the voice that speaks on it, as a mode sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.speaking.items import Priority

if TYPE_CHECKING:
    from edge.audio.output import Output
    from edge.speaking.voice import Voice


@dataclass(frozen=True, slots=True)
class Mouth:
    """A voice and its output."""

    voice: Voice
    output: Output

    @property
    def can_be_interrupted(self) -> bool:
        """It is saying something, and not a hazard."""
        item = self.voice.speaking
        return item is not None and item.priority is not Priority.HAZARD

    def may_be_stopped_by(self, role: str) -> bool:
        """The owner stops everything; others only what they can hear themselves."""
        return role == "owner" or self.output.audience != "owner"
