"""Places, distances and directions of the way in the words of a language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.angles import clock_hour
from edge.way.geodesy import COMPASS_POINTS, compass_point
from edge.way.street_map import Intersection
from edge.way.wording import spoken_distance

if TYPE_CHECKING:
    from edge.thinking.phrases import Phrases
    from edge.way.nearby import Nearby
    from edge.way.wording import SpokenDistance

KILOMETRE = 1000


@dataclass(frozen=True, slots=True)
class WayWords:
    """For one person at one moment."""

    phrases: Phrases
    step_metres: float | None = None
    """Of a step; None: distances are told in metres."""

    def distance(self, metres: float, accuracy: float) -> str:
        """As exactly as the position is known."""
        spoken = spoken_distance(metres, accuracy, self.step_metres)
        if spoken.precision == "close by":
            return self.phrases.say("distance.close")
        return self.phrases.say(f"distance.{spoken.precision}", length=self._length(spoken))

    def measured(self, metres: float) -> str:
        """Of a few metres that a sensor measured."""
        if self.step_metres is not None:
            return self.phrases.say("length.steps", max(1, round(metres / self.step_metres)))
        return self.phrases.say("length.metres", max(1, round(metres)))

    def clock(self, degrees: float) -> str:
        """The clock face, from straight ahead."""
        hour = clock_hour(degrees)
        return self.phrases.say("seen.ahead" if hour == 12 else "seen.at", hour=hour)

    def compass(self, degrees: float) -> str:
        """The nearest of eight directions."""
        names = self.phrases.language.words["compass"]["names"]
        return str(names[COMPASS_POINTS.index(compass_point(degrees))])

    def name(self, nearby: Nearby) -> str:
        """Its own name, or what it is, or the streets that meet there."""
        if isinstance(nearby.thing, Intersection):
            return self.phrases.say("way.corner", list=self.phrases.join(nearby.thing.streets))
        return nearby.thing.name or self.kind(nearby.thing.kind)

    def kind(self, kind: str) -> str:
        """What OpenStreetMap calls `kind`, as people of the language call it."""
        names = self.phrases.language.words["place_kinds"].get(kind)
        return str(names[0]) if names else kind.replace("_", " ")

    def kinds_called(self, name: str) -> frozenset[str]:
        """The kinds of places that people call so; none where it is a name of its own."""
        wanted = name.casefold().strip()
        table = self.phrases.language.words["place_kinds"]
        return frozenset(kind for kind, names in table.items() if wanted in names)

    def thing(self, nearby: Nearby, accuracy: float) -> str:
        """What it is, how far and in which direction."""
        name, distance = self.name(nearby), self.distance(nearby.distance, accuracy)
        if nearby.ahead is None:
            direction = self.compass(nearby.bearing)
            return self.phrases.say(
                "way.thing_without_heading", name=name, distance=distance, direction=direction
            )
        clock = self.clock(nearby.ahead)
        return self.phrases.say("way.thing", name=name, distance=distance, clock=clock)

    def _length(self, spoken: SpokenDistance) -> str:
        if spoken.steps is not None:
            return self.phrases.say("length.steps", spoken.steps)
        if spoken.metres >= KILOMETRE:
            return self.phrases.say("length.kilometres", number=f"{spoken.metres / KILOMETRE:g}")
        return self.phrases.say("length.metres", spoken.metres)
