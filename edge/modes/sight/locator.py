"""Where the person is and which way they look: kept from what sensors tell, for whoever asks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.way.breadcrumbs import Trail
from edge.way.callouts import Walker
from edge.way.whereabouts import Whereabouts, point

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.ports import Compass, Fix, PositionSensor
    from edge.way.breadcrumbs import Crumb
    from edge.way.whereabouts import Facing


class Locator:
    """Used from the loop; `run` is its task. Sensors that come back by themselves are handed in."""

    def __init__(self, position: PositionSensor, compass: Compass | None = None) -> None:
        """`compass`: worn on the head."""
        self.trail = Trail()
        """Of this walk, in memory only."""
        self.dropped: Callable[[Crumb], None] = lambda _: None
        """Told of each crumb of the trail."""
        self._position = position
        self._compass = compass
        self._whereabouts = Whereabouts()
        self._clock = asyncio.get_running_loop().time

    async def run(self) -> None:
        """Until both sensors have ended; a real one never does."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_position())
            if self._compass is not None:
                tasks.create_task(self._follow_compass(self._compass))

    @property
    def fix(self) -> Fix | None:
        """None where there is no position, or only an old one."""
        return self._whereabouts.position(self._clock())

    @property
    def facing(self) -> Facing | None:
        """By which things are told; None where nothing tells it."""
        return self._whereabouts.facing(self._clock())

    @property
    def facing_degrees(self) -> float | None:
        """From true north."""
        facing = self.facing
        return facing.degrees if facing else None

    @property
    def travelling(self) -> float | None:
        """Degrees from true north in which the walk goes; None where nothing tells it."""
        facing = self._whereabouts.travelling(self._clock())
        return facing.degrees if facing else None

    @property
    def walker(self) -> Walker | None:
        """The person at this moment; None without a position."""
        fix, now = self.fix, self._clock()
        if fix is None:
            return None
        return Walker(now, point(fix), self.travelling, self._whereabouts.speed(now))

    async def _follow_position(self) -> None:
        async for fix in self._position.fixes():
            self._whereabouts.moved(fix)
            crumb = self.trail.take(fix) if fix is not None else None
            if crumb is not None:
                self.dropped(crumb)

    async def _follow_compass(self, compass: Compass) -> None:
        async for heading in compass.headings():
            self._whereabouts.turned(heading, "head")
