"""Where somebody is and where they face, out of what several sensors told last."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from edge.way.geodesy import Offset, Point, offset

if TYPE_CHECKING:
    from edge.ports.sight import Fix, Heading

Source = Literal["head", "course", "device"]
PRESENTING: tuple[Source, ...] = ("head", "course", "device")
"""Whose direction things are told by, the first that is known (as in Soundscape)."""
TRAVELLING: tuple[Source, ...] = ("course", "head", "device")
"""By whose direction things are looked for on the way."""
LOST_SECONDS = 10.0
"""A position older than this is none: by then a walker is 12 m farther."""
HEADING_SECONDS = 2.0
HEADING_DEGREES = 45.0
"""A compass that is less accurate points nowhere: behind would be as likely as beside."""
COURSE_SECONDS = 4.0
WINDOW_SECONDS = 8.0
"""Over which movement is measured where a receiver tells none."""
MOVED = 6.0
"""Metres in that time; less is the receiver's own wandering."""


@dataclass(frozen=True, slots=True)
class Facing:
    """A direction, and what it rests on."""

    degrees: float
    """From true north, clockwise."""
    source: Source


def point(fix: Fix) -> Point:
    return Point(fix.latitude, fix.longitude)


class Whereabouts:
    """Keeps what the sensors told; time is the loop's, and always an argument."""

    def __init__(self) -> None:
        self._recent: deque[Fix] = deque()
        self._lost = True
        self._headings: dict[Source, Heading] = {}

    def moved(self, fix: Fix | None) -> None:
        """A position sensor told this; None: it has no position."""
        self._lost = fix is None
        if fix is None:
            return
        self._recent.append(fix)
        while fix.at - self._recent[0].at > WINDOW_SECONDS:
            self._recent.popleft()

    def turned(self, heading: Heading, worn: Literal["head", "device"]) -> None:
        """A compass told this; one on the head counts more than one on a strap."""
        self._headings[worn] = heading

    def position(self, now: float) -> Fix | None:
        """None where there is no position, or only an old one."""
        fix = self._recent[-1] if self._recent else None
        return None if self._lost or fix is None or now - fix.at > LOST_SECONDS else fix

    def speed(self, now: float) -> float | None:
        """Metres a second, as the receiver told it or as the positions move."""
        fix = self.position(now)
        if fix is None or fix.speed is not None:
            return fix.speed if fix else None
        seconds = fix.at - self._recent[0].at
        return self._movement().distance / seconds if seconds else None

    def facing(self, now: float) -> Facing | None:
        """By which things are told: "on your left"; None where nothing tells a direction."""
        return self._first(PRESENTING, now)

    def travelling(self, now: float) -> Facing | None:
        """The direction of the walk; None where nothing tells one."""
        return self._first(TRAVELLING, now)

    def _first(self, order: tuple[Source, ...], now: float) -> Facing | None:
        for source in order:
            degrees = self._course(now) if source == "course" else self._heading(source, now)
            if degrees is not None:
                return Facing(degrees, source)
        return None

    def _heading(self, source: Source, now: float) -> float | None:
        heading = self._headings.get(source)
        if heading is None or heading.accuracy > HEADING_DEGREES:
            return None
        return heading.degrees if now - heading.at <= HEADING_SECONDS else None

    def _course(self, now: float) -> float | None:
        fix = self.position(now)
        if fix is None or now - fix.at > COURSE_SECONDS:
            return None
        if fix.course is not None or fix.speed is not None:
            return fix.course
        movement = self._movement()
        return movement.bearing if movement.distance >= MOVED else None

    def _movement(self) -> Offset:
        return offset(point(self._recent[0]), point(self._recent[-1]))
