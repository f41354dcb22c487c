"""The outputs and the voices that speak on them, as a mode sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from edge.ports import Role
from edge.speaking.items import Item, Priority, route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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

    def may_be_stopped_by(self, role: Role) -> bool:
        """The owner stops everything; others only what they can hear themselves."""
        return role is Role.OWNER or self.output.audience != "owner"


class Mouths:
    """All outputs; items go to those that their audience hears and that are not lost."""

    def __init__(self, mouths: Sequence[Mouth], clock: Callable[[], float]) -> None:
        self._mouths = mouths
        self._clock = clock
        self._lost: set[str] = set()

    def __iter__(self) -> Iterator[Mouth]:
        return iter(self._mouths)

    @property
    def speaking(self) -> list[Mouth]:
        return [mouth for mouth in self._mouths if mouth.voice.speaking]

    def read(self, reply: Item) -> bool:
        """Some voice goes on with a reply that is being written, on another output perhaps."""
        items = [mouth.voice.speaking for mouth in self.speaking]
        return any(item.growing is reply.growing for item in items if item)

    def say(self, item: Item) -> None:
        """Say an item on the outputs that its audience can hear and that are not lost.

        Where all of those are lost it waits on them: what is meant for one pair of ears never goes
        to another.
        """
        live = [mouth for mouth in self._mouths if mouth.output.name not in self._lost]
        names = self._names(item, live) or self._names(item, self._mouths)
        for mouth in self._mouths:
            if mouth.output.name in names:
                mouth.voice.say(item)

    def _names(self, item: Item, mouths: Sequence[Mouth]) -> list[str]:
        return route(item, [(mouth.output.name, mouth.output.audience) for mouth in mouths])

    def stop(self) -> None:
        """Somebody means to speak: drop what is being said, except hazards."""
        for mouth in self._mouths:
            if mouth.can_be_interrupted:
                mouth.voice.barge_in()

    def saying(self) -> str:
        """The words that may come back through a microphone now."""
        now = self._clock()
        loud = (mouth for mouth in self._mouths if mouth.output.open_loudspeaker)
        return " ".join(filter(None, (mouth.voice.saying(now) for mouth in loud)))

    def lost(self, name: str) -> None:
        """An output is gone: what it was saying goes on elsewhere, from the word cut off."""
        if name not in (mouth.output.name for mouth in self._mouths):
            return  # another device
        self._lost.add(name)
        for mouth in self._mouths:
            item = mouth.voice.speaking
            if mouth.output.name == name and item is not None:
                heard = mouth.voice.barge_in()
                unsaid = item.growing is not None or item.text[len(heard) :].strip()
                if unsaid and len(self._lost) < len(self._mouths):
                    self.say(replace(item, begins=len(heard), id=0))

    def found(self, name: str) -> None:
        self._lost.discard(name)
