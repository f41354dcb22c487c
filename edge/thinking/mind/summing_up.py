"""Old turns in a few words, written by the model itself while nobody waits for it."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from edge.errors import ContextFull
from edge.thinking.mind.in_time import in_time
from edge.thinking.mind.spoken_reply import SpokenReply

if TYPE_CHECKING:
    from edge.ports import Prompt
    from edge.thinking.mind.briefing import Briefing
    from edge.thinking.mind.figures import Figure
    from edge.thinking.mind.means import Means


async def sum_up(means: Means, briefing: Briefing) -> None:
    """In as many steps as the context needs; what the model fails at waits for next time."""
    past = means.past
    memory = past.of(briefing.profile)
    while due := past.due_for_summary(briefing):
        old, prompt = due
        summary = await _summary(means, prompt, past.figures_of(old))
        if not summary:
            return
        memory.summed_up(old, summary)


async def _summary(means: Means, prompt: Prompt, known: frozenset[Figure]) -> str:
    """Up to the first figure that stands nowhere in what is summed up."""
    limits, spoken = means.limits, SpokenReply(known)
    stream = means.model.generate(prompt)
    try:
        pieces = in_time(stream, limits.first_seconds, limits.next_seconds)
        async with aclosing(pieces):
            async for piece in pieces:
                spoken.feed(piece)
    except ContextFull as full:
        means.past.learn(prompt, full)
    except TimeoutError:
        return ""
    spoken.finish()
    return spoken.said.strip()
