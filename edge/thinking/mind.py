"""The language model's part of the talk: it answers what no skill understood.

It speaks clause by clause, or does one thing through a skill, with no more rights than if that had
been said. What was heard of every answer, its own and the skills', is what it remembers.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.errors import ContextFull
from edge.ports import Role
from edge.thinking.ahead import Ahead
from edge.thinking.in_time import in_time
from edge.thinking.memory import Exchange, Memory
from edge.thinking.recollection import Recollection
from edge.thinking.said import Said
from edge.thinking.spoken_reply import SpokenReply
from edge.thinking.thought import Limits, Means, Thought
from edge.thinking.token_budget import tokens
from edge.thinking.tools import SKILL, SPOKEN_ONLY

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from edge.ports import LanguageModel, Prompt
    from edge.thinking.answer import Answer
    from edge.thinking.figures import Figure
    from edge.thinking.thinker import Thinker
    from edge.thinking.thought import OffLoop

__all__ = ["Limits", "Mind", "Wasted"]

NOT_REMEMBERED = ("captions", "erase")
"""Skills whose answers are what others said, or the wish to be forgotten."""
IDLE_SECONDS = 3.0
"""Of rest before old turns are summed up."""


@dataclass(slots=True)
class Wasted:
    """Tokens, as token_budget.py counts them, that were worked on for nothing."""

    prompt_tokens: int = 0
    """Prepared for words that changed."""
    answer_tokens: int = 0
    """Generated, and never heard."""


class Mind:
    """Used from the loop; `reply` answers, everything else keeps it ready or up to date."""

    def __init__(
        self,
        model: LanguageModel,
        thinker: Thinker,
        off_loop: OffLoop,
        limits: Limits | None = None,
    ) -> None:
        self.wasted = Wasted()
        limits = limits or Limits()
        self._means = Means(model, thinker, off_loop, Recollection(limits.context_tokens), limits)
        self._ahead = Ahead()
        self._prepared = ""
        """The last message that was evaluated ahead and not asked yet."""
        self._language = "en"
        self._failing = False
        """It failed last time, and that was said."""

    async def reply(
        self, said: Said, otherwise: Answer, turn: int
    ) -> AsyncGenerator[str | Answer, None]:
        """Texts to be said one after the other, and at last the Answer that they make together.

        `otherwise` is the answer without a model, given where it fails; `turn` a number by which
        `heard` will name this reply. Closing the generator stops the model.
        """
        await self._ahead.stop()
        briefing = await self._means.off_loop(self._means.thinker.brief, said)
        if briefing is None:
            yield otherwise.text
            yield otherwise
            return
        self._language = briefing.language.code
        thought = Thought(self._means, said, otherwise, briefing)
        memory = self._past.of(briefing.profile) if briefing.profile else Memory()
        self._note_prompt(self._past.prompt(briefing, said.words))
        try:
            async with aclosing(thought.texts("" if self._failing else "mind.failed")) as texts:
                async for text in texts:
                    if text == thought.text:
                        memory.add(Exchange(turn, said.words, text))
                    memory.grow(turn, thought.text)
                    yield text
            self._failing = thought.failure is not None
            yield thought.answer
        finally:
            self.wasted.answer_tokens += thought.in_vain
            memory.grow(turn, thought.text, thought.call)
            if thought.is_own:
                await self._means.off_loop(self._means.thinker.replied, said, thought.answer)

    def remember(self, turn: int, said: Said | None, answer: Answer) -> None:
        """A skill answered, or (with no `said`) something was said unasked."""
        if said is not None:
            self._note_prompt(None)
            if said.role is not Role.OWNER or answer.skill in NOT_REMEMBERED:
                return
        if answer.text:
            asked = said.words if said else ""
            call = _written(answer, asked) if answer.skill else ""
            memory = self._past.of(self._means.thinker.people.current.name)
            memory.add(Exchange(turn, asked, answer.text, call))

    def heard(self, turn: int, text: str) -> None:
        """An output has ended its part in `turn`: `text` is what of it reached the air."""
        exchange = self._past.memory.heard(turn, text)
        if exchange and exchange.interrupted and not exchange.call:
            self.wasted.answer_tokens += tokens(exchange.reply[len(exchange.heard) :])

    def prepare(self, said: Said) -> None:
        """Evaluate what may be asked: the words so far of somebody who is still speaking."""
        self._ahead.start(self._evaluate(said))

    def rest(self) -> None:
        """Nobody speaks and nothing is owed: sum up old turns, and evaluate what comes next.

        Any other call ends it.
        """
        self._ahead.start(self._tidy())

    def forget(self) -> None:
        """As if nothing had been said."""
        self._past.forget()
        self.rest()

    async def close(self) -> None:
        """Return when nothing is being done any more."""
        await self._ahead.stop()

    @property
    def _past(self) -> Recollection:
        return self._means.past

    def _note_prompt(self, prompt: Prompt | None) -> None:
        """This is asked now: whatever was prepared beyond it was for nothing."""
        asked = prompt.messages[-1].text if prompt else ""
        pairs = enumerate(zip(self._prepared, asked, strict=False))
        common = next((at for at, (a, b) in pairs if a != b), min(len(self._prepared), len(asked)))
        self.wasted.prompt_tokens += tokens(self._prepared[common:])
        self._prepared = ""

    async def _evaluate(self, said: Said) -> None:
        briefing = await self._means.off_loop(self._means.thinker.brief, said)
        if briefing is None:
            return
        prompt = self._past.prompt(briefing, said.words)
        self._note_prompt(prompt)
        self._prepared = prompt.messages[-1].text
        await self._means.model.prepare(prompt)

    async def _tidy(self) -> None:
        await asyncio.sleep(IDLE_SECONDS)
        briefing = await self._means.off_loop(self._means.thinker.brief, Said("", self._language))
        if briefing is None:
            return
        memory = self._past.of(briefing.profile)
        while due := self._past.due_for_summary(briefing):
            old, prompt = due
            summary = await self._summary(prompt, self._past.figures_of(old))
            if not summary:
                break
            memory.summed_up(old, summary)
        await self._means.model.prepare(self._past.prompt(briefing, ""))

    async def _summary(self, prompt: Prompt, known: frozenset[Figure]) -> str:
        """Empty where the model fails; then the turns wait for the next time."""
        limits, spoken = self._means.limits, SpokenReply(known)
        stream = self._means.model.generate(prompt)
        try:
            async with aclosing(in_time(stream, limits.first_seconds, limits.next_seconds)) as all_:
                async for piece in all_:
                    spoken.feed(piece)
        except ContextFull as full:
            self._past.learn(prompt, full)
        except TimeoutError:
            return ""
        spoken.finish()
        return spoken.said.strip()


def _written(answer: Answer, asked: str) -> str:
    """The call of a skill as a model would write it; of the texts only what was said."""
    slots = {
        name: value
        for name, value in answer.slots.items()
        if name not in SPOKEN_ONLY and (not isinstance(value, str) or value in asked)
    }
    return json.dumps({SKILL: answer.skill, **slots}, ensure_ascii=False)
