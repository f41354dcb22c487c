"""Replies that are said while they are written, one after the other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from edge.bus import Bus
from edge.events import SkillAnswered, Transcribed
from edge.modes.body import Body, Manners
from edge.modes.governor import Governor
from edge.modes.model_use import ModelUse
from edge.modes.mouth import Mouths
from edge.modes.replying import Replies
from edge.modes.telling import Telling
from edge.modes.wording import words_for
from edge.thinking.actions import Ask
from edge.thinking.answer import Answer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from edge.modes.sight.senses import Senses
    from edge.thinking.said import Said


class SlowToStop:
    """A writer that needs a second to put its pen down."""

    language = "en"

    async def reply(
        self, said: Said, otherwise: Answer, turn: int
    ) -> AsyncGenerator[str | Answer, None]:
        try:
            yield f"This is {said.text}."
            await asyncio.sleep(2.0)
            yield Answer(f"This is {said.text}.", "en")
        finally:
            await asyncio.sleep(1.0)

    def heard(self, turn: int, text: str) -> None:
        """Nobody listens."""


async def test_a_reply_is_said_though_the_one_before_it_has_not_ended() -> None:
    clock = asyncio.get_running_loop().time
    bus, mouths = Bus(), Mouths([], clock)
    told = bus.subscribe(SkillAnswered)
    body = Body(Manners("en", 175), {}, mouths, words_for, lambda _: None)

    async def think(said: Said) -> Answer:
        return Answer("", "en", actions=(Ask("look"),))

    model = ModelUse(None, Governor(), {})
    writer = cast("Senses", SlowToStop())
    replies = Replies(think, model, Telling(bus, clock), mouths, body, writer)
    async with asyncio.TaskGroup() as tasks:
        for text in ("one", "two"):
            replies.begin(Transcribed(at=0.0, text=text, final=True, source="typed"), tasks)
            await asyncio.sleep(0.5)
    bus.close()
    begun = [event.text async for event in told if isinstance(event, SkillAnswered)]
    assert begun == ["one", "two"]
