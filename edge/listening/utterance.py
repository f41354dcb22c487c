"""One open utterance: its sound on the way to the recogniser, and what was understood so far."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from edge.errors import EngineError
from edge.listening.inflow import Inflow
from edge.ports import BLOCK_SECONDS, LISTENING_RATE, Hypothesis

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncGenerator, Callable, Coroutine

    from edge.ports import Samples, SpeechRecognizer

    Spawn = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]

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
        self.inflow = Inflow()
        """What the recogniser still has to hear."""
        self._tell = tell
        self._sounds: list[Samples] = []
        self._task: asyncio.Task[None] | None = None

    def start(self, recognizer: SpeechRecognizer, spawn: Spawn) -> None:
        self._task = spawn(self._recognise(recognizer))

    def feed(self, samples: Samples) -> None:
        """More sound; never waits."""
        if not self.inflow.abandoned:
            self._sounds.append(samples)
            self.inflow.feed(samples)

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
        self.inflow.close()

    def drop(self) -> None:
        """Nobody wants to know any more."""
        self._tell = _ignore
        if self._task:
            self._task.cancel()

    def sound(self) -> Samples:
        """The last JUDGED_SECONDS, for a judge."""
        whole = np.concatenate(self._sounds[-round(JUDGED_SECONDS / BLOCK_SECONDS) :])
        return whole[-int(JUDGED_SECONDS * LISTENING_RATE) :]

    async def _recognise(self, recognizer: SpeechRecognizer) -> None:
        told = ("", False)
        try:
            # a recogniser's iterator is a generator: closing it frees the engine
            hypotheses = cast(
                "AsyncGenerator[Hypothesis, None]", recognizer.transcribe(self.inflow.pieces())
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
            self.inflow.abandon()

    def _finish(self) -> None:
        """A recogniser that ended without a final hypothesis meant its last one."""
        if not self.hypothesis.final:
            self.hypothesis = replace(self.hypothesis, final=True)
            self._tell(self)


def _ignore(utterance: Utterance) -> None:
    """Dropped utterances tell nothing."""
