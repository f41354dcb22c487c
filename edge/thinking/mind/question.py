"""What the language model is asked in one turn: the prompt, and the clauses of its answer."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from edge.errors import ContextFull
from edge.thinking.mind.in_time import in_time
from edge.thinking.mind.spoken_reply import End

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from edge.ports import Prompt
    from edge.thinking.mind.briefing import Briefing
    from edge.thinking.mind.held_answer import HeldAnswer
    from edge.thinking.mind.means import Means
    from edge.thinking.mind.spoken_reply import SpokenReply


class Question:
    """Asked once, or again with another schema. Raises EngineError, TimeoutError, ContextFull."""

    def __init__(self, means: Means, briefing: Briefing, words: str) -> None:
        self.prompt = means.past.prompt(briefing, words)
        """What the model is asked; shorter than at first where its context is too small."""
        self.held: HeldAnswer | None = None
        """The answer, where it was begun before it was asked for."""
        self.known = means.past.known_figures(briefing, words)
        """Figures that the answer may state."""
        self._means = means
        self._briefing = briefing
        self._words = words

    async def clauses(
        self, spoken: SpokenReply, schema: str | None = None
    ) -> AsyncGenerator[str, None]:
        """The answer, read by `spoken`, whose `end` is decided then."""
        async with aclosing(self._pieces(schema)) as pieces:
            async for piece in pieces:
                for clause in spoken.feed(piece):
                    yield clause
                if spoken.end is not End.NOT_YET:
                    break
        for clause in spoken.finish():
            yield clause

    async def read(self, spoken: SpokenReply, schema: str) -> None:
        """As `clauses`, for an answer of which only the action matters."""
        async with aclosing(self.clauses(spoken, schema)) as clauses:
            async for _ in clauses:
                pass

    async def _pieces(self, schema: str | None) -> AsyncGenerator[str, None]:
        """The raw answer; where the context is too small, to a prompt with less of the past."""
        past = self._means.past
        while True:
            prompt = self.prompt if schema is None else replace(self.prompt, schema=schema)
            try:
                async with aclosing(self._stream(prompt)) as pieces:
                    async for piece in pieces:
                        yield piece
                return
            except ContextFull as full:
                past.learn(prompt, full)
                shorter = past.prompt(self._briefing, self._words)
                if shorter == self.prompt:
                    raise
                self.prompt = shorter

    def _stream(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        held, self.held = self.held, None
        if held is not None:
            return held.pieces()
        limits = self._means.limits
        stream = self._means.model.generate(prompt)
        return in_time(stream, limits.first_seconds, limits.next_seconds)
