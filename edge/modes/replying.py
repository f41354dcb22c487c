"""From what was said to a reply on its way to the voice: skills first, then the language model."""

from __future__ import annotations

import logging
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from edge.ports import Role
from edge.speaking.growing import Growing
from edge.speaking.items import Item
from edge.thinking.actions import Ask
from edge.thinking.answer import Answer
from edge.thinking.mind.briefing import language_of
from edge.thinking.said import Said

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from edge.events import BargedIn, PlaybackFinished, Transcribed
    from edge.modes.body import Body
    from edge.modes.model_use import ModelUse
    from edge.modes.mouth import Mouths
    from edge.modes.sight.senses import Senses
    from edge.modes.telling import Telling

log = logging.getLogger(__name__)


class Writer(Protocol):
    """Writes answers while they are said: the language model, or the senses."""

    @property
    def language(self) -> str:
        """Of what it writes."""
        ...

    def reply(self, said: Said, otherwise: Answer, turn: int) -> AsyncGenerator[str | Answer, None]:
        """Texts to be said, and at last the Answer that they make together."""
        ...

    def heard(self, turn: int, text: str) -> None:
        """Of the reply of that number this reached the air."""
        ...


class Replies:
    """One at a time: a new question replaces one that is still being thought about."""

    def __init__(
        self,
        think: Callable[[Said], Awaitable[Answer]],
        model: ModelUse,
        telling: Telling,
        mouths: Mouths,
        body: Body,
        senses: Senses | None = None,
    ) -> None:
        self._think = think
        self._model = model
        self._telling = telling
        self._mouths = mouths
        self._body = body
        self._senses = senses
        self._task: asyncio.Task[None] | None = None
        self._growing: Item | None = None
        """The reply that is being written, once it has begun."""
        self._asked_back: set[int] = set()

    @property
    def pending(self) -> bool:
        """An answer is being thought about."""
        return self._task is not None and not self._task.done()

    def begin(self, event: Transcribed, tasks: asyncio.TaskGroup) -> None:
        """Somebody has said this, and it wants an answer."""
        self._cancel()
        self._task = tasks.create_task(self._answer(_said(event)))

    def foresee(self, event: Transcribed) -> None:
        """Somebody is still saying this."""
        if not self.pending and event.role is not Role.PARTNER:
            self._model.foresee(_said(event))

    def rest(self) -> None:
        """Nobody speaks, and no answer is owed."""
        self._model.rest()

    def heard(self, event: PlaybackFinished | BargedIn) -> bool:
        """An item has ended; True where it asked something back."""
        for writer in (self._model.mind, self._senses):
            if writer is not None:
                writer.heard(event.item, event.heard)
        if (
            self._growing is not None
            and event.item == self._growing.id
            and not self._mouths.read(self._growing)
        ):
            self._cancel()
        asked = event.item in self._asked_back
        self._asked_back.discard(event.item)
        return asked

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _answer(self, said: Said) -> None:
        try:
            answer = await self._think(said)
            writer = self._writer(answer)
            if writer is None:
                self._say(said, answer)
            else:
                await self._write(writer, said, answer)
        except Exception as error:  # a skill that breaks costs its turn, not the conversation
            log.exception("no answer to %r", said.text)
            self._telling.failed(error)

    def _writer(self, answer: Answer) -> Writer | None:
        """Who has more to say than the skills."""
        if any(isinstance(action, Ask) for action in answer.actions):
            return self._senses
        return None if answer.understood else self._model.allowed

    def _say(self, said: Said, answer: Answer) -> None:
        """A whole answer."""
        item = Item(text=answer.text, language=answer.language, audience=answer.audience)
        self._telling.answered(said, answer, item.id if answer.text else 0)
        if self._model.mind is not None:
            self._model.mind.remember(item.id, said, answer)
        self._finish(item, answer)
        if answer.text:
            self._mouths.say(item)

    async def _write(self, writer: Writer, said: Said, otherwise: Answer) -> None:
        """An answer that is said while it is being written; `otherwise` where there is none."""
        growing = Growing()
        item = Item(growing=growing, language=language_of(said), audience=otherwise.audience)
        answer = Answer("", item.language)
        try:
            async with aclosing(writer.reply(said, otherwise, item.id)) as parts:
                async for part in parts:
                    if isinstance(part, Answer):
                        answer = part
                    else:
                        is_first = not growing.text
                        growing.add(part)
                        if is_first:
                            begun = replace(item, language=writer.language)
                            self._begin_to_say(begun, said, otherwise.skill)
        finally:
            growing.finish()
            if self._growing is not None and self._growing.id == item.id:  # else the next began
                self._growing = None
            if growing.text:
                self._telling.completed(item, answer)
        self._finish(item, answer)
        if not growing.text:
            self._telling.answered(said, answer, 0)

    def _begin_to_say(self, item: Item, said: Said, skill: str | None) -> None:
        """With its first text; only then is it known which language that is in."""
        self._growing = item
        begun = Answer(item.wording, item.language, skill)
        self._telling.answered(said, begun, item.id, complete=False)
        self._mouths.say(item)

    def _finish(self, item: Item, answer: Answer) -> None:
        self._body.apply(answer.actions)
        if answer.expects:
            self._asked_back.add(item.id)


def _said(event: Transcribed) -> Said:
    return Said(
        event.text, event.language, event.role, event.source, event.dictation,
        event.is_command, event.typed,
    )  # fmt: skip
