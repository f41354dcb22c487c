"""Finding a thing: its clock face in words, and ticks that speed up towards it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from edge.audio.tones import tick_interval
from edge.modes.sight import seen_words as words
from edge.modes.sight.wanted import wanted
from edge.seeing.finding import Direction, Finder
from edge.seeing.taught_things import look_for
from edge.seeing.tracking import Tracker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edge.modes.sight.activity import Activities, Aloud
    from edge.modes.sight.belongings import Belongings
    from edge.modes.sight.camera_use import CameraUse
    from edge.modes.sight.question import Answering, Question, Texts
    from edge.modes.sight.vision import Vision
    from edge.modes.sight.wanted import Wanted
    from edge.ports import Picture, Thing
    from edge.seeing.eyes import Eyes
    from edge.seeing.scene import Placed
    from edge.seeing.taught_things import TaughtThing

SEARCH_SECONDS = 60.0
"""It is given up when it was not seen for so long."""
AHEAD_SECONDS = 4.0
"""Straight ahead for so long: it is found."""
AGAIN_SECONDS = 4.0
"""Another clock face is told no sooner than this; the ticks tell it at once."""


class Finding:
    """Used from the loop; one search at a time."""

    def __init__(
        self, camera: CameraUse, vision: Vision, activities: Activities, belongings: Belongings
    ) -> None:
        self._camera = camera
        self._vision = vision
        self._activities = activities
        self._belongings = belongings

    @property
    def answers(self) -> Mapping[str, Answering]:
        able = {"look.find": self._find} if self._vision.things or self._vision.features else {}
        return able | {"look.stop": self._stop}

    async def _find(self, question: Question) -> Texts:
        sought = wanted(question.about, self._belongings.things, question.phrases.language)
        if sought is None or not self._can_see(sought):
            yield question.reply("find.unknown", thing=question.about)
            return
        yield question.reply("find.start", thing=sought.name)
        self._activities.begin(question, partial(self._search, sought))

    def _can_see(self, sought: Wanted) -> bool:
        return (self._vision.features if sought.thing else self._vision.things) is not None

    async def _stop(self, question: Question) -> Texts:
        if self._activities.running.startswith("look"):
            self._activities.stop()
            yield question.reply("find.stopped")
        else:
            yield question.reply("find.not")

    async def _search(self, sought: Wanted, aloud: Aloud) -> None:
        async with self._camera.using() as eyes:
            await Search(sought, self._vision, self._belongings.things, aloud).run(eyes)


class Search:
    """One search, from the first picture until the thing is straight ahead, or given up."""

    def __init__(
        self, sought: Wanted, vision: Vision, taught: Sequence[TaughtThing], aloud: Aloud
    ) -> None:
        self._sought = sought
        self._vision = vision
        self._taught = taught
        self._aloud = aloud
        self._tracker = Tracker()
        self._finder = Finder()
        self._direction = Direction("searching")
        self._is_seen = asyncio.Event()
        self._told: tuple[str, int | None] = ("searching", None)
        self._told_at = 0.0

    async def run(self, eyes: Eyes) -> None:
        ticking = asyncio.create_task(self._tick())
        try:
            await self._follow(eyes)
        finally:
            ticking.cancel()

    async def _tick(self) -> None:
        """Quicker towards the axis, and quiet while it is not seen."""
        while True:
            await self._is_seen.wait()
            degrees = self._direction.degrees
            if degrees is not None:
                self._aloud.pointing.tick(degrees)
                await asyncio.sleep(tick_interval(degrees))

    async def _follow(self, eyes: Eyes) -> None:
        last_seen = ahead_since = asyncio.get_running_loop().time()
        while True:
            frame = await eyes.look()
            found = await self._look(frame.picture, frame.at)
            if found is None:
                continue  # a question was looked at instead
            self._turn_to(self._finder.see(found, frame.at), frame.at)
            if found:
                last_seen = frame.at
            if self._direction.progress != "ahead":
                ahead_since = frame.at
            if frame.at - ahead_since >= AHEAD_SECONDS:
                return
            if frame.at - last_seen >= SEARCH_SECONDS:
                self._aloud.conclude(self._say("find.gave_up"))
                return

    async def _look(self, picture: Picture, at: float) -> tuple[Placed, ...] | None:
        """What answers to it in this picture; None where a question came before."""
        things = await self._vision.looker.routine("finding", partial(self._candidates, picture))
        if things is None:
            return None
        tracks = self._tracker.update(things, at)
        seen = [track.thing for track in tracks if track.seen_at == at]
        return self._vision.placed(seen, picture)

    def _candidates(self, picture: Picture) -> list[Thing]:
        """On the vision thread."""
        things = self._vision.detected(picture)
        if self._sought.thing is None:
            return [thing for thing in things if thing.label == self._sought.label]
        assert self._vision.features is not None
        found = look_for(picture, things, self._taught, self._vision.features.embed)
        return [thing for thing in found if thing.label == self._sought.thing.name]

    def _turn_to(self, direction: Direction, now: float) -> None:
        """Let it be heard: at once what is new, and a new clock face now and then."""
        self._direction = direction
        if direction.degrees is None:
            self._is_seen.clear()
        else:
            self._is_seen.set()
        state = direction.progress, direction.hour
        is_new = direction.progress != self._told[0]
        if state == self._told or not (is_new or now - self._told_at >= AGAIN_SECONDS):
            return
        if text := self._wording(direction):
            self._aloud.tell(text, "find")
        self._told, self._told_at = state, now

    def _wording(self, direction: Direction) -> str:
        match direction.progress:
            case "ahead":
                return self._say("find.ahead")
            case "searching":
                return self._say("find.lost", clock=self._clock(self._told[1]))
            case _:
                return self._say("find.seen", clock=self._clock(direction.hour))

    def _clock(self, hour: int | None) -> str:
        return words.clock_face(self._aloud.question.phrases, hour or 12)

    def _say(self, key: str, **values: Any) -> str:
        return self._aloud.question.reply(key, thing=self._sought.name, **values)
