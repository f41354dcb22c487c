"""Things over time: one that flickers in a detector's output is one thing, under one name. Pure.

Boxes are followed by overlap and a steady motion, as by SORT (Bewley et al. 2016), with first-order
filters in the place of its Kalman filter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edge.ports.sight import Box, Thing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BIRTH_HITS = 3
SURE_HITS = 2
SURE_SCORE = 0.6
"""A thing is there after three pictures that show it, or two where the detector is this sure."""
LEAST_SCORE = 0.5
"""On our walking video the true things have 0.85 and more, a picture frame that is taken for a
television 0.38 to 0.52."""
LOST_SECONDS = 1.0
"""Gone after so long without being seen, and at least MISSES pictures."""
MISSES = 3
LEAST_OVERLAP = 0.2
"""Of the box that is expected with one that is seen."""
NEAR_SIZES = 0.5
"""Or their centres are so many of their sizes apart, and they are about as large."""
SAME_LABEL_BONUS = 0.15
VOTE_DECAY = 0.85
"""Of what was voted before, at each picture."""
OUTVOTED = 1.3
"""Another name wins when it has so many times the votes."""
SMOOTHING_SECONDS = 0.25
SCORE_SECONDS = 0.6
GROWTH_SECONDS = 0.6


@dataclass(frozen=True, slots=True)
class Track:
    """A thing that is there."""

    number: int
    """Its own, as long as it is followed."""
    label: str
    score: float
    """Smoothed, 0 to 1."""
    box: Box
    """Where it should be now."""
    since: float
    seen_at: float
    """Loop seconds: the first and the last picture that showed it."""
    growth: float
    """Of its size, a second, as a natural logarithm: 1/growth is the time to contact where it
    comes straight at the camera. No distance is needed for that."""

    @property
    def thing(self) -> Thing:
        return Thing(self.label, self.score, self.box)


@dataclass(slots=True)
class _Path:
    """What is known of one thing."""

    number: int
    centre: tuple[float, float]
    size: tuple[float, float]
    at: float
    since: float
    score: float
    velocity: tuple[float, float] = (0.0, 0.0)
    growth: float = 0.0
    hits: int = 1
    misses: int = 0
    is_born: bool = False
    """It was seen often and surely enough to be told; once and for all."""
    label: str = ""
    votes: dict[str, float] = field(default_factory=dict)

    def expected(self, at: float) -> Box:
        """Where it should be, if it went on; it does not go on for ever."""
        ahead = min(at - self.at, LOST_SECONDS / 2)
        x, y = (c + v * ahead for c, v in zip(self.centre, self.velocity, strict=True))
        width, height = self.size
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def is_gone(self, at: float) -> bool:
        limit = MISSES if self.is_born else 2
        return self.misses >= limit and (not self.is_born or at - self.at >= LOST_SECONDS)

    def hit(self, thing: Thing, at: float) -> None:
        passed = max(at - self.at, 1e-3)
        new = _weight(passed, SMOOTHING_SECONDS)
        speed = (
            (now - before) / passed
            for now, before in zip(thing.box.centre, self.centre, strict=True)
        )
        self.velocity = _mixed(self.velocity, tuple(speed), new)
        now = thing.box.width, thing.box.height
        growing = math.log(max(_extent(now), 1.0) / max(_extent(self.size), 1.0)) / passed
        self.growth += _weight(passed, GROWTH_SECONDS) * (growing - self.growth)
        self.centre = thing.box.centre
        self.size = _mixed(self.size, now, max(new, 0.5))
        self.score += _weight(passed, SCORE_SECONDS) * (thing.score - self.score)
        self.at, self.misses = at, 0
        self.hits += 1
        needed = SURE_HITS if self.score >= SURE_SCORE else BIRTH_HITS
        self.is_born |= self.hits >= needed and self.score >= LEAST_SCORE
        self.vote(thing)

    def vote(self, thing: Thing) -> None:
        self.votes = {label: count * VOTE_DECAY for label, count in self.votes.items()}
        self.votes[thing.label] = self.votes.get(thing.label, 0.0) + thing.score
        best = max(self.votes, key=lambda label: self.votes[label])
        if not self.label or self.votes[best] > OUTVOTED * self.votes[self.label]:
            self.label = best


class Tracker:
    """Told what is seen in each picture; tells what is there."""

    def __init__(self) -> None:
        self._paths: list[_Path] = []
        self._count = 0

    def update(self, things: Sequence[Thing], at: float) -> tuple[Track, ...]:
        """`at` in loop seconds, growing. The oldest first."""
        matched = dict(self._matches(things, at))
        for place, path in enumerate(self._paths):
            if place in matched:
                path.hit(things[matched[place]], at)
            else:
                path.misses += 1
        taken = set(matched.values())
        self._paths = [path for path in self._paths if not path.is_gone(at)]
        self._paths += [
            self._begun(thing, at) for place, thing in enumerate(things) if place not in taken
        ]
        return tuple(_track(path, at) for path in self._paths if path.is_born)

    def _begun(self, thing: Thing, at: float) -> _Path:
        self._count += 1
        path = _Path(
            number=self._count,
            centre=thing.box.centre,
            size=(thing.box.width, thing.box.height),
            at=at,
            since=at,
            score=thing.score,
        )
        path.vote(thing)
        return path

    def _matches(self, things: Sequence[Thing], at: float) -> Iterator[tuple[int, int]]:
        """Places of paths and things that belong together, the best first."""
        pairs = [
            (_affinity(path, path.expected(at), thing), place, other)
            for place, path in enumerate(self._paths)
            for other, thing in enumerate(things)
        ]
        paths, others = set[int](), set[int]()
        for affinity, place, other in sorted(pairs, reverse=True):
            if affinity > 0 and place not in paths and other not in others:
                paths.add(place)
                others.add(other)
                yield place, other


def _affinity(path: _Path, expected: Box, thing: Thing) -> float:
    """Greater is likelier; 0 where they cannot be the same."""
    bonus = SAME_LABEL_BONUS if thing.label in path.votes else 0.0
    overlap = expected.overlap(thing.box)
    if overlap >= LEAST_OVERLAP:
        return overlap + bonus
    if not bonus:
        return 0.0
    apart = math.dist(expected.centre, thing.box.centre) / max(_extent(path.size), 1.0)
    ratio = _extent((thing.box.width, thing.box.height)) / max(_extent(path.size), 1.0)
    return 0.1 * (1 - apart) if apart < NEAR_SIZES and 0.5 < ratio < 2 else 0.0


def _track(path: _Path, at: float) -> Track:
    return Track(
        path.number, path.label, path.score, path.expected(at), path.since, path.at, path.growth
    )


def _weight(passed: float, smoothing: float) -> float:
    """Of what is new, in a first-order filter."""
    return 1 - math.exp(-passed / smoothing)


def _mixed(old: tuple[float, float], new: tuple[float, ...], weight: float) -> tuple[float, float]:
    first, second = (a + weight * (b - a) for a, b in zip(old, new, strict=True))
    return first, second


def _extent(size: tuple[float, float]) -> float:
    """The side of a square as large."""
    return math.sqrt(max(size[0], 0.0) * max(size[1], 0.0))
