"""Answers questions about what is seen and where one is, as a language model answers: in pieces."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from edge.errors import DeviceError, EngineError, InputError
from edge.modes.sight.question import Question

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from edge.modes.sight.question import Family
    from edge.thinking.actions import Ask
    from edge.thinking.answer import Answer
    from edge.thinking.phrases import Phrases
    from edge.thinking.said import Said

WRONG = (DeviceError, EngineError, InputError)
"""What a sense may break with; the conversation goes on."""


class Senses:
    """Used from the loop; one question at a time, and a new one ends the one before."""

    def __init__(
        self,
        families: Sequence[Family],
        phrases: Callable[[str], Phrases],
        replied: Callable[[Said, Answer], Awaitable[object]],
    ) -> None:
        self._families = families
        self._phrases = phrases
        self._replied = replied
        self._asked: tuple[int, str] = (0, "")

    async def reply(
        self, ask: Ask, said: Said, answer: Answer, turn: int
    ) -> AsyncGenerator[str | Answer, None]:
        """Texts to be said, and at last the Answer that they make together.

        `turn` is a number by which `heard` will name this reply.
        """
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
                await self._replied(said, replace(answer, text=text.strip()))

    def heard(self, turn: int, text: str) -> None:
        """Of the reply of that number this reached the air."""
        number, what = self._asked
        if turn == number:
            for family in self._families:
                family.heard(what, text)

    async def _texts(self, ask: Ask, language: str) -> AsyncGenerator[str, None]:
        question = Question(ask.what, ask.about, self._phrases(language))
        answering = next(
            family.answers[ask.what] for family in self._families if ask.what in family.answers
        )
        texts = cast("AsyncGenerator[str, None]", answering(question))
        try:
            async with aclosing(texts):  # every family answers with a generator
                async for text in texts:
                    yield text
        except WRONG as error:
            yield question.reply("sight.failed", reason=str(error))
