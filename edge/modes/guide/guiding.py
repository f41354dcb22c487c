"""Everything that guides and warns in one conversation, wired."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from edge.modes.guide.hazard_words import HazardWords
from edge.modes.guide.missed import Missed
from edge.modes.guide.mode import MODE, Guide, Opening
from edge.modes.guide.questions import GuideQuestions
from edge.modes.sight.measures import Measures
from edge.tasks import Tasks, apart
from edge.way.breadcrumbs import Trail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.bus import Bus
    from edge.modes.guide.mode import Runs
    from edge.modes.guide.voice import Unasked
    from edge.modes.parts import Devices
    from edge.modes.sight.backing import Backing
    from edge.modes.sight.outfit import Outfit
    from edge.settings import Settings


class Guiding:
    """Used from the loop; what warns does so in every mode."""

    def __init__(
        self,
        settings: Settings,
        devices: Devices,
        backing: Backing,
        unasked: Unasked,
        bus: Bus,
        camera_rate: Callable[[], float],
    ) -> None:
        """`camera_rate`: the share of the pictures a second that the machine has the power for."""
        self._watch = devices.hazards
        self._way = devices.outfit.way
        self._missed = Missed(bus)
        measures = Measures(backing.store, backing.person, settings.guide)
        outputs = devices.outputs
        opening = Opening(
            self._watch,
            backing.store,
            backing.person,
            lambda: any(output.is_late for output in outputs),
        )

        def rate() -> float:
            return settings.camera.frames_per_second * camera_rate()

        parts = _parts(devices.outfit, backing, rate, bus)
        self.guide = Guide(parts, opening, unasked)
        self._words = HazardWords(bus, unasked, measures, lambda: self.guide.is_on)
        self.questions = GuideQuestions(self._watch, self._missed, measures)

    @property
    def modes(self) -> tuple[str, ...]:
        """That it adds: none where there is nothing to guide by."""
        return (MODE,) if self._watch.has_sensor or self.guide.has_parts else ()

    def forget(self) -> None:
        """Where somebody was and what they did not hear."""
        self._missed.take(0.0)
        if self._way is not None:
            self._way.locator.trail = Trail()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Warn and listen to sensors, and end all with the block."""
        self._watch.start()
        try:
            async with Tasks() as tasks:
                tasks.start(self._words.run())
                tasks.start(self._missed.run())
                if self._way is not None:
                    tasks.start(self._way.locator.run())
                yield
        finally:
            await self.guide.aclose()
            await apart(self._watch.stop)


def _parts(outfit: Outfit, backing: Backing, rate: Callable[[], float], bus: Bus) -> list[Runs]:
    """What guides, by what there is; the rest is not even loaded."""
    parts: list[Runs] = []
    if outfit.camera is not None and outfit.things is not None:
        from edge.modes.guide.watching import Watching

        watching = Watching(
            outfit.camera, outfit.things, outfit.looker, outfit.field_of_view, rate, bus
        )
        parts.append(watching)
    if outfit.way is not None:
        from edge.modes.guide.calling import Calling
        from edge.modes.guide.crumbs import Crumbs

        locator, atlas = outfit.way.locator, outfit.way.atlas
        parts.append(Crumbs(locator, backing.store, backing.person, backing.clock))
        if atlas is not None:
            parts.append(Calling(locator, atlas))
    return parts
