"""Where am I, what is around and ahead of me, where is the nearest of a kind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from edge.modes.sight.way_words import WayWords
from edge.tasks import apart
from edge.way.nearby import (
    ahead_of_me,
    around_me,
    nearest_of,
    next_intersection,
    once_each,
)
from edge.way.opening import opening
from edge.way.street_map import Place
from edge.way.where import where_am_i
from edge.way.whereabouts import point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import TypeAlias

    from edge.modes.sight.atlas import Atlas
    from edge.modes.sight.locator import Locator
    from edge.modes.sight.measures import Measures
    from edge.modes.sight.question import Answering, Question, Texts
    from edge.ports import Clock, Fix
    from edge.way.nearby import Nearby
    from edge.way.opening import Opening
    from edge.way.street_map import StreetMap
    from edge.way.where import Where

    Query: TypeAlias = Callable[[StreetMap, Fix], list[Nearby]]

MOST_THINGS = {"brief": 2, "normal": 4, "full": 8}
"""Told of one question, by verbosity."""
ON_STREET_METRES = 20.0
"""From the middle of a street; farther away one is near it."""


class Wayfinding:
    """Answers from the position and, where one was imported, the map; used from the loop."""

    def __init__(
        self, locator: Locator, atlas: Atlas | None, measures: Measures, clock: Clock
    ) -> None:
        self._clock = clock
        self._locator = locator
        self._atlas = atlas
        self._measures = measures

    @property
    def answers(self) -> Mapping[str, Answering]:
        return {
            "way.here": self._here,
            "way.around": self._around,
            "way.ahead": self._ahead,
            "way.nearest": self._nearest,
        }

    async def _here(self, question: Question) -> Texts:
        fix, facing = self._locator.fix, self._locator.facing
        if fix is None:
            yield question.reply("way.no_fix")
        elif self._atlas is None:
            yield question.reply("way.unknown", metres=_metres(fix))
            yield question.reply("way.no_map")
        else:
            where = await self._atlas.ask(lambda streets: where_am_i(streets, fix, facing))
            for text in self._told(question, where):
                yield text

    def _told(self, question: Question, where: Where) -> Iterator[str]:
        metres = max(1, round(where.accuracy))
        if not where.street:
            yield question.reply("way.unknown", metres=metres)
            return
        is_on = where.street_distance <= max(ON_STREET_METRES, where.accuracy)
        yield question.reply("way.on" if is_on else "way.near", street=where.street, metres=metres)
        if where.also:
            yield question.reply("way.or", list=question.phrases.join(where.also))
        words = self._words(question)
        if where.intersection is not None:
            yield question.reply("way.at", name=words.name(where.intersection))
        if where.facing is not None:
            yield question.reply("way.facing", direction=words.compass(where.facing.degrees))

    async def _around(self, question: Question) -> Texts:
        facing = self._locator.facing_degrees
        async for text in self._things(
            question, lambda streets, fix: around_me(streets, point(fix), facing)
        ):
            yield text

    async def _ahead(self, question: Question) -> Texts:
        travelling = self._locator.travelling
        if travelling is None and self._locator.fix is not None:
            yield question.reply("way.no_heading")
            return
        async for text in self._things(
            question, lambda streets, fix: _ahead(streets, fix, travelling or 0.0)
        ):
            yield text

    async def _nearest(self, question: Question) -> Texts:
        facing = self._locator.facing_degrees
        kinds = self._words(question).kinds_called(question.about)
        name = "" if kinds else question.about
        found: list[Nearby] = []

        def query(streets: StreetMap, fix: Fix) -> list[Nearby]:
            found.extend(nearest_of(streets, point(fix), facing, kinds=kinds, name=name, most=1))
            return found

        async for text in self._things(question, query):
            yield text
        if found and isinstance(found[0].thing, Place):
            now = self._clock.now()
            hours = await apart(partial(opening, found[0].thing.opening_hours, now))
            if hours is not None:
                yield _opening(question, hours, now)

    async def _things(self, question: Question, query: Query) -> Texts:
        """What the map answers, or why it cannot."""
        fix = self._locator.fix
        if fix is None:
            yield question.reply("way.no_fix")
        elif self._atlas is None:
            yield question.reply("way.no_map")
        else:
            found = await self._atlas.ask(lambda streets: query(streets, fix))
            yield self._listed(question, found, fix)

    def _listed(self, question: Question, found: Sequence[Nearby], fix: Fix) -> str:
        if not found:
            return question.reply("way.nothing_around")
        words, most = self._words(question), MOST_THINGS[question.phrases.verbosity]
        told = [words.thing(one, fix.accuracy) for one in found[:most]]
        apart = question.phrases.language.words["join"]["items"]
        return question.reply("way.around", list=apart.join(told))

    def _words(self, question: Question) -> WayWords:
        return WayWords(question.phrases, self._measures.step_metres)


def _ahead(streets: StreetMap, fix: Fix, travelling: float) -> list[Nearby]:
    """The next crossing of streets, however far, and what lies before it and beyond."""
    here = point(fix)
    crossing = next_intersection(streets, here, travelling)
    found = ahead_of_me(streets, here, travelling)
    together = sorted([*found, *([crossing] if crossing else [])], key=lambda one: one.distance)
    return once_each(together)


def _opening(question: Question, hours: Opening, now: datetime) -> str:
    state = "open" if hours.is_open else "closed"
    if hours.until is None:
        return question.reply(f"way.{state}")
    phrases, is_today = question.phrases, hours.until.date() == now.date()
    time = phrases.clock(hours.until) if is_today else phrases.when(hours.until, now)
    return question.reply(f"way.{state}_until", time=time)


def _metres(fix: Fix) -> int:
    return max(1, round(fix.accuracy))
