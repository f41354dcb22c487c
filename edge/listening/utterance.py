"""One open utterance: its sound on the way to the recogniser, and what was understood so far."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from edge.errors import EngineError
from edge.ports import BLOCK_SECONDS, LISTENING_RATE, Hypothesis

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine

    from edge.ports import Samples, SpeechRecognizer

    Spawn = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]

CURRENT_SECONDS = 0.1
"""With more sound than this still waiting, the text so far is stale."""
JUDGED_SECONDS = 8.0


class Utterance:
    """Feeds the recogniser in a task of its own; tells every new hypothesis, the final one last.

    A recogniser that fails is told as an EngineError instead of a hypothesis, and ends it.
    """

    def __init__(self, onset: float, tell: Callable[[Utterance], None]) -> None:
        self.onset = onset
        self.last_voiced = onset
        self.hypothesis = Hypothesis(text="")
        self.error: EngineError | None = None
        self.complete = False
        """The words so far are a complete command."""
        self.asked = False
        """The judge was asked in this pause."""
        self.judged: float | None = None
        self.said: tuple[str, ...] = ()
        """What our own loudspeaker said meanwhile."""
        self.over_us = False
        """It began while we were saying something."""
        self._tell = tell
        self._waiting: list[Samples] = []
        self._sounds: list[Samples] = []
        self._closed = self._over = False
        self._task: asyncio.Task[None] | None = None
        self._more = asyncio.Event()
        self._caught_up = asyncio.Event()

    def start(self, recognizer: SpeechRecognizer, spawn: Spawn) -> None:
        self._task = spawn(self._recognise(recognizer))

    def feed(self, samples: Samples) -> None:
        """More sound; never waits. (The hard limit on turns bounds how much can pile up.)"""
        if self._over:
            return
        self._waiting.append(samples)
        self._sounds.append(samples)
        self._caught_up.clear()
        self._more.set()

    def voiced_until(self, last_voiced: float) -> None:
        """The voice went on; what the judge thought of the pause before is void."""
        self.last_voiced = last_voiced
        self.asked, self.judged = False, None

    def note_said(self, said: Callable[[], str] | None) -> None:
        """Remember what our own loudspeaker says while this is open."""
        text = said() if said else ""
        if text and text not in self.said:
            self.said += (text,)

    def close(self) -> None:
        """The sound is over; the final hypothesis will be told."""
        self._closed = True
        self._more.set()

    def drop(self) -> None:
        """Nobody wants to know any more."""
        self._tell = _ignore
        if self._task:
            self._task.cancel()

    @property
    def is_current(self) -> bool:
        """The recogniser has taken (nearly) all the sound."""
        return len(self._waiting) * BLOCK_SECONDS <= CURRENT_SECONDS

    async def caught_up(self) -> None:
        """Wait until the recogniser has worked through all the sound, or has ended."""
        await self._caught_up.wait()

    def sound(self) -> Samples:
        """The last JUDGED_SECONDS, for a judge."""
        whole = np.concatenate(self._sounds[-round(JUDGED_SECONDS / BLOCK_SECONDS) :])
        return whole[-int(JUDGED_SECONDS * LISTENING_RATE) :]

    async def _recognise(self, recognizer: SpeechRecognizer) -> None:
        told = ("", False)
        try:
            # a recogniser's iterator is a generator: closing it frees the engine
            hypotheses = cast(
                "AsyncGenerator[Hypothesis, None]", recognizer.transcribe(self._flow())
            )
            async with aclosing(hypotheses):
                async for hypothesis in hypotheses:
                    self.hypothesis = hypothesis
                    if hypothesis.final or (hypothesis.text, hypothesis.is_command) != told:
                        told = (hypothesis.text, hypothesis.is_command)
                        self._tell(self)
            self._finish()
        except EngineError as error:
            self.error = error
            self._tell(self)
        finally:
            self._over = True
            self._caught_up.set()

    def _finish(self) -> None:
        """A recogniser that ended without a final hypothesis meant its last one."""
        if not self.hypothesis.final:
            self.hypothesis = replace(self.hypothesis, final=True)
            self._tell(self)

    async def _flow(self) -> AsyncIterator[Samples]:
        """All that is waiting, as one piece, as soon as there is any."""
        while True:
            while self._waiting:
                piece = self._waiting
                self._waiting = []
                yield piece[0] if len(piece) == 1 else np.concatenate(piece)
            if self._closed:
                return
            self._caught_up.set()
            self._more.clear()
            await self._more.wait()


def _ignore(utterance: Utterance) -> None:
    """Dropped utterances tell nothing."""
