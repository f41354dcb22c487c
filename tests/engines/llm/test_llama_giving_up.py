"""How soon llama.cpp is free when it is told to stop, what it leaves behind, and a crash."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING, cast

import pytest

from edge.engines.llm.llama_cpp import LlamaCppLanguageModel, LlamaEngine, LlamaOptions
from edge.engines.runtime.in_process import InProcess
from edge.engines.runtime.in_thread import InThread
from edge.errors import EngineError
from edge.ports import Message, Prompt
from edge.thinking.mind.in_time import in_time
from tests.engines.random_gguf import Shape, write_gguf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from pathlib import Path

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
pytestmark = pytest.mark.engines

OPTIONS = LlamaOptions(context=512, batch=32, threads=1, temperature=0)
ONCE = Prompt((Message("user", "Once upon a time"),), longest=24)
SCHEMA = '{"type": "object", "properties": {"skill": {"enum": ["timer", "alarm"]}}}'


def wanted() -> bool:
    """Nobody has stopped the call."""
    return False


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model with random weights."""
    return write_gguf(tmp_path_factory.mktemp("chat") / "chat.gguf")


@pytest.fixture
def engine(chat: Path) -> Iterator[LlamaEngine]:
    made = LlamaEngine(chat, OPTIONS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that takes a second or two for a prompt of 2,000 tokens."""
    shape = Shape(layers=4, width=512, heads=8, hidden=1376)
    return write_gguf(tmp_path_factory.mktemp("slow") / "slow.gguf", shape)


def test_between_two_pieces_it_stops_when_told(engine: LlamaEngine) -> None:
    stop = threading.Event()
    pieces = engine.generate(stop.is_set, replace(ONCE, longest=400))
    next(filter(None, pieces))
    stop.set()
    assert list(pieces) == []
    assert list(engine.generate(wanted, ONCE))


def test_in_a_prompt_of_2000_tokens_it_is_free_within_300_ms(slow: Path) -> None:
    made = LlamaEngine(slow, replace(OPTIONS, context=4096, batch=64))
    prompt = Prompt((Message("system", "x" * 1_950), *ONCE.messages))
    asked: list[float] = []

    def stopped() -> bool:
        """From the first batch on."""
        if made.evaluated and not asked:
            asked.append(time.monotonic())
        return bool(asked)

    list(made.prepare(stopped, prompt))
    assert time.monotonic() - asked[0] < 0.3
    assert 0 < len(made._context.evaluated) < 1_000
    assert list(made.generate(wanted, ONCE))
    made.close()


async def first_word(pieces: AsyncIterator[str]) -> str:
    """After the signs of work on the prompt."""
    while not (piece := await anext(pieces)):
        pass
    return piece


async def test_a_barge_in_into_a_long_prompt_frees_the_engines_process_within_300_ms(
    slow: Path,
) -> None:
    async with in_process(slow) as (model, _):
        await model.prepare(ONCE)
        long = asyncio.create_task(model.prepare(Prompt((Message("user", "x" * 1_950),))))
        await asyncio.sleep(0.3)
        assert not long.done()
        began = time.monotonic()
        long.cancel()
        await model.prepare(replace(ONCE, messages=(Message("user", "Wait!"),)))
        assert time.monotonic() - began < 0.3


async def test_an_engine_that_is_killed_in_mid_sentence_costs_the_sentence(chat: Path) -> None:
    async with in_process(chat) as (model, runtime):
        pieces = model.generate(replace(ONCE, longest=400))
        assert await first_word(pieces)
        os.kill(cast("int", runtime.pid), signal.SIGSEGV)
        with pytest.raises(EngineError, match="the process of LlamaEngine was killed by SIGSEGV"):
            [piece async for piece in pieces]
        assert [piece async for piece in model.generate(ONCE)]


class SlowEngine(LlamaEngine):
    """As on a small board: each batch of tokens takes so many seconds."""

    def __init__(self, path: Path, batches: Iterator[float]) -> None:
        super().__init__(path, OPTIONS)
        append = self._context.append

        def slowly(tokens: Sequence[int]) -> bool:
            time.sleep(next(batches))
            return append(tokens)

        self._context.append = slowly  # type: ignore[method-assign]  # slower, and else the same


async def waited_for(path: Path, batches: Iterator[float]) -> str:
    """The answer to a prompt of 12 batches, to somebody who gives up after a second of nothing."""
    model = LlamaCppLanguageModel(InThread(partial(SlowEngine, path, batches), "slow"))
    prompt = Prompt((Message("user", "x" * 360),), longest=4)
    try:
        return "".join([piece async for piece in in_time(model.generate(prompt), 1.0, 1.0)])
    finally:
        await model.close()


async def test_a_prompt_that_takes_longer_than_a_stall_may_is_answered(chat: Path) -> None:
    began = time.monotonic()
    assert await waited_for(chat, repeat(0.15))
    assert time.monotonic() - began > 1.5


async def test_a_stall_in_a_prompt_is_given_up(chat: Path) -> None:
    with pytest.raises(TimeoutError):
        await waited_for(chat, chain(repeat(0.05, 3), repeat(2.5)))


@asynccontextmanager
async def in_process(path: Path) -> AsyncIterator[tuple[LlamaCppLanguageModel, InProcess]]:
    options = replace(OPTIONS, context=4096, batch=64)
    runtime = InProcess("edge.engines.llm.llama_cpp:LlamaEngine", path, options)
    model = LlamaCppLanguageModel(runtime)
    try:
        yield model, runtime
    finally:
        await model.close()


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_a_process_of_its_own_can_be_opened_interrupted_and_closed_many_times(
    chat: Path, long_run: bool
) -> None:
    open_files = len(os.listdir("/proc/self/fd"))
    for _ in range(100 if long_run else 3):
        async with in_process(chat) as (model, _):
            pieces = model.generate(replace(ONCE, longest=400))
            assert await first_word(pieces)
            await pieces.aclose()  # type: ignore[attr-defined]  # it is a generator
            await model.prepare(ONCE)
    assert len(os.listdir("/proc/self/fd")) <= open_files + 2


@pytest.mark.long
def test_opened_used_stopped_and_closed_many_times_it_takes_no_more_memory(
    chat: Path, long_run: bool
) -> None:
    rounds = 100 if long_run else 10
    sizes = []
    for _ in range(rounds):
        made = LlamaEngine(chat, OPTIONS)
        list(made.generate(wanted, ONCE))
        stop = threading.Event()
        pieces = made.generate(stop.is_set, replace(ONCE, longest=300, schema=SCHEMA))
        next(filter(None, pieces))
        stop.set()
        pieces.close()
        list(made.prepare(lambda: True, Prompt((Message("user", "y" * 400),), longest=1)))
        made.close()
        sizes.append(_resident_kb())
    assert sizes[-1] - sizes[rounds // 3] < 500 + 8 * rounds


def _resident_kb() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
