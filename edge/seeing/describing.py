"""A picture as facts, the most important first, each with what it rests on. Pure; no words.

What comes first: too little light to see by, then people and vehicles in front, then what stands in
front, codes and print (somebody who holds something up wants to know what it is), then the rest by
nearness, and colours and light last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from edge.seeing.light import Light
from edge.seeing.scene import PERSON

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edge.ports.sight import Code
    from edge.seeing.colours import ColourReading
    from edge.seeing.document import Document
    from edge.seeing.scene import Placed, Scene

Source: TypeAlias = Literal["read", "code", "sensor", "guess"]
"""Printed there; digits that were checked; measured; a network's opinion."""

VEHICLES = frozenset({"bicycle", "car", "motorcycle", "bus", "train", "truck"})
LIKELY_SCORE = 0.6
"""A detector's own; below it a thing is told as a possibility."""


@dataclass(frozen=True, slots=True)
class PeopleSeen:
    """How many; `nearest` is None where only faces were seen."""

    count: int
    nearest: Placed | None
    source: Source = "guess"


@dataclass(frozen=True, slots=True)
class ThingsSeen:
    """All things of one label."""

    label: str
    count: int
    nearest: Placed
    source: Source = "guess"

    @property
    def is_likely(self) -> bool:
        return self.nearest.thing.score >= LIKELY_SCORE


@dataclass(frozen=True, slots=True)
class PrintSeen:
    """That something is written there, and how that begins which was read with certainty."""

    begins: str
    pieces: int
    is_sure: bool = True
    """False where no piece of it was."""
    source: Source = "read"


@dataclass(frozen=True, slots=True)
class CodeSeen:
    code: Code
    source: Source = "code"


@dataclass(frozen=True, slots=True)
class ColourSeen:
    """Of the middle, under the light that there is."""

    colour: ColourReading
    source: Source = "sensor"


@dataclass(frozen=True, slots=True)
class LightSeen:
    light: Light
    source: Source = "sensor"


Fact: TypeAlias = PeopleSeen | ThingsSeen | PrintSeen | CodeSeen | ColourSeen | LightSeen
RECOGNISED = (PeopleSeen, ThingsSeen, CodeSeen, PrintSeen)
"""Facts that say what is there; colour and light alone do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Whatever was found out about one picture; what was not looked for is left out."""

    scene: Scene | None = None
    document: Document | None = None
    codes: Sequence[Code] = ()
    colour: ColourReading | None = None
    light: Light | None = None


def facts(found: Findings) -> tuple[Fact, ...]:
    """The most important first; whoever has little time takes the first few."""
    ranked = sorted(_ranked(found), key=lambda pair: pair[0])
    return tuple(fact for _, fact in ranked)


def _ranked(found: Findings) -> Iterator[tuple[tuple[int, int], Fact]]:
    """Each fact with its place: a class, and nearness inside it."""
    if found.scene is not None:
        yield from _of_scene(found.scene)
    for place, code in enumerate(found.codes):
        yield (4, place), CodeSeen(code)
    if found.document is not None and found.document.pieces:
        pieces = found.document.pieces
        sure = [piece for piece in pieces if not piece.unsure]
        yield (5, 0), PrintSeen((sure or pieces)[0].text, len(pieces), bool(sure))
    if found.colour is not None:
        yield (8, 0), ColourSeen(found.colour)
    if found.light is not None:
        yield (0 if found.light is Light.DARK else 9, 0), LightSeen(found.light)


def _of_scene(scene: Scene) -> Iterator[tuple[tuple[int, int], Fact]]:
    counts = dict(scene.counts)
    nearest = {one.label: one for one in reversed(scene.placed)}
    if scene.people:
        person = nearest.get(PERSON)
        in_front = person is not None and person.is_in_front
        yield (1 if in_front else 6, 0), PeopleSeen(scene.people, person)
    for label, count in counts.items():
        if label != PERSON:
            thing = nearest[label]
            yield (_class_of(thing), thing.rank), ThingsSeen(label, count, thing)


def _class_of(thing: Placed) -> int:
    if not thing.is_in_front:
        return 7
    return 2 if thing.label in VEHICLES else 3
