"""What wants to be said: a text with its audience, its rank and how long it stays true."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import count
from typing import TYPE_CHECKING

from edge.speaking.sentences import split

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from edge.speaking.growing import Growing

_numbers = count(1)


class Priority(IntEnum):
    """Who goes first; the smaller, the sooner."""

    HAZARD = 0
    ANSWER = 1
    NAVIGATION = 2
    AMBIENT = 3
    CHATTER = 4

    @property
    def is_automatic(self) -> bool:
        """Nobody asked for it, and nobody is in danger."""
        return self > Priority.ANSWER


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to say, on every output that `route` names."""

    text: str = ""
    growing: Growing | None = None
    """Where the text is still being written: this instead of `text`."""
    begins: int = 0
    """Characters that were said before, elsewhere."""
    language: str = "en"
    audience: str = "owner"
    """"owner", "partner" or "everyone"."""
    priority: Priority = Priority.ANSWER
    expires_at: float = float("inf")
    """Loop seconds after which it must not begin any more."""
    key: str = ""
    """Items with the same key are about the same thing; empty = about nothing else."""
    zone: int = 0
    """How near a hazard is; a greater number is nearer."""
    valid: Callable[[], bool] = _always
    """Asked again when its turn comes: is it still true?"""
    interruptible: bool = True
    """May be cut short by something more important that is no hazard."""
    id: int = 0
    """Of its own; given when left at 0."""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", next(_numbers))

    @property
    def wording(self) -> str:
        """What there is to say; of a growing text, what there is so far."""
        return self.text if self.growing is None else self.growing.text

    async def pieces(self, start: int) -> AsyncIterator[str]:
        """The wording from character `start` on, in pieces to synthesise."""
        if self.growing is not None:
            async for piece in self.growing.pieces(start):
                yield piece
        else:
            for piece in split(self.text[start:]):
                yield piece

    def is_stale(self, now: float) -> bool:
        return now >= self.expires_at or not self.valid()


def route(item: Item, outputs: Iterable[tuple[str, str]]) -> list[str]:
    """The names of the outputs that shall say `item`, out of (name, audience) pairs.

    The owner is spoken to in the ear where there is one, else in the room; a partner through an
    output of their own where there is one, else in the room, and never in the owner's ear.
    """
    by_audience: dict[str, list[str]] = {}
    for name, audience in outputs:
        by_audience.setdefault(audience, []).append(name)
    if item.audience == "everyone":
        return [name for names in by_audience.values() for name in names]
    return by_audience.get(item.audience) or by_audience.get("everyone", [])


def again(item: Item) -> Item:
    """What was said before, as the answer to "say that again"."""
    return replace(
        item,
        id=0,
        text=item.wording,
        growing=None,
        begins=0,
        priority=Priority.ANSWER,
        key="",
        expires_at=float("inf"),
        valid=_always,
    )
