"""A LanguageModel on this machine: a GGUF file, run by llama.cpp."""

from __future__ import annotations

from contextlib import ExitStack, aclosing, closing
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import chain
from typing import TYPE_CHECKING

from edge.engines.llm.answer_text import AnswerText
from edge.engines.llm.gguf_header import read_header
from edge.engines.llm.llama_chat import ChatTemplate, harmless
from edge.engines.llm.llama_context import KeptContext
from edge.engines.llm.llama_heads import SHORTEST, SavedHeads, identity
from edge.engines.llm.llama_native import NativeModel
from edge.engines.llm.llama_sampling import DrawnSampler, GrammarSampler, grammar_of
from edge.errors import ContextFull, EngineError
from edge.footprint import memory_mb
from edge.ports import Message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator, Sequence
    from pathlib import Path

    from edge.engines.llm.llama_sampling import Sampler
    from edge.engines.runtime import Runtime, Stopped
    from edge.ports import Prompt

RANDOM_SEED = 0xFFFFFFFF
"""To llama.cpp: another one each time."""


@dataclass(frozen=True, slots=True)
class LlamaOptions:
    """How a model runs on a board."""

    context: int = 2048
    """Tokens that a prompt and its answer may have together."""
    batch: int = 64
    """Tokens of a prompt evaluated at once: more are faster and take more memory."""
    threads: int = 2
    temperature: float = 0.7
    seed: int = RANDOM_SEED


_BOARDS = (
    (600, LlamaOptions(context=1024, batch=32)),
    (1_500, LlamaOptions(context=2048, batch=32)),
    (3_000, LlamaOptions(context=2048, batch=64)),
    (6_000, LlamaOptions(context=4096, batch=64)),
)
"""Up to so many MB of memory."""
_LARGE = LlamaOptions(context=8192, batch=128)
_MOST_THREADS = 8


def options_for(memory_mb: float, cores: int, trained: int = 0) -> LlamaOptions:
    """What suits a board, and a model trained on texts of so many tokens (0 = unknown).

    One core stays free for the microphone, the recogniser and the voice.
    """
    options = next((options for limit, options in _BOARDS if memory_mb <= limit), _LARGE)
    threads = min(max(1, cores - 1), _MOST_THREADS)
    context = min(options.context, trained or options.context)
    return replace(options, threads=threads, context=context)


def trained_on(path: Path) -> int:
    """Tokens of the longest text that a model knows; 0 where its file does not tell.

    Raises EngineError.
    """
    return read_header(path).number("context_length")


class LlamaEngine:
    """Loads a file and answers prompts, one at a time; what it evaluated it keeps for the next.

    `heads` is a folder for evaluated heads, kept over a restart. Raises EngineError in one sentence
    for a file that is missing, cut, of another kind or version, or too big for the memory.
    """

    def __init__(self, path: Path, options: LlamaOptions, heads: Path | None = None) -> None:
        _check(path, options)
        self._options = options
        with ExitStack() as opened:
            self._model = opened.enter_context(closing(NativeModel(path)))
            self._context = opened.enter_context(
                closing(KeptContext(self._model, options.context, options.batch, options.threads))
            )
            bounds = self._model.bounds
            self._chat = ChatTemplate(self._model.chat_template, bounds, path.name)
            self._begins_with = bounds[0]
            of = identity(path, options.context, version("llama-cpp-python"))
            self._heads = SavedHeads(heads, of) if heads else None
            self._opened = opened.pop_all()

    @property
    def evaluated(self) -> int:
        """Tokens so far, of prompts and answers."""
        return self._context.decoded

    def prepare(self, stopped: Stopped, prompt: Prompt) -> Generator[str, None, None]:
        """Evaluate a prompt; an empty piece for every batch of it. Raises ContextFull."""
        tokens = self._tokens(prompt)
        with self._context.abort.following(stopped):
            yield from self._evaluate(prompt, tokens)

    def generate(self, stopped: Stopped, prompt: Prompt) -> Generator[str, None, None]:
        """The answer in pieces of whole characters, after an empty one for every batch of tokens
        that had to be evaluated. Raises ContextFull, EngineError."""
        tokens = self._tokens(prompt)
        with (
            closing(self._sampler(prompt.schema)) as sampler,
            self._context.abort.following(stopped),
        ):
            yield from self._evaluate(prompt, tokens)
            if not self._context.holds(tokens):
                return
            text = AnswerText(() if prompt.schema else self._chat.stops)
            for data in self._pieces(sampler, prompt.longest):
                if piece := text.add_bytes(data):
                    yield piece
                if text.ended or stopped():
                    return
            if piece := text.rest():
                yield piece

    def close(self) -> None:
        self._opened.close()

    def _pieces(self, sampler: Sampler, longest: int) -> Iterator[bytes]:
        """The bytes of each token, until the model ends the answer or was stopped."""
        for number in range(longest):
            token = sampler.next(self._context)
            if self._model.ends(token):
                return
            yield self._model.piece(token)
            if number + 1 < longest and not self._context.append([token]):
                return

    def _sampler(self, schema: str) -> Sampler:
        if schema:
            return GrammarSampler(self._model, grammar_of(schema))
        return DrawnSampler(self._model, self._options.temperature, self._options.seed)

    def _evaluate(self, prompt: Prompt, tokens: list[int]) -> Iterator[str]:
        """Until the context holds the prompt or was stopped; an empty text for every batch."""
        head = self._head(prompt, tokens) if self._heads else []
        for _ in chain(self._evaluate_head(head), self._context.evaluate(tokens)):
            yield ""

    def _evaluate_head(self, head: list[int]) -> Iterator[None]:
        """Where it is not held already: from the disk, or else evaluated and written there."""
        if not self._heads or len(head) < SHORTEST or self._context.in_common(head) == len(head):
            return
        path = self._heads.find(head)
        if path and self._context.load(path, head):
            return
        yield from self._context.evaluate(head)
        if self._context.holds(head):
            self._heads.keep(head, self._context.saved_bytes, self._context.save)

    def _head(self, prompt: Prompt, tokens: list[int]) -> list[int]:
        """Tokens that do not depend on what follows a system message in the first place."""
        first = prompt.messages[:1]
        if not first or first[0].role != "system":
            return []
        other = self._cut_into_tokens((*first, Message("user", "?")))
        same = (
            at for at, pair in enumerate(zip(tokens, other, strict=False)) if len(set(pair)) > 1
        )
        return tokens[: next(same, 0)]

    def _tokens(self, prompt: Prompt) -> list[int]:
        tokens = self._cut_into_tokens(prompt.messages)
        needed, limit = len(tokens) + prompt.longest, self._context.size
        if needed > limit:
            raise ContextFull(needed, limit)
        return tokens

    def _cut_into_tokens(self, messages: Sequence[Message]) -> list[int]:
        controls = self._model.controls
        said = [replace(message, text=harmless(message.text, controls)) for message in messages]
        text = self._chat.render(said)
        begun = bool(self._begins_with) and text.startswith(self._begins_with)
        return self._model.tokenize(text, begins=not begun)


def _check(path: Path, options: LlamaOptions) -> None:
    """Before anything is loaded; raises EngineError."""
    header = read_header(path)
    if not header.architecture:
        raise EngineError(f"{path} is a GGUF file that holds no model")
    needed = header.bytes_needed(options.context, options.batch) / 2**20
    available, _ = memory_mb()
    if 0 < available < needed:
        raise EngineError(
            f"the language model {path.name} needs about {needed:.0f} MB of memory, "
            f"and {available:.0f} MB are available"
        )


class LlamaCppLanguageModel:
    """A LanguageModel whose LlamaEngine works in the runtime that is handed in."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def open(self) -> None:
        """Load the model; else the first call does. Raises EngineError."""
        await self._runtime.open()

    async def prepare(self, prompt: Prompt) -> None:
        async with aclosing(self._runtime.stream("prepare", prompt)) as batches:
            async for _ in batches:
                pass

    async def generate(self, prompt: Prompt) -> AsyncIterator[str]:
        async with aclosing(self._runtime.stream("generate", prompt)) as pieces:
            async for piece in pieces:
                yield piece

    async def close(self) -> None:
        await self._runtime.close()
