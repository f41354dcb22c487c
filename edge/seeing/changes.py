"""What changes before a camera: what comes, goes, and is somewhere else now. Pure.

A thing is told when it comes, and again when it has been in another direction for a while.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edge.seeing.scene import Placed

MOVED_SECONDS = 1.0
"""In another hour of the clock face, before that is told."""


@dataclass(frozen=True, slots=True)
class Change:
    """Of one thing."""

    at: float
    """Loop seconds."""
    kind: Literal["came", "moved", "gone"]
    thing: Placed
    """As it is now, or was last."""


@dataclass(slots=True)
class _Known:
    """What was told of a thing."""

    thing: Placed
    hour: int
    told_at: float


class Changes:
    """Told which things are there; tells what is new about that."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}

    def step(self, there: Mapping[int, Placed], at: float) -> Iterator[Change]:
        """`there` by the numbers of their tracks; `at` grows."""
        for number in sorted(self._known.keys() - there.keys()):
            yield Change(at, "gone", self._known.pop(number).thing)
        for number, thing in there.items():
            known = self._known.get(number)
            if known is None:
                self._known[number] = _Known(thing, thing.hour, at)
                yield Change(at, "came", thing)
                continue
            known.thing = thing
            if thing.hour == known.hour:
                known.told_at = at
            elif at - known.told_at >= MOVED_SECONDS:
                known.hour, known.told_at = thing.hour, at
                yield Change(at, "moved", thing)
