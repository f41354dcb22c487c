"""The language model's part of the talk: it answers what no skill understood.

It speaks clause by clause, or does one thing through a skill, with no more rights than if that had
been said. What was heard of every answer, its own and the skills', is what it remembers.
"""

from __future__ import annotations

import json
from contextlib import aclosing
from typing import TYPE_CHECKING

from edge.ports import Role
from edge.thinking.mind.foresight import Foresight, Wasted
from edge.thinking.mind.means import Limits, Means
from edge.thinking.mind.memory import Exchange, Memory
from edge.thinking.mind.of_text import summary_of
from edge.thinking.mind.recollection import Recollection
from edge.thinking.mind.rehearsal import NoRehearsal
from edge.thinking.mind.thought import Thought
from edge.thinking.mind.token_budget import tokens
from edge.thinking.mind.tools import SKILL, SPOKEN_ONLY

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from edge.language import Language
    from edge.ports import LanguageModel
    from edge.thinking.answer import Answer
    from edge.thinking.mind.means import OffLoop
    from edge.thinking.mind.rehearsal import Rehearsal
    from edge.thinking.said import Said
    from edge.thinking.thinker import Thinker

__all__ = ["Limits", "Mind", "Wasted"]

NOT_REMEMBERED = ("captions", "erase")
"""Skills whose answers are what others said, or the wish to be forgotten."""


class Mind:
    """Used from the loop; `reply` answers, everything else keeps it ready or up to date."""

    def __init__(
        self,
        model: LanguageModel,
        thinker: Thinker,
        off_loop: OffLoop,
        limits: Limits | None = None,
        rehearsal: Rehearsal | None = None,
    ) -> None:
        self.wasted = Wasted()
        limits = limits or Limits()
        self._past = Recollection(limits.context_tokens)
        self._means = Means(model, thinker, off_loop, self._past, limits)
        self._foresight = Foresight(self._means, self.wasted, rehearsal or NoRehearsal())
        self.language = thinker.people.current.language
        """Of the text that `reply` handed out last."""
        self._failing = False
        """It failed last time, and that was said."""

    async def reply(
        self, said: Said, otherwise: Answer, turn: int
    ) -> AsyncGenerator[str | Answer, None]:
        """Texts to be said one after the other, and at last the Answer that they make together.

        `otherwise` is the answer without a model, given where it fails; `turn` a number by which
        `heard` will name this reply. Closing the generator stops the model.
        """
        briefing = await self._means.off_loop(self._means.thinker.brief, said)
        if briefing is None:
            yield otherwise.text
            yield otherwise
            return
        self.language = briefing.language.code
        memory = self._past.of(briefing.profile) if briefing.profile else Memory()
        thought = Thought(self._means, said, otherwise, briefing)
        thought.question.held = await self._foresight.claim(thought.question.prompt)
        try:
            async with aclosing(thought.texts("" if self._failing else "mind.failed")) as texts:
                async for text in texts:
                    if text == thought.text:
                        memory.add(Exchange(turn, said.words, text))
                    memory.grow(turn, thought.text)
                    self.language = thought.answer.language or self.language
                    yield text
            self._failing = thought.failed
            yield thought.answer
        finally:
            self.wasted.answer_tokens += thought.in_vain
            memory.grow(turn, thought.text, thought.call)
            if thought.is_own:
                await self._means.off_loop(self._means.thinker.replied, said, thought.answer)

    def remember(self, turn: int, said: Said | None, answer: Answer) -> None:
        """A skill answered, or (with no `said`) something was said unasked."""
        if said is not None:
            self._foresight.answered_without()
            if said.role is not Role.OWNER or answer.skill in NOT_REMEMBERED:
                return
        if answer.text:
            asked = said.words if said else ""
            call = _written(answer, asked) if answer.skill else ""
            memory = self._past.of(self._means.thinker.people.current.name)
            memory.add(Exchange(turn, asked, answer.text, call))

    def heard(self, turn: int, text: str) -> None:
        """An output has ended its part in `turn`: `text` is what of it reached the air."""
        ended = self._past.memory.heard(turn, text)
        if ended and not ended.call and not ended.is_whole:
            self.wasted.answer_tokens += tokens(ended.reply[len(ended.heard) :])

    def prepare(self, said: Said) -> None:
        """Evaluate, and begin to answer, the words so far of somebody who is still speaking.

        Nothing of it is said or done before `reply` is asked for the same words.
        """
        self._foresight.prepare(said)

    @property
    def is_working_ahead(self) -> bool:
        """It does what nobody has asked for."""
        return self._foresight.is_working

    def pause(self) -> None:
        """Give up what is being done ahead; what is ready stays."""
        self._foresight.pause()

    def rest(self) -> None:
        """Nobody speaks and nothing is owed: there is time for what is old and what comes next.

        Any other call ends it.
        """
        self._foresight.rest(self.language)

    def summary_of(self, text: str, language: Language) -> AsyncGenerator[str, None]:
        """What a text is about, clause by clause. Raises EngineError, or TimeoutError."""
        return summary_of(self._means, text, language)

    def forget(self) -> None:
        """As if nothing had been said."""
        self._past.forget()
        self.rest()

    async def close(self) -> None:
        """Return when nothing is being done any more."""
        await self._foresight.close()


def _written(answer: Answer, asked: str) -> str:
    """The call of a skill as a model would write it; of the texts only what was said."""
    slots = {
        name: value
        for name, value in answer.slots.items()
        if name not in SPOKEN_ONLY and (not isinstance(value, str) or value in asked)
    }
    return json.dumps({SKILL: answer.skill, **slots}, ensure_ascii=False)
