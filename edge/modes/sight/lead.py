"""One way that somebody is led along: the beacon, what is left of it, and the arrival."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.audio.beacon_sound import Aim
from edge.modes.sight.way_words import WayWords

if TYPE_CHECKING:
    from edge.modes.sight.activity import Aloud
    from edge.modes.sight.locator import Locator
    from edge.modes.sight.measures import Measures
    from edge.ports import Fix
    from edge.way.beacon import Guidance
    from edge.way.route import Route

STEP_SECONDS = 0.1
"""Between two looks at where they are and look: a head turns by some 10 degrees in that time."""


class Lead:
    """Used from the loop; `run` is the work of an activity."""

    def __init__(self, route: Route, locator: Locator, measures: Measures) -> None:
        self.left = 0.0
        """Metres to the end, as it was last."""
        self._route = route
        self._locator = locator
        self._measures = measures
        self._is_lost = False

    def look(self, fix: Fix) -> Guidance:
        """Where they are on the way now."""
        now = asyncio.get_running_loop().time()
        guidance = self._route.update(now, fix, self._locator.facing_degrees)
        self.left = guidance.distance
        return guidance

    async def run(self, aloud: Aloud) -> None:
        """Until they are there."""
        arrived = False
        while not arrived:
            await asyncio.sleep(STEP_SECONDS)
            fix = self._locator.fix
            arrived = self._lead(aloud, fix) if fix is not None else self._lose(aloud)

    def _lose(self, aloud: Aloud) -> bool:
        """No position: quiet, and told once."""
        if not self._is_lost:
            aloud.pointing.guide(None)
            aloud.tell(aloud.question.reply("way.no_fix"), "way")
        self._is_lost = True
        return False

    def _lead(self, aloud: Aloud, fix: Fix) -> bool:
        """True when they are there."""
        self._is_lost = False
        guidance = self.look(fix)
        aloud.pointing.guide(_aim(guidance))
        if guidance.arrived:
            metres = max(1, round(fix.accuracy))
            aloud.conclude(aloud.question.reply("way.arrived", metres=metres))
        elif guidance.told:
            words = WayWords(aloud.question.phrases, self._measures.step_metres)
            distance = words.distance(guidance.distance, fix.accuracy)
            aloud.tell(aloud.question.reply("way.left", distance=distance), "way")
        return guidance.arrived


def _aim(guidance: Guidance) -> Aim | None:
    if guidance.zone is None or guidance.degrees is None:
        return None
    return Aim(guidance.zone, guidance.degrees)
