"""Answers questions about what is seen and where one is, as a language model answers: in pieces."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from edge.modes.sight.question import WRONG, Noting, Question
from edge.thinking.actions import Ask

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from edge.modes.sight.question import Family, Texts
    from edge.thinking.answer import Answer
    from edge.thinking.phrases import Phrases
    from edge.thinking.said import Said

NEEDED = {
    "look": "things",
    "look.people": "faces",
    "look.code": "codes",
    "look.money": "text",
    "look.box": "text",
    "look.teach_box": "text",
    "look.teach": "features",
    "read": "text",
    "camera": "things",
    "way": "map",
    "guide": "things",
}
"""The kind of model behind each question or family of questions."""


class Senses:
    """Used from the loop; one question at a time, and a new one ends the one before."""

    def __init__(
        self,
        families: Sequence[Family],
        phrases: Callable[[str], Phrases],
        replied: Callable[[int, Said, Answer], Awaitable[None]],
    ) -> None:
        self.language = ""
        """Of the last reply."""
        self._families = families
        self._phrases = phrases
        self._replied = replied
        self._asked: tuple[int, str] = (0, "")

    async def reply(
        self, said: Said, otherwise: Answer, turn: int
    ) -> AsyncGenerator[str | Answer, None]:
        """Texts to be said, and at last the Answer that they make together.

        `otherwise` is the skill's, with what is asked among its actions; `turn` a number by which
        `heard` will name this reply.
        """
        answer = otherwise
        ask = next(action for action in answer.actions if isinstance(action, Ask))
        self.language = answer.language
        self._asked = turn, ask.what
        text = ""
        try:
            async with aclosing(self._texts(ask, answer.language)) as texts:
                async for part in texts:
                    text += part
                    yield part
            yield replace(answer, text=text.strip())
        finally:
            if text:
                await self._replied(turn, said, replace(answer, text=text.strip()))

    def heard(self, turn: int, text: str) -> None:
        """Of the reply of that number this reached the air."""
        number, what = self._asked
        if turn == number:
            for family in self._families:
                if isinstance(family, Noting):
                    family.heard(what, text)

    async def _texts(self, ask: Ask, language: str) -> AsyncGenerator[str, None]:
        question = Question(ask.what, ask.about, self._phrases(language))
        answers = (family.answers.get(ask.what, _nobody) for family in self._families)
        answering = next((answer for answer in answers if answer is not _nobody), _nobody)
        texts = cast("AsyncGenerator[str, None]", answering(question))
        try:
            async with aclosing(texts):  # every family answers with a generator
                async for text in texts:
                    yield text
        except WRONG as error:
            yield question.failed(error)


async def _nobody(question: Question) -> Texts:
    """What is needed for this is not installed."""
    needed = NEEDED.get(question.what) or NEEDED[question.what.partition(".")[0]]
    yield question.reply("sight.missing", role=question.phrases.language.words["roles"][needed])
