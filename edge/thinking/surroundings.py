"""What thinking knows of the device around it, and what was said by others a moment ago."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from edge.ports import Battery
    from edge.thinking.said import Said

CAPTIONS_KEPT = timedelta(seconds=30)


class Captions:
    """The last 30 seconds of what others said; in memory only, never kept."""

    def __init__(self) -> None:
        self._lines: deque[tuple[datetime, str]] = deque(maxlen=100)

    def add(self, said: Said, at: datetime) -> None:
        if said.text.strip():
            self._lines.append((at, said.text.strip()))
        self.since(at)

    def since(self, now: datetime) -> list[str]:
        """What was said in the last 30 seconds, in order; what is older is forgotten here."""
        while self._lines and now - self._lines[0][0] > CAPTIONS_KEPT:
            self._lines.popleft()
        return [text for _, text in self._lines]

    def clear(self) -> None:
        self._lines.clear()


@dataclass
class Surroundings:
    """The device as skills see it."""

    battery: Battery | None = None
    modes: tuple[str, ...] = ("assistant",)
    """The modes that are installed."""
    mode: str = "assistant"
    senses: frozenset[str] = frozenset()
    """What there is besides hearing: "camera", "position"."""
    captions: Captions = field(default_factory=Captions)
