"""A room with things in it, a camera, and somebody who asks one family of questions."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from edge import language as languages
from edge.fakes.camera import FakeCamera
from edge.fakes.printed import (
    FakeCodeReader,
    FakePictureEmbedder,
    FakeTextReader,
    FakeThingDetector,
    printed,
)
from edge.fakes.time import AtOnce, FakeClock
from edge.modes.sight.activity import Activities
from edge.modes.sight.backing import Backing
from edge.modes.sight.camera_use import CameraUse
from edge.modes.sight.outfit import Outfit
from edge.modes.sight.pointing import Pointing
from edge.modes.sight.question import Question
from edge.ports import Box, TextLine, Thing
from edge.seeing.eyes import Eyes
from edge.seeing.looker import Looker
from edge.store.store import Store
from edge.thinking.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.audio.beacon_sound import Aim
    from edge.ports import Picture
    from edge.speaking.items import Item

WIDTH, HEIGHT = 640, 480
LANGUAGES = {code: languages.load(code) for code in languages.available()}
"""Reading files is no work for the loop."""


def thing(label: str, at: float = 0.5, score: float = 0.9, bottom: int = 460) -> Thing:
    """`at`: 0 is the left edge of the picture, 1 the right one."""
    middle = at * WIDTH
    return Thing(label, score, Box(middle - 40, bottom - 150, middle + 40, bottom))


def lines(*texts: str, score: float = 0.99) -> list[TextLine]:
    return [
        TextLine(text, score, Box(100, 60 + 40 * row, 540, 90 + 40 * row))
        for row, text in enumerate(texts)
    ]


def turned(now: float, label: str) -> Picture:
    """Held up and turned: it shows more or less of its yellow side."""
    picture = printed(things=[Thing(label, 0.9, Box(260, 140, 380, 340))])
    picture[140:340, 260 : 260 + round(100 * (now * 0.37 % 1))] = (250, 250, 0)
    return picture


class Heard(Pointing):
    """Remembers what was said and pointed at."""

    def __init__(self) -> None:
        super().__init__([])
        self.ticks: list[tuple[float, float]] = []
        """When, and towards what."""
        self.notes: list[tuple[float, float]] = []
        self.items: list[Item] = []

    @property
    def texts(self) -> list[str]:
        return [item.text for item in self.items]

    def tick(self, degrees: float) -> None:
        self.ticks.append((asyncio.get_running_loop().time(), degrees))

    def note(self, hertz: float, degrees: float = 0.0) -> None:
        self.notes.append((hertz, degrees))

    def guide(self, aim: Aim | None) -> None:
        """Nothing here has a beacon."""


class Room:
    """Everything there is, and all questions."""

    def __init__(self) -> None:
        self.camera = FakeCamera()
        self.use = CameraUse(Eyes(self.camera, lambda: 10.0, lambda _: None))
        self.heard = Heard()
        self.activities = Activities(self.heard.items.append, self.heard)
        self.store = Store.in_memory()
        self.clock = FakeClock()
        self.outfit = Outfit(
            camera=self.use,
            reader=FakeTextReader(),
            codes=FakeCodeReader(),
            things=FakeThingDetector(),
            features=FakePictureEmbedder(),
            looker=Looker(AtOnce()),
        )
        self.person = "owner"
        backing = Backing(self.activities, self.store, lambda: self.person, self.clock)
        self.families = self.outfit.families(backing)
        self.verbosity = "normal"
        self.language = "en"
        self.put()

    def put(self, *things: Thing, text: tuple[str, ...] = ()) -> None:
        """These are there from now on."""
        self.camera.show(printed(lines(*text), things=things))

    async def ask(self, what: str, about: str = "") -> str:
        phrases = Phrases(LANGUAGES[self.language], self.verbosity)
        question = Question(what, about, phrases)
        answer = next(one.answers[what] for one in self.families if what in one.answers)
        return "".join([text async for text in answer(question)]).strip()


@asynccontextmanager
async def room() -> AsyncIterator[Room]:
    made = Room()
    try:
        yield made
    finally:
        await made.activities.aclose()
        await made.outfit.close()
