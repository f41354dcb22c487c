"""From what was said to a reply on its way to the voice: skills first, then the language model."""

from __future__ import annotations

import logging
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from edge.ports import Role
from edge.speaking.growing import Growing
from edge.speaking.items import Item
from edge.thinking.answer import Answer
from edge.thinking.mind.briefing import language_of
from edge.thinking.said import Said

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    from edge.events import BargedIn, PlaybackFinished, Transcribed
    from edge.modes.body import Body
    from edge.modes.model_use import ModelUse
    from edge.modes.mouth import Mouths
    from edge.modes.telling import Telling
    from edge.thinking.mind.mind import Mind

log = logging.getLogger(__name__)


class Replies:
    """One at a time: a new question replaces one that is still being thought about."""

    def __init__(
        self,
        think: Callable[[Said], Awaitable[Answer]],
        model: ModelUse,
        telling: Telling,
        mouths: Mouths,
        body: Body,
    ) -> None:
        self._think = think
        self._model = model
        self._telling = telling
        self._mouths = mouths
        self._body = body
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
        if self._model.mind is not None:
            self._model.mind.heard(event.item, event.heard)
        if self._growing is not None and event.item == self._growing.id and not self._is_read():
            self._cancel()
        asked = event.item in self._asked_back
        self._asked_back.discard(event.item)
        return asked

    def _is_read(self) -> bool:
        """Some voice goes on with the reply that is being written, on another output perhaps."""
        items = [mouth.voice.speaking for mouth in self._mouths.speaking]
        return any(
            item.growing is self._growing.growing for item in items if item and self._growing
        )

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _answer(self, said: Said) -> None:
        try:
            answer = await self._think(said)
            mind = self._model.allowed
            if answer.understood or mind is None:
                self._say(said, answer)
            else:
                await self._converse(mind, said, answer)
        except Exception as error:  # a skill that breaks costs its turn, not the conversation
            log.exception("no answer to %r", said.text)
            self._telling.failed(error)

    def _say(self, said: Said, answer: Answer) -> None:
        """A whole answer."""
        item = Item(text=answer.text, language=answer.language, audience=answer.audience)
        self._telling.answered(said, answer, item.id if answer.text else 0)
        if self._model.mind is not None:
            self._model.mind.remember(item.id, said, answer)
        self._finish(item, answer)
        if answer.text:
            self._mouths.say(item)

    async def _converse(self, mind: Mind, said: Said, otherwise: Answer) -> None:
        """An answer that is said while it is being written; `otherwise` where there is none."""
        growing = Growing()
        item = Item(growing=growing, language=language_of(said), audience=otherwise.audience)
        answer = Answer("", item.language)
        try:
            async with aclosing(mind.reply(said, otherwise, item.id)) as parts:
                async for part in parts:
                    if isinstance(part, Answer):
                        answer = part
                    else:
                        growing.add(part)
                        if self._growing is None:
                            self._begin_to_say(replace(item, language=mind.language), said)
        finally:
            growing.finish()
            self._growing = None
            if growing.text:
                self._telling.completed(item, answer)
        self._finish(item, answer)
        if not growing.text:
            self._telling.answered(said, answer, 0)

    def _begin_to_say(self, item: Item, said: Said) -> None:
        """With its first text; only then is it known which language that is in."""
        self._growing = item
        begun = Answer(item.wording, item.language)
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
