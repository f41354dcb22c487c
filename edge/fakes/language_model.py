"""A language model whose answers, speed and failures are given; it counts what it evaluates."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edge.errors import ContextFull
from edge.fakes.fallible import Fallible

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from edge.ports import Prompt

_TOKEN = re.compile(r"\s*(?:[\u3400-\u9fff]|[^\s\u3400-\u9fff]+)|\s+")
BATCH = 16
"""Tokens that are evaluated before it looks whether anybody still wants them."""


@dataclass
class Counts:
    """Of tokens, since the beginning."""

    evaluated: int = 0
    """Of prompts."""
    kept: int = 0
    """Of prompts that were held from the call before."""
    wasted: int = 0
    """Prepared, and then not asked for: the next prompt that was asked had something else there."""
    generated: int = 0


@dataclass
class FakeLanguageModel(Fallible):
    """A LanguageModel; a token is a word, or a Chinese character. It fails or stalls when told to.

    As a real one does, it works on one call at a time and keeps what a prompt has in common with
    the one before.
    """

    answers: Callable[[Prompt], str] | dict[str, str] = field(default_factory=dict)
    """The answer to a prompt, or to what its last message says."""
    otherwise: str = "I do not know."
    """The answer to anything else."""
    tokens_per_second: float = 20.0
    seconds_per_prompt_token: float = 0.0
    context: int = 4096
    counts: Counts = field(default_factory=Counts)
    prompts: list[Prompt] = field(default_factory=list)
    """That were to be generated from."""
    prepared: list[Prompt] = field(default_factory=list)
    closed: int = 0
    """Answers that their reader dropped."""

    def __post_init__(self) -> None:
        self._free = asyncio.Lock()
        self._held: list[str] = []
        self._guessed = 0
        """Of what is held: tokens at its end that were only prepared."""

    def die(self) -> None:
        """Lose everything held, as a process that is killed does, in the midst of an answer too."""
        self._held, self._guessed = [], 0
        self.fail("the process of the language model was killed by SIGKILL")

    async def prepare(self, prompt: Prompt) -> None:
        async with self._free:
            self.prepared.append(prompt)
            for batch in self._missing(prompt, guess=True):
                await self._evaluate(batch, guess=True)
            await self.trouble()

    async def generate(self, prompt: Prompt) -> AsyncIterator[str]:
        """A token at a time, at its speed; before that an empty piece for every batch."""
        async with self._free:
            self.prompts.append(prompt)
            for batch in self._missing(prompt, guess=False):
                await self._evaluate(batch, guess=False)
                yield ""
            finished = False
            try:
                for piece in _TOKEN.findall(self._answer(prompt))[: prompt.longest]:
                    await asyncio.sleep(1 / self.tokens_per_second)
                    self.counts.generated += 1
                    self._held.append(piece)
                    yield piece
                    await self.trouble()
                finished = True
            finally:
                self.closed += not finished

    def _answer(self, prompt: Prompt) -> str:
        if not isinstance(self.answers, dict):
            return self.answers(prompt)
        asked = prompt.messages[-1].text if prompt.messages else ""
        return self.answers.get(asked, self.otherwise)

    def _missing(self, prompt: Prompt, *, guess: bool) -> list[list[str]]:
        """The batches of a prompt that are not held; what else is held is dropped."""
        tokens = _tokens(prompt)
        if len(tokens) + prompt.longest > self.context:
            raise ContextFull(len(tokens) + prompt.longest, self.context)
        self._keep(_in_common(self._held, tokens), guess=guess)
        return [tokens[at : at + BATCH] for at in range(len(self._held), len(tokens), BATCH)]

    async def _evaluate(self, batch: list[str], *, guess: bool) -> None:
        await asyncio.sleep(len(batch) * self.seconds_per_prompt_token)
        self._held += batch
        self.counts.evaluated += len(batch)
        self._guessed += len(batch) if guess else 0

    def _keep(self, length: int, *, guess: bool) -> None:
        """Drop what follows; what was only guessed of it was for nothing."""
        lost = len(self._held) - length
        self.counts.wasted += min(lost, self._guessed)
        self._guessed = 0 if not guess else max(0, self._guessed - lost)
        self.counts.kept += length
        del self._held[length:]


def _tokens(prompt: Prompt) -> list[str]:
    return [
        token
        for message in prompt.messages
        for token in (f"<{message.role}>", *_TOKEN.findall(message.text))
    ]


def _in_common(held: Sequence[str], tokens: Sequence[str]) -> int:
    pairs = zip(held, tokens, strict=False)
    differing = (at for at, (ours, theirs) in enumerate(pairs) if ours != theirs)
    return next(differing, min(len(held), len(tokens)))
