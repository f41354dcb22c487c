"""Teaching one's own things and boxes, what is known by now, and forgetting it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from edge.seeing import boxes
from edge.seeing.taught_things import LOOKS, TaughtThing, cut_out, held_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.modes.sight.belongings import Belongings
    from edge.modes.sight.camera_use import CameraUse
    from edge.modes.sight.question import Answering, Question, Texts
    from edge.modes.sight.vision import Vision
    from edge.ports import Clock, Embedding, Picture
    from edge.seeing.eyes import Eyes

TEACH_SECONDS = 15.0
"""A thing is looked at for so long at most."""
WANTED_LOOKS = LOOKS + 2
BETWEEN_SECONDS = 0.7
"""Two looks: it must have turned meanwhile."""
BOX_LOOKS = 4
"""Sides of a box that are read."""


class Teaching:
    """Used from the loop."""

    def __init__(
        self, camera: CameraUse, vision: Vision, belongings: Belongings, clock: Clock
    ) -> None:
        self._camera = camera
        self._vision = vision
        self._belongings = belongings
        self._clock = clock

    @property
    def answers(self) -> Mapping[str, Answering]:
        answers: dict[str, Answering] = {"look.taught": self._taught, "look.forget": self._forget}
        if self._vision.features:
            answers["look.teach"] = self._teach_thing
        if self._vision.reader or self._vision.codes:
            answers["look.teach_box"] = self._teach_box
        return answers

    async def _teach_thing(self, question: Question) -> Texts:
        yield question.reply("teach.learning")
        async with self._camera.using() as eyes:
            thing = await self._looked_at(eyes, TaughtThing(question.about, ()))
        if len(thing.looks) < LOOKS:
            yield question.reply("teach.unclear")
            return
        await self._belongings.keep_thing(thing)
        yield question.reply("teach.done", thing=question.about)

    async def _looked_at(self, eyes: Eyes, thing: TaughtThing) -> TaughtThing:
        """With looks that differ, as many as came in time."""
        clock = asyncio.get_running_loop().time
        until = clock() + TEACH_SECONDS
        while clock() < until and len(thing.looks) < WANTED_LOOKS:
            picture = (await eyes.look()).picture
            point = await self._vision.looker.ask("teaching", partial(self._point, picture))
            thing = thing.with_look(point)
            await asyncio.sleep(BETWEEN_SECONDS)
        return thing

    def _point(self, picture: Picture) -> Embedding:
        """Of what is held up; on the vision thread."""
        assert self._vision.features is not None
        size = picture.shape[1], picture.shape[0]
        box = held_up(self._vision.detected(picture), size)
        return self._vision.features.embed(cut_out(picture, box))

    async def _teach_box(self, question: Question) -> Texts:
        yield question.reply("teach.learning")
        seen = boxes.Look()
        async with self._camera.using() as eyes:
            for _ in range(BOX_LOOKS):
                look = await self._vision.label(eyes, self._clock.now().year)
                seen = boxes.Look(seen.codes | look.codes, seen.words | look.words)
                await asyncio.sleep(BETWEEN_SECONDS)
        if not seen.is_enough_to_teach:
            yield question.reply("box.nothing")
            return
        await self._belongings.keep_box(question.about, seen)
        by = question.phrases.say("box.by.code" if seen.codes else "box.by.label")
        yield question.reply("box.taught", thing=question.about, by=by)
        yield question.reply("box.check")

    async def _taught(self, question: Question) -> Texts:
        if names := self._belongings.names:
            yield question.reply("teach.known", list=question.phrases.join(names))
        else:
            yield question.reply("teach.none")

    async def _forget(self, question: Question) -> Texts:
        is_gone = await self._belongings.forget(question.about)
        yield question.reply("teach.forgot" if is_gone else "teach.no_such", thing=question.about)
