"""Walks past nothing, up to walls and to edges, as a distance sensor sees them; in virtual time.

The sensor is a TF-Luna as its manual has it (noise, 8 m, nothing from what is too far) at two
rates: 15 readings a second, and the 33 that its driver makes of 100 frames. It loses readings and
makes some up, and the body that carries it sways.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Literal

from edge.devices.range_tfluna import combined
from edge.ports import RangeReading
from edge.seeing.hazards import HazardRule
from edge.seeing.mounting import Mounting
from edge.seeing.zones import EDGES_METRES, REACH_METRES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edge.seeing.zones import Hazard

FARTHEST_METRES, NEAREST_METRES = 8.0, 0.05
NOISE_METRES, NOISE_SHARE = 0.02, 0.01
"""Standard deviations; the manual's limits are 6 cm up to 3 m, and 2 % beyond."""
LOST_SHARE, MADE_UP_SHARE = 0.05, 0.005
SWAY_DEGREES, SWAY_HERTZ = 1.5, 1.8
"""A body that walks, at the pace of its steps."""
RATES = {15.0: 1, 100 / 3: 3}
"""Readings a second, and frames of the sensor that each is the median of."""
WARNED_BEFORE_SECONDS = 0.5
"""Noise may show a hazard a little before its time: that is no false alert."""
IN_TIME_SECONDS = 0.25
AHEAD = Mounting()
DOWN = Mounting(pitch_degrees=45.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Somebody walks towards something for `seconds`."""

    kind: Literal["obstacle", "drop-off", "nothing"]
    mounting: Mounting
    seconds: float
    speed: float = 1.2
    """Metres a second."""
    begins: float = 6.0
    """Metres away at the start."""
    depth: float = 0.17
    """Metres, of a drop-off."""
    rate: float = 15.0
    """Readings a second, one of RATES."""
    seed: int = 0


@dataclass(slots=True)
class Outcome:
    """What was warned of on a walk."""

    warned: list[tuple[float, float, Hazard]] = field(default_factory=list)
    """(seconds, metres that it really was away, what was said)."""
    due: float | None = None
    """Seconds of the first reading that showed it within reach."""
    readings: int = 0
    """From that one to the warning, without those that were lost."""
    entered: dict[int, float] = field(default_factory=dict)
    """Seconds at which each zone was entered."""

    @property
    def waited(self) -> float | None:
        """Seconds from the reading that showed it to the first warning; None: it was missed."""
        if self.due is None:
            return None
        told = (at for at, _, _ in self.warned if at >= self.due - WARNED_BEFORE_SECONDS)
        first = next(told, None)
        return None if first is None else max(0.0, first - self.due)

    @property
    def false_alerts(self) -> int:
        """Warnings before anything was there."""
        due = math.inf if self.due is None else self.due
        return sum(at < due - WARNED_BEFORE_SECONDS for at, _, _ in self.warned)

    @property
    def zones_missed(self) -> int:
        """Zones that were entered and not told, as such or as a nearer one, in time."""
        return sum(
            not any(
                hazard.zone >= zone and at <= entered + IN_TIME_SECONDS
                for at, _, hazard in self.warned
            )
            for zone, entered in self.entered.items()
        )


def walked(walk: Walk) -> Outcome:
    """Through the rule, reading by reading."""
    rule, outcome = HazardRule(walk.mounting), Outcome()
    for at, away, shows, reading in _readings(walk):
        if shows and outcome.due is None:
            outcome.due = at
        if outcome.due is not None and not outcome.warned:
            outcome.readings += shows
        if walk.kind == "obstacle":
            for zone, edge in enumerate(EDGES_METRES):
                if away <= edge:
                    outcome.entered.setdefault(zone, at)
        outcome.warned += [(at, away, hazard) for hazard in rule.on_reading(reading)]
    return outcome


def _readings(walk: Walk) -> Iterator[tuple[float, float, bool, RangeReading]]:
    """(seconds, metres away, whether it shows what lies ahead within reach, the reading)."""
    chance = Random(walk.seed)
    for number in range(round(walk.seconds * walk.rate)):
        at = (number + chance.uniform(-0.1, 0.1)) / walk.rate + 1.0
        away = walk.begins - walk.speed * at
        sway = SWAY_DEGREES * math.sin(2 * math.pi * SWAY_HERTZ * at + walk.seed)
        metres, lies = _beam(walk, away, math.radians(walk.mounting.pitch_degrees + sway))
        measured = combined([_measured(metres, chance) for _ in range(RATES[walk.rate])])
        lost = measured is None and metres <= FARTHEST_METRES
        yield at, away, lies and not lost, RangeReading(at, ((measured,),))


def _beam(walk: Walk, away: float, below: float) -> tuple[float, bool]:
    """(metres along the beam, whether that is what lies ahead)."""
    if walk.mounting.pitch_degrees == 0:
        ahead = away if walk.kind == "obstacle" else math.inf
        return ahead, ahead <= EDGES_METRES[0]
    over_edge = walk.kind == "drop-off" and walk.mounting.height_metres / math.tan(below) > away
    height = walk.mounting.height_metres + (walk.depth if over_edge else 0.0)
    return height / math.sin(below), over_edge


def _measured(metres: float, chance: Random) -> float | None:
    drawn = chance.random()
    if drawn < LOST_SHARE:
        return None
    if drawn < LOST_SHARE + MADE_UP_SHARE:
        return chance.uniform(0.2, FARTHEST_METRES)
    if metres > FARTHEST_METRES:
        return None
    noisy = chance.gauss(metres, max(NOISE_METRES, NOISE_SHARE * metres))
    return max(NEAREST_METRES, round(noisy, 2))


def approaches(count: int) -> Iterator[Walk]:
    """Up to a wall, at the paces of people."""
    for seed in range(count):
        chance = Random(seed)
        speed, begins = (
            chance.uniform(0.5, 2.5),
            chance.uniform(REACH_METRES + 0.5, FARTHEST_METRES),
        )
        yield Walk(
            kind="obstacle", mounting=AHEAD, seconds=(begins - 0.3) / speed - 1.0, speed=speed,
            begins=begins, rate=chance.choice(list(RATES)), seed=seed,
        )  # fmt: skip


def edges(count: int) -> Iterator[Walk]:
    """Over the edge of a deep step, of two, of a wall, of a pit."""
    for seed in range(count):
        chance = Random(seed)
        speed, begins = chance.uniform(0.5, 1.6), chance.uniform(3.5, 6.0)
        yield Walk(
            kind="drop-off", mounting=DOWN, seconds=begins / speed - 1.0, speed=speed,
            begins=begins, depth=chance.choice((0.2, 0.35, 0.7, 1.2, 30.0)),
            rate=chance.choice(list(RATES)), seed=seed,
        )  # fmt: skip


def strolls(count: int) -> Iterator[Walk]:
    """A minute each past nothing: half of them look ahead, half at level ground."""
    for seed in range(count):
        rate = list(RATES)[seed // 2 % 2]
        yield Walk(
            kind="nothing", mounting=(AHEAD, DOWN)[seed % 2], seconds=60.0, rate=rate, seed=seed
        )
