"""What is where: things with their directions, the nearest first, and how many people. Pure.

Which of two is nearer is told by a depth network where there is one, and else by where they stand
in the picture; it is an order and no distance.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from edge.angles import clock_hour
from edge.seeing.directions import degrees_of, side_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports.sight import Box, Depth, Thing
    from edge.seeing.directions import Side

PERSON = "person"
FRONT_DEGREES = 15.0
"""Half an hour of the clock face to each side: what is in front."""
CORE = 0.5
"""The part of a box in the middle, across and down, that is surely the thing and not behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A thing and where it is."""

    thing: Thing
    degrees: float
    """Of its middle, from straight ahead, positive to the right."""
    hour: int
    side: Side
    rank: int
    """1 is the nearest of the scene."""
    share: float
    """Of the picture that its box covers, 0 to 1."""
    is_in_front: bool
    """It reaches into the 12 o'clock sector."""

    @property
    def label(self) -> str:
        return self.thing.label


@dataclass(frozen=True, slots=True)
class Scene:
    """What one picture shows."""

    placed: tuple[Placed, ...]
    """The nearest first."""
    people: int

    @property
    def in_front(self) -> tuple[Placed, ...]:
        """The nearest first."""
        return tuple(one for one in self.placed if one.is_in_front)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many of each label, in the order of the nearest."""
        return tuple(Counter(one.label for one in self.placed).items())


def scene_of(
    things: Sequence[Thing],
    size: tuple[int, int],
    field_of_view: float,
    depth: Depth | None = None,
    faces: Sequence[Thing] = (),
) -> Scene:
    """`size` is width and height in pixels; `depth` has the shape of the picture."""
    ordered = sorted(things, key=lambda thing: _distance(thing.box, size, depth))
    placed = tuple(
        _placed(thing, rank, size, field_of_view) for rank, thing in enumerate(ordered, 1)
    )
    return Scene(placed, len(people_of(things, faces)))


def _placed(thing: Thing, rank: int, size: tuple[int, int], field_of_view: float) -> Placed:
    width, height = size
    left, middle, right = (
        degrees_of(column, width, field_of_view)
        for column in (thing.box.left, thing.box.centre[0], thing.box.right)
    )
    return Placed(
        thing=thing,
        degrees=middle,
        hour=clock_hour(middle),
        side=side_of(middle),
        rank=rank,
        share=thing.box.area / (width * height),
        is_in_front=left <= FRONT_DEGREES and right >= -FRONT_DEGREES,
    )


def _distance(box: Box, size: tuple[int, int], depth: Depth | None) -> float:
    """Greater is farther: by the network, or by how high in the picture its foot is."""
    if depth is None:
        return -(box.bottom / size[1]) - 0.1 * box.area / (size[0] * size[1])
    x, y = box.centre
    wide, high = box.width * CORE / 2, box.height * CORE / 2
    core = depth[
        max(0, int(y - high)) : max(1, int(y + high) + 1),
        max(0, int(x - wide)) : max(1, int(x + wide) + 1),
    ]
    return float(np.median(core)) if core.size else float("inf")


def people_of(things: Sequence[Thing], faces: Sequence[Thing]) -> list[Thing]:
    """Bodies, and faces that belong to none of them."""
    bodies = [thing for thing in things if thing.label == PERSON]
    lonely = [face for face in faces if not any(_holds(body.box, face.box) for body in bodies)]
    return [*bodies, *lonely]


def _holds(body: Box, face: Box) -> bool:
    x, y = face.centre
    return body.left <= x <= body.right and body.top <= y <= body.bottom
