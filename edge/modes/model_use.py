"""When the language model works: for an answer where the device can afford it, and ahead of the
question only as long as the recogniser keeps up with whoever is speaking."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from edge.listening.listener import Listener
    from edge.modes.governor import Governor
    from edge.thinking.mind.mind import Mind
    from edge.thinking.said import Said

BEHIND_SECONDS = 0.3
"""Of sound that waits for the recogniser: with more, nothing is done ahead. A recogniser that takes
its sound in pieces of that length keeps up, and still leaves so much waiting for a moment."""
LOOK_SECONDS = 0.05
"""Between two looks at the recogniser while something is done ahead."""


class ModelUse:
    """Used from the loop; `run` gives up what must not go on."""

    def __init__(
        self,
        mind: Mind | None,
        governor: Governor,
        ears: Mapping[str, Listener],
        *,
        overlap: bool = True,
    ) -> None:
        """Without `overlap` nothing is ever done ahead."""
        self.mind = mind
        """The language model; it remembers and forgets even where it may not be asked."""
        self._governor = governor
        self._ears = ears
        self._overlap = overlap
        self._begun = asyncio.Event()

    @property
    def allowed(self) -> Mind | None:
        """The language model, where there is one and the device can afford an answer of it now."""
        return self.mind if self._governor.tier.language_model else None

    def foresee(self, said: Said) -> None:
        """Somebody is still saying this."""
        self._ahead(lambda mind: mind.prepare(said))

    def rest(self) -> None:
        """Nobody speaks, and no answer is owed."""
        self._ahead(lambda mind: mind.rest())

    async def run(self) -> None:
        """For ever."""
        while self.mind is not None:
            await self._begun.wait()
            self._begun.clear()
            while self.mind.is_working_ahead:
                await asyncio.sleep(LOOK_SECONDS)
                if not self._may_work_ahead:
                    self.mind.pause()

    @property
    def _may_work_ahead(self) -> bool:
        behind = max((listener.behind for listener in self._ears.values()), default=0.0)
        return self._overlap and self._governor.tier.works_ahead and behind <= BEHIND_SECONDS

    def _ahead(self, begin: Callable[[Mind], None]) -> None:
        if self.allowed is not None and self._may_work_ahead:
            begin(self.allowed)
            self._begun.set()
