"""What goes on after its answer: finding, guiding, live text; one at a time."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from edge.modes.sight.question import WRONG
from edge.speaking.items import Item, Priority

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from edge.modes.sight.pointing import Pointing
    from edge.modes.sight.question import Question

    Work: TypeAlias = "Callable[[Aloud], Coroutine[None, None, None]]"

log = logging.getLogger(__name__)

FRESH_SECONDS = 3.0
"""What is told of a moment must begin to be said within so long."""


@dataclass(frozen=True, slots=True)
class Aloud:
    """How something that goes on is heard; what it says counts only while it goes on."""

    question: Question
    """That began it."""
    pointing: Pointing
    _say: Callable[[Item], None]
    _goes_on: Callable[[], bool]

    def tell(
        self,
        text: str,
        key: str = "",
        *,
        priority: Priority = Priority.NAVIGATION,
        seconds: float = FRESH_SECONDS,
    ) -> None:
        """Say it soon, behind every answer, or not at all. A newer text of the key replaces it."""
        now = asyncio.get_running_loop().time()
        self._say(
            Item(
                text=text.strip(),
                language=self.question.phrases.language.code,
                priority=priority,
                key=key,
                expires_at=now + seconds,
                valid=self._goes_on,
            )
        )

    def conclude(self, text: str) -> None:
        """Say how it ended: as an answer, for somebody waits for it."""
        self._say(Item(text=text.strip(), language=self.question.phrases.language.code))


class Activities:
    """Used from the loop. A new one ends the one before; what breaks ends with a sentence."""

    def __init__(self, say: Callable[[Item], None], pointing: Pointing) -> None:
        self._say = say
        self.pointing = pointing
        self._what = ""
        self._task: asyncio.Task[None] | None = None
        """What goes on; None from the moment it is stopped."""
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def running(self) -> str:
        """The question that began what goes on; empty where nothing does."""
        return "" if self._task is None else self._what

    def begin(self, question: Question, work: Work) -> None:
        """Let it go on until it returns, breaks or is stopped."""
        self.stop()
        self._what = question.what
        self._task = asyncio.create_task(self._run(question, work))
        self._ending.add(self._task)
        self._task.add_done_callback(self._ending.discard)

    def stop(self) -> bool:
        """End what goes on, and its tones; False where nothing does."""
        task, self._task = self._task, None
        if task is None:
            return False
        task.cancel()
        self.pointing.guide(None)
        return True

    async def aclose(self) -> None:
        """Nothing goes on any more when this returns."""
        self.stop()
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _run(self, question: Question, work: Work) -> None:
        me = asyncio.current_task()
        aloud = Aloud(question, self.pointing, self._say, lambda: self._task is me)
        try:
            await work(aloud)
        except Exception as error:
            if not isinstance(error, WRONG):
                log.exception("%s broke", question.what)
            aloud.conclude(question.failed(error))
        finally:
            if self._task is me:
                self._task = None
                self.pointing.guide(None)
