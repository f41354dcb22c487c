"""Questions about the way to somewhere: to a saved place, to one of the map, or back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.modes.sight.lead import Lead
from edge.modes.sight.way_words import WayWords
from edge.way.breadcrumbs import Crumb
from edge.way.geodesy import Point
from edge.way.nearby import nearest_of
from edge.way.route import Route
from edge.way.whereabouts import point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edge.modes.sight.atlas import Atlas
    from edge.modes.sight.backing import Backing
    from edge.modes.sight.locator import Locator
    from edge.modes.sight.measures import Measures
    from edge.modes.sight.question import Answering, Question, Texts
    from edge.ports import Fix
    from edge.way.beacon import Guidance

LEAST_CRUMBS = 2
LEADING = ("way.to", "way.back")
"""The questions that begin it."""


class Leading:
    """One way at a time, as an activity; used from the loop."""

    def __init__(
        self,
        locator: Locator,
        atlas: Atlas | None,
        measures: Measures,
        backing: Backing,
        silent_metres: float,
    ) -> None:
        """The beacon falls silent within `silent_metres` of its place."""
        self._locator = locator
        self._atlas = atlas
        self._measures = measures
        self._backing = backing
        self._silent_metres = silent_metres
        self._lead: Lead | None = None

    @property
    def answers(self) -> Mapping[str, Answering]:
        return {
            "way.to": self._to,
            "way.back": self._back,
            "way.stop": self._stop,
            "way.how_far": self._how_far,
        }

    async def _to(self, question: Question) -> Texts:
        fix = self._locator.fix
        if fix is None:
            yield question.reply("way.no_fix")
            return
        found = await self._found(question, fix)
        if found is None:
            yield question.reply("way.no_place", place=question.about)
            return
        name, target = found
        route = Route.straight_to(target, muted_within=self._silent_metres)
        guidance = self._begin(question, route, fix)
        yield self._begun(question, name, guidance, fix)

    def _begun(self, question: Question, name: str, guidance: Guidance, fix: Fix) -> str:
        """Where it lies; or that they stand there."""
        words = self._words(question)
        distance = words.distance(guidance.distance, fix.accuracy)
        if guidance.arrived:
            return question.reply("way.arrived", metres=max(1, round(fix.accuracy)))
        if guidance.degrees is None:
            direction = words.compass(guidance.bearing)
            key = "way.to_without_heading"
            return question.reply(key, place=name, distance=distance, direction=direction)
        clock = words.clock(guidance.degrees)
        return question.reply("way.to", place=name, distance=distance, clock=clock)

    async def _back(self, question: Question) -> Texts:
        fix, crumbs = self._locator.fix, self._crumbs()
        if fix is None:
            yield question.reply("way.no_fix")
        elif len(crumbs) < LEAST_CRUMBS:
            yield question.reply("way.no_way_back")
        else:
            route = Route.back_along(crumbs, muted_within=self._silent_metres)
            guidance = self._begin(question, route, fix)
            distance = self._words(question).distance(guidance.distance, fix.accuracy)
            yield question.reply("way.back", distance=distance)

    async def _stop(self, question: Question) -> Texts:
        if self._backing.activities.running in LEADING:
            self._backing.activities.stop()
            yield question.reply("way.stopped")
        else:
            yield question.reply("way.nowhere")

    async def _how_far(self, question: Question) -> Texts:
        fix = self._locator.fix
        if self._lead is None or self._backing.activities.running not in LEADING:
            yield question.reply("way.nowhere")
        elif fix is None:
            yield question.reply("way.no_fix")
        else:
            distance = self._words(question).distance(self._lead.left, fix.accuracy)
            yield question.reply("way.left", distance=distance)

    async def _found(self, question: Question, fix: Fix) -> tuple[str, Point] | None:
        """A saved place of that name, or else the nearest of the map that is called so."""
        saved = self._backing.store.places.named(self._backing.person(), question.about)
        if saved is not None:
            return saved.name, Point(saved.latitude, saved.longitude)
        if self._atlas is None:
            return None
        words = self._words(question)
        kinds = words.kinds_called(question.about)
        name = "" if kinds else question.about
        found = await self._atlas.ask(
            lambda streets: nearest_of(streets, point(fix), None, kinds=kinds, name=name, most=1)
        )
        return (words.name(found[0]), found[0].point) if found else None

    def _crumbs(self) -> Sequence[Crumb]:
        """Of this walk; of the one that was kept last where the device was off meanwhile."""
        if len(self._locator.trail.crumbs) >= LEAST_CRUMBS:
            return self._locator.trail.crumbs
        kept = self._backing.store.breadcrumbs.last_walk(self._backing.person())
        return [Crumb(Point(one.latitude, one.longitude), one.accuracy) for one in kept]

    def _begin(self, question: Question, route: Route, fix: Fix) -> Guidance:
        """Lead from now on, unless they are there; where they are on the way."""
        self._lead = Lead(route, self._locator, self._measures)
        guidance = self._lead.look(fix)
        if not guidance.arrived:
            self._backing.activities.begin(question, self._lead.run)
        return guidance

    def _words(self, question: Question) -> WayWords:
        return WayWords(question.phrases, self._measures.step_metres)
