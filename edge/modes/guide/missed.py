"""What nobody asked for and nobody heard: dropped before it began, or cut off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.events import ItemDropped, PlaybackFinished, PlaybackStarted
from edge.speaking.items import Priority

if TYPE_CHECKING:
    from edge.bus import Bus
    from edge.events import Event

KEPT_SECONDS = 60.0
AUTOMATIC = frozenset(rank.name.lower() for rank in Priority if rank.is_automatic)


@dataclass(frozen=True, slots=True)
class _Unheard:
    at: float
    text: str


class Missed:
    """Of the last minute; `run` is its task."""

    def __init__(self, bus: Bus) -> None:
        self._events = bus.subscribe(PlaybackStarted, PlaybackFinished, ItemDropped)
        self._unheard: dict[str, _Unheard] = {}
        """By what it was about: the newest counts."""
        self._begun: set[int] = set()
        """Automatic items that are being said."""

    async def run(self) -> None:
        async for event in self._events:
            self.note(event)

    def note(self, event: Event) -> None:
        match event:
            case PlaybackStarted(item=item, priority=priority) if priority in AUTOMATIC:
                self._begun.add(item)
            case PlaybackFinished(item=item) if item in self._begun:
                self._begun.discard(item)
                if not event.completed:
                    self._keep(event.text, event.at, event.text)
            case ItemDropped(key=key):
                self._keep(key or event.text, event.at, event.text)

    def take(self, now: float) -> list[str]:
        """The texts, the oldest first; they do not count as missed any more."""
        unheard, self._unheard = self._unheard, {}
        fresh = sorted(
            (one for one in unheard.values() if now - one.at <= KEPT_SECONDS),
            key=lambda one: one.at,
        )
        return list(dict.fromkeys(one.text for one in fresh))

    def _keep(self, about: str, at: float, text: str) -> None:
        self._unheard = {
            key: one for key, one in self._unheard.items() if at - one.at <= KEPT_SECONDS
        }
        self._unheard[about] = _Unheard(at, text)
