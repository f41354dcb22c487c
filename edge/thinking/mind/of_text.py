"""What a text is about, in the model's words. The text is data: what it asks for is not done."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from edge.ports import Message, Prompt
from edge.thinking.mind.figures import figures
from edge.thinking.mind.in_time import in_time
from edge.thinking.mind.spoken_reply import End, SpokenReply
from edge.thinking.mind.token_budget import tokens

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from edge.language import Language
    from edge.thinking.mind.means import Means

LONGEST_ANSWER = 120
"""Tokens."""
TEXT_SHARE = 0.6
"""Of the context that the text may take; the rest is left out, from its end."""


async def summary_of(means: Means, text: str, language: Language) -> AsyncGenerator[str, None]:
    """Clause by clause. It ends before a figure that does not stand in the text.

    Raises EngineError, or TimeoutError where the model stalls.
    """
    shown = _clipped(text, round(means.limits.context_tokens * TEXT_SHARE))
    asked = Message("system", language.mind["sum_up_text"])
    prompt = Prompt((asked, Message("user", shown)), longest=LONGEST_ANSWER)
    spoken = SpokenReply(figures(text), language.mind["full_stop"])
    limits = means.limits
    stream = in_time(means.model.generate(prompt), limits.first_seconds, limits.next_seconds)
    async with aclosing(stream) as pieces:
        async for piece in pieces:
            for clause in spoken.feed(piece):
                yield clause
            if spoken.end is not End.NOT_YET:
                return
    for clause in spoken.finish():
        yield clause


def _clipped(text: str, most_tokens: int) -> str:
    """At a blank, where there is one."""
    needed = tokens(text)
    if needed <= most_tokens:
        return text
    shorter = text[: len(text) * most_tokens // needed]
    return shorter.rsplit(" ", 1)[0]
