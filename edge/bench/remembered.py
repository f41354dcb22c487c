"""A recogniser that need not hear the same beginning twice, and a judge likewise.

The waits of a turn change when an utterance ends, not how it begins: with longer waits first, the
partials of the shorter ones are known. Those of sound not heard before come from the engine.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, cast

import numpy as np

from edge.ports import Hypothesis

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from edge.ports import Samples, SpeechRecognizer, TurnJudge

PIECE = 640
"""Samples whose partial is remembered: 40 ms."""
JUDGE_SECONDS = 0.06
"""What an opinion of smart-turn takes (tests/bench/peers has the others' at no cost)."""


class RememberedPartials:
    """A SpeechRecognizer that gives another's partials; its final one is the last of them."""

    def __init__(self, engine: SpeechRecognizer) -> None:
        self._engine = engine
        self._known: dict[bytes, Hypothesis] = {}

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        heard = _Hearing(self._engine)
        key, last = b"", Hypothesis("")
        try:
            async for piece in _pieces(sound):
                key = hashlib.blake2b(key + piece.tobytes(), digest_size=16).digest()
                heard.take(piece)
                if key not in self._known:
                    self._known[key] = await heard.partial()
                if self._known[key] != last:
                    last = self._known[key]
                    yield last
        finally:
            await heard.close()
        yield Hypothesis(last.text, final=True)


class RememberedJudge:
    """Asks a TurnJudge once about the same sound; its answer comes JUDGE_SECONDS later."""

    def __init__(self, judge: TurnJudge) -> None:
        self._judge = judge
        self._known: dict[bytes, float] = {}

    async def answer(self, text: str, sound: Samples, now: Callable[[], float]) -> float:
        """`now`: seconds of sound handed in."""
        due = now() + JUDGE_SECONDS
        key = hashlib.blake2b(sound.tobytes(), digest_size=16).digest()
        if key not in self._known:
            self._known[key] = self._judge.finished(text, sound)
        while now() < due:  # noqa: ASYNC110 - sound's clock wakes nobody
            await asyncio.sleep(0)
        return self._known[key]


class _Hearing:
    """One utterance, given to the engine only when its opinion is wanted."""

    def __init__(self, engine: SpeechRecognizer) -> None:
        self._engine = engine
        self._waiting: list[Samples] = []
        self._newest = Hypothesis("")
        self._more, self._done = asyncio.Event(), asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def take(self, piece: Samples) -> None:
        self._waiting.append(piece)

    async def partial(self) -> Hypothesis:
        """The engine's opinion of all that was taken so far."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen())
        self._done.clear()
        self._more.set()
        await self._done.wait()
        if self._task.done():
            await self._task  # raises what the engine raised
        return self._newest

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self) -> None:
        try:
            hypotheses = cast(
                "AsyncGenerator[Hypothesis, None]", self._engine.transcribe(self._flow())
            )
            async with aclosing(hypotheses):
                async for hypothesis in hypotheses:
                    self._newest = hypothesis
        finally:
            self._done.set()

    async def _flow(self) -> AsyncIterator[Samples]:
        """Asked for more when all before has been worked through."""
        while True:
            while self._waiting:
                yield self._waiting.pop(0)
            self._more.clear()
            self._done.set()
            await self._more.wait()


async def _pieces(sound: AsyncIterator[Samples]) -> AsyncIterator[Samples]:
    """The same sound, PIECE samples at a time; a shorter rest is left out."""
    rest = np.zeros(0, np.int16)
    async for samples in sound:
        rest = np.concatenate([rest, samples])
        while len(rest) >= PIECE:
            yield rest[:PIECE]
            rest = rest[PIECE:]
