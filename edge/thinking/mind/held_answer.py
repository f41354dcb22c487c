"""An answer that is begun before it is asked for, and held behind its first words."""

from __future__ import annotations

from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING

from edge.held_stream import HeldStream
from edge.thinking.mind.in_time import in_time
from edge.thinking.mind.spoken_reply import SpokenReply
from edge.thinking.mind.token_budget import tokens

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from edge.ports import Prompt
    from edge.thinking.mind.briefing import Briefing
    from edge.thinking.mind.means import Means
    from edge.thinking.mind.rehearsal import Rehearsal
    from edge.thinking.said import Said

HELD_PIECES = 16
"""About a first clause; a model writes no more of a guess than that."""


class HeldAnswer:
    """Written at once, as far as HELD_PIECES; whoever wants the rest reads `pieces`."""

    def __init__(
        self,
        prompt: Prompt,
        written: AsyncGenerator[str, None],
        spoken: SpokenReply,
        begun: Callable[[str], None],
    ) -> None:
        """`begun` is told the first clause, once `spoken` lets it pass, unless it is asked for."""
        self.prompt = prompt
        self._spoken = spoken
        self._begun: Callable[[str], None] | None = begun
        self._stream = HeldStream(self._followed(written), _is_enough)

    @property
    def is_good(self) -> bool:
        """Nothing has gone wrong so far."""
        return self._stream.is_good

    @property
    def is_working(self) -> bool:
        """It is being written, and nobody has asked for it yet."""
        return self._stream.is_working

    @property
    def tokens(self) -> int:
        """Written and not read."""
        return tokens("".join(self._stream.unread))

    def pieces(self) -> AsyncGenerator[str, None]:
        """What is held, then the rest as it comes. Raises as the model does, or TimeoutError."""
        self._begun = None
        return self._stream.items()

    async def drop(self) -> None:
        """Nobody wants it: return when the model has been told."""
        self._begun = None
        await self._stream.drop()

    async def _followed(self, written: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
        async with aclosing(written) as pieces:
            async for piece in pieces:
                self._note(self._spoken.feed(piece))
                yield piece
        self._note(self._spoken.finish())

    def _note(self, clauses: Sequence[str]) -> None:
        if clauses and self._begun is not None:
            begun, self._begun = self._begun, None
            begun(clauses[0])


def begin(
    means: Means, prompt: Prompt, briefing: Briefing, said: Said, rehearsal: Rehearsal
) -> HeldAnswer:
    """An answer to `said`, whose first clause is made ready to be heard where it may be said."""
    limits, language = means.limits, briefing.language
    stream = means.model.generate(prompt)
    written = in_time(stream, limits.first_seconds, limits.next_seconds)
    known = means.past.known_figures(briefing, said.words)
    spoken = SpokenReply(known, language.mind["full_stop"])
    begun = partial(rehearsal.prepare, language=language.code)
    return HeldAnswer(prompt, written, spoken, begun)


def _is_enough(pieces: Sequence[str]) -> bool:
    return len(pieces) >= HELD_PIECES
