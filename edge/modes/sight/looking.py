"""What is there: in front, around, how many people, which colour, how light; and what else."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from edge.modes.sight import seen_words as words
from edge.modes.sight.camera_use import NOTHING_SEEN, UnseenError
from edge.seeing import light as lightness
from edge.seeing.colours import colour_of
from edge.seeing.describing import (
    RECOGNISED,
    ColourSeen,
    Findings,
    LightSeen,
    PeopleSeen,
    ThingsSeen,
    facts,
)
from edge.seeing.lens import BLACK_BELOW, brightest_block
from edge.seeing.scene import PERSON, Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from edge.modes.sight.camera_use import CameraUse
    from edge.modes.sight.question import Answering, Question, Texts
    from edge.modes.sight.vision import Vision
    from edge.ports import Clock, Picture
    from edge.seeing.describing import Fact
    from edge.seeing.eyes import EyesState

    Look: TypeAlias = Callable[[Question, Picture], Texts]

KEPT_SECONDS = 60.0
"""For so long a picture can be asked "what else"."""
OF_LIGHT = ("look.light", "look.colour")
"""Questions to which a black picture is no obstacle."""


class Looking:
    """Questions that one picture answers; used from the loop."""

    def __init__(self, camera: CameraUse, vision: Vision, clock: Clock) -> None:
        self._camera = camera
        self._vision = vision
        self._clock = clock
        self._last: Question | None = None
        self._picture: Picture | None = None
        self._forgetting: asyncio.TimerHandle | None = None
        self._told: set[tuple[type, str]] = set()
        """What was said of the picture."""

    @property
    def answers(self) -> Mapping[str, Answering]:
        return {what: partial(self._new_look, look) for what, look in self._looks.items()} | {
            "look.again": self._again,
            "look.more": self._more,
        }

    @property
    def _looks(self) -> Mapping[str, Look]:
        """Each needs a new picture."""
        looks: dict[str, Look] = {
            "look.describe": self._describe,
            "look.colour": self._colour,
            "look.light": self._light,
        }
        if self._vision.things:
            looks["look.front"] = self._front
        if self._vision.things or self._vision.faces:
            looks["look.people"] = self._people
        return looks

    def forget(self) -> None:
        """The picture, and what was said of it."""
        if self._forgetting is not None:
            self._forgetting.cancel()
        self._picture = None
        self._told = set()

    async def _new_look(self, look: Look, question: Question) -> Texts:
        async with self._camera.using() as eyes:
            frame = await eyes.look()
            if question.what not in OF_LIGHT:
                _must_show(frame.picture, eyes.state)
        self.forget()
        self._last, self._picture = question, frame.picture
        loop = asyncio.get_running_loop()
        self._forgetting = loop.call_later(KEPT_SECONDS, self.forget)
        async for text in look(question, frame.picture):
            yield text

    async def _again(self, question: Question) -> Texts:
        """The last question, of a new picture."""
        what = self._last.what if self._last else "look.describe"
        async for text in self._new_look(self._looks[what], question.of(what)):
            yield text

    async def _front(self, question: Question, picture: Picture) -> Texts:
        scene = await self._vision.scene(picture)
        people = sum(one.label == PERSON for one in scene.in_front)
        ahead = facts(Findings(scene=Scene(scene.in_front, people)))
        for text in self._sentences(question, ahead) or [question.reply("seen.nothing")]:
            yield text

    async def _describe(self, question: Question, picture: Picture) -> Texts:
        async for text in self._untold(question, picture):
            yield text
        if not any(kind in RECOGNISED for kind, _ in self._told):
            yield question.reply("seen.nothing")

    async def _more(self, question: Question) -> Texts:
        """Of the same picture, what was not told yet."""
        if self._picture is None:
            yield question.reply("seen.no_picture")
            return
        before = len(self._told)
        async for text in self._untold(question, self._picture):
            yield text
        if len(self._told) == before:
            yield question.reply("seen.all")

    async def _untold(self, question: Question, picture: Picture) -> Texts:
        """What is found quickly first; then what is written there."""
        for find in (self._vision.findings, self._vision.print):
            for text in self._sentences(question, facts(await find(picture))):
                yield text

    async def _people(self, question: Question, picture: Picture) -> Texts:
        found = await self._vision.people(picture)
        self._told.add((PeopleSeen, ""))
        yield words.people(question.phrases, found) + question.gap

    async def _colour(self, question: Question, picture: Picture) -> Texts:
        seen = await self._vision.looker.ask("colour", partial(colour_of, picture))
        self._told.add((ColourSeen, ""))
        yield words.colour(question.phrases, seen) + question.gap

    async def _light(self, question: Question, picture: Picture) -> Texts:
        level = await self._vision.light(picture)
        self._told.add((LightSeen, ""))
        yield words.light(question.phrases, level, lightness.in_words(level)) + question.gap

    def _sentences(self, question: Question, found: Sequence[Fact]) -> list[str]:
        """The first few facts that were not told before, and are from now on."""
        fresh = [fact for fact in found if _key(fact) not in self._told]
        told = fresh[: words.MOST_FACTS[question.phrases.verbosity]]
        self._told |= {_key(fact) for fact in told}
        texts = words.described(question.phrases, told, self._clock.now().date())
        return [text + question.gap for text in texts]


def _must_show(picture: Picture, state: EyesState) -> None:
    """Raises UnseenError for a picture that shows nothing; eyes take a second to be sure of it."""
    if state in NOTHING_SEEN:
        raise UnseenError(state)
    if brightest_block(picture) < BLACK_BELOW:
        raise UnseenError("black")


def _key(fact: Fact) -> tuple[type, str]:
    """What makes it the same thing to tell."""
    return type(fact), fact.label if isinstance(fact, ThingsSeen) else ""
