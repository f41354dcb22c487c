"""What the mind does while nobody waits for it: begin what may be asked, sum up what is old."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from edge.thinking.mind.ahead import Ahead
from edge.thinking.mind.held_answer import begin
from edge.thinking.mind.summing_up import sum_up
from edge.thinking.mind.token_budget import tokens
from edge.thinking.said import Said

if TYPE_CHECKING:
    from edge.ports import Prompt
    from edge.thinking.mind.briefing import Briefing
    from edge.thinking.mind.held_answer import HeldAnswer
    from edge.thinking.mind.means import Means
    from edge.thinking.mind.rehearsal import Rehearsal

STILL_SECONDS = 0.15
"""For which the words so far must not change before an answer to them is begun."""
IDLE_SECONDS = 3.0
"""Of rest before old turns are summed up."""


@dataclass(slots=True)
class Wasted:
    """Tokens, as token_budget.py counts them, that were worked on for nothing."""

    prompt_tokens: int = 0
    """Prepared, perhaps not to the end, for words that changed."""
    answer_tokens: int = 0
    """Generated, and never heard."""


class Foresight:
    """Does one thing at a time, and gives it up as soon as anything else is wanted."""

    def __init__(self, means: Means, wasted: Wasted, rehearsal: Rehearsal) -> None:
        self._means = means
        self._wasted = wasted
        self._rehearsal = rehearsal
        self._ahead = Ahead()
        self._guess = ""
        """The words that are, or were last, made ready."""
        self._prepared = ""
        """The last message that was evaluated ahead and not asked yet."""
        self._held: HeldAnswer | None = None

    @property
    def is_working(self) -> bool:
        """Something is being done for which nobody has asked."""
        writing = self._held is not None and self._held.is_working
        return self._ahead.is_working or writing or self._rehearsal.is_working

    def pause(self) -> None:
        """Give up what is being done now; an answer whose beginning is written stays held."""
        if self._ahead.is_working or (self._held and self._held.is_working):
            self._guess = ""
            self._ahead.start(self._drop_held)
        elif self._rehearsal.is_working:
            self._rehearsal.drop()

    def prepare(self, said: Said) -> None:
        """Evaluate the prompt for what may be asked; begin the answer if nothing follows."""
        if said.words != self._guess:
            self._guess = said.words
            self._ahead.start(partial(self._foresee, said))

    def rest(self, language: str) -> None:
        """After a while sum up old turns, and evaluate what every prompt will begin with."""
        self._guess = ""
        self._ahead.start(partial(self._tidy, Said("", language)))

    def answered_without(self) -> None:
        """A skill answered: all that was prepared was for nothing."""
        self._note_asked("")
        self._guess = ""
        self._ahead.start(self._drop_held)

    async def claim(self, prompt: Prompt) -> HeldAnswer | None:
        """This is asked now: its answer where that was begun, and nothing else is being done."""
        await self._ahead.stop()
        self._note_asked(prompt.messages[-1].text)
        self._guess = ""
        held = self._held
        if held is None or not held.is_good or not _alike(held.prompt, prompt):
            await self._drop_held()
            return None
        self._held = None
        return held

    async def close(self) -> None:
        """Return when nothing is being done any more."""
        await self._ahead.stop()
        await self._drop_held()

    def _note_asked(self, question: str) -> None:
        """Whatever was prepared beyond it was for nothing."""
        common = _in_common(self._prepared, question)
        self._wasted.prompt_tokens += tokens(self._prepared[common:])
        self._prepared = ""

    async def _drop_held(self) -> None:
        self._rehearsal.drop()
        if self._held is not None:
            held, self._held = self._held, None
            await held.drop()
            self._wasted.answer_tokens += held.tokens

    async def _foresee(self, said: Said) -> None:
        await self._drop_held()
        if await self._means.off_loop(self._means.thinker.is_complete, said.words, said.language):
            return  # a skill will answer
        if briefing := await _briefing(self._means, said):
            prompt = self._means.past.prompt(briefing, said.words)
            self._note_asked(prompt.messages[-1].text)
            self._prepared = prompt.messages[-1].text
            await self._means.model.prepare(prompt)
            await asyncio.sleep(STILL_SECONDS)
            self._held = begin(self._means, prompt, briefing, said, self._rehearsal)

    async def _tidy(self, nothing: Said) -> None:
        await self._drop_held()
        await asyncio.sleep(IDLE_SECONDS)
        if briefing := await _briefing(self._means, nothing):
            await sum_up(self._means, briefing)
            await self._means.model.prepare(self._means.past.prompt(briefing, ""))


async def _briefing(means: Means, said: Said) -> Briefing | None:
    found: Briefing | None = await means.off_loop(means.thinker.brief, said)
    return found


def _alike(guess: Prompt, prompt: Prompt) -> bool:
    """They differ in nothing but capitals and punctuation of what was asked."""
    *before, asked = guess.messages
    *now, asks = prompt.messages
    words = ("".join(filter(str.isalnum, each.text.casefold())) for each in (asked, asks))
    return before == now and len(set(words)) == 1


def _in_common(one: str, other: str) -> int:
    """Characters at the start that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
