"""What the mind does while nobody waits for it: evaluate what may be asked, sum up what is old."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from edge.errors import ContextFull
from edge.thinking.ahead import Ahead
from edge.thinking.in_time import in_time
from edge.thinking.said import Said
from edge.thinking.spoken_reply import SpokenReply
from edge.thinking.token_budget import tokens

if TYPE_CHECKING:
    from edge.ports import Prompt
    from edge.thinking.briefing import Briefing
    from edge.thinking.figures import Figure
    from edge.thinking.means import Means

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

    def __init__(self, means: Means, wasted: Wasted) -> None:
        self._means = means
        self._wasted = wasted
        self._ahead = Ahead()
        self._prepared = ""
        """The last message that was evaluated ahead and not asked yet."""

    def prepare(self, said: Said) -> None:
        """Evaluate the prompt for what may be asked."""
        self._ahead.start(partial(self._evaluate, said))

    def rest(self, language: str) -> None:
        """After a while sum up old turns, and evaluate what every prompt will begin with."""
        self._ahead.start(partial(self._tidy, Said("", language)))

    async def stop(self) -> None:
        """Return when nothing is being done any more."""
        await self._ahead.stop()

    def asked(self, prompt: Prompt | None) -> None:
        """This is asked now, or nothing: whatever was prepared beyond it was for nothing."""
        question = prompt.messages[-1].text if prompt else ""
        common = _in_common(self._prepared, question)
        self._wasted.prompt_tokens += tokens(self._prepared[common:])
        self._prepared = ""

    async def _evaluate(self, said: Said) -> None:
        if briefing := await self._briefing(said):
            prompt = self._means.past.prompt(briefing, said.words)
            self.asked(prompt)
            self._prepared = prompt.messages[-1].text
            await self._means.model.prepare(prompt)

    async def _tidy(self, nothing: Said) -> None:
        await asyncio.sleep(IDLE_SECONDS)
        if briefing := await self._briefing(nothing):
            await self._sum_up(briefing)
            await self._means.model.prepare(self._means.past.prompt(briefing, ""))

    async def _briefing(self, said: Said) -> Briefing | None:
        found: Briefing | None = await self._means.off_loop(self._means.thinker.brief, said)
        return found

    async def _sum_up(self, briefing: Briefing) -> None:
        """In as many steps as the context needs; what the model fails at waits for next time."""
        past = self._means.past
        memory = past.of(briefing.profile)
        while due := past.due_for_summary(briefing):
            old, prompt = due
            summary = await self._summary(prompt, past.figures_of(old))
            if not summary:
                return
            memory.summed_up(old, summary)

    async def _summary(self, prompt: Prompt, known: frozenset[Figure]) -> str:
        """Up to the first figure that stands nowhere in what is summed up."""
        limits, spoken = self._means.limits, SpokenReply(known)
        stream = self._means.model.generate(prompt)
        try:
            pieces = in_time(stream, limits.first_seconds, limits.next_seconds)
            async with aclosing(pieces):
                async for piece in pieces:
                    spoken.feed(piece)
        except ContextFull as full:
            self._means.past.learn(prompt, full)
        except TimeoutError:
            return ""
        spoken.finish()
        return spoken.said.strip()


def _in_common(one: str, other: str) -> int:
    """Characters at the start that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
