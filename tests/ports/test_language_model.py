"""What every LanguageModel keeps: the fake, llama.cpp in a thread and in a process, a server."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from edge.engines.llm.llama_cpp import LlamaCppLanguageModel, LlamaEngine, LlamaOptions
from edge.engines.llm.openai import OpenAiLanguageModel, Server
from edge.engines.runtime.in_process import InProcess
from edge.engines.runtime.in_thread import InThread
from edge.errors import ContextFull
from edge.fakes.language_model import FakeLanguageModel
from edge.ports import Message, Prompt
from tests.engines.language_server import ACTION, Habits, LanguageServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from edge.engines.runtime import Runtime
    from edge.http import Streams
    from edge.ports import LanguageModel

pytestmark = pytest.mark.engines

OPTIONS = LlamaOptions(context=512, batch=32, threads=1, temperature=0)
CONTEXT = 512
SECONDS_PER_TOKEN = 0.01
SCHEMA = json.dumps(
    {"type": "object", "properties": {"skill": {"enum": ["timer"]}}, "required": ["skill"]}
)
PROMPT = Prompt((Message("system", "Tell."), Message("user", "Once upon a time")), longest=12)
LONG = replace(PROMPT, longest=400)
STORY = " ".join(["and they lived happily"] * 100)


@asynccontextmanager
async def _fake(_: Path) -> AsyncIterator[LanguageModel]:
    def answer(prompt: Prompt) -> str:
        return ACTION if prompt.schema else STORY

    yield FakeLanguageModel(answer, tokens_per_second=1 / SECONDS_PER_TOKEN, context=CONTEXT)


@asynccontextmanager
async def _llama(kind: str, shared: Path) -> AsyncIterator[LanguageModel]:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    path = shared / "models/llm/stories260K/stories260K-f32.gguf"
    runtime: Runtime = (
        InThread(partial(LlamaEngine, path, OPTIONS), "llama.cpp")
        if kind == "thread"
        else InProcess("edge.engines.llm.llama_cpp:LlamaEngine", path, OPTIONS)
    )
    model = LlamaCppLanguageModel(runtime)
    try:
        yield model
    finally:
        await model.close()


@asynccontextmanager
async def _server(_: Path) -> AsyncIterator[LanguageModel]:
    server = LanguageServer(STORY, Habits(seconds_per_token=SECONDS_PER_TOKEN, context=CONTEXT))

    async def connect(host: str, port: int, *, tls: bool) -> Streams:
        return await asyncio.open_connection(host, port)

    async with server.listening() as port:
        yield OpenAiLanguageModel(connect, Server(url=f"http://127.0.0.1:{port}/v1", model="m"))


KINDS: dict[str, Callable[[Path], AbstractAsyncContextManager[LanguageModel]]] = {
    "fake": _fake,
    "thread": partial(_llama, "thread"),
    "process": partial(_llama, "process"),
    "server": _server,
}


@pytest.fixture(params=KINDS)
def opened(
    request: pytest.FixtureRequest, shared: Path
) -> AbstractAsyncContextManager[LanguageModel]:
    return KINDS[request.param](shared)


async def told(model: LanguageModel, prompt: Prompt) -> list[str]:
    """The answer, without the signs of work on the prompt."""
    return [piece async for piece in model.generate(prompt) if piece]


async def test_an_answer_comes_in_pieces_of_text(
    opened: AbstractAsyncContextManager[LanguageModel],
) -> None:
    async with opened as model:
        pieces = await told(model, PROMPT)
    assert 3 < len(pieces) <= PROMPT.longest
    assert " " in "".join(pieces).strip()


async def test_an_answer_with_a_schema_is_json_that_fits(
    opened: AbstractAsyncContextManager[LanguageModel],
) -> None:
    async with opened as model:
        text = "".join(await told(model, replace(PROMPT, schema=SCHEMA, longest=60)))
    assert json.loads(text)["skill"] == "timer"


async def test_a_prepared_prompt_is_answered_all_the_same(
    opened: AbstractAsyncContextManager[LanguageModel],
) -> None:
    async with opened as model:
        plain = await told(model, PROMPT)
        await model.prepare(PROMPT)
        await model.prepare(replace(PROMPT, messages=(Message("user", "Something else"),)))
        assert await told(model, PROMPT) == plain


async def test_what_does_not_fit_is_told_and_what_fits_is_answered_then(
    opened: AbstractAsyncContextManager[LanguageModel],
) -> None:
    async with opened as model:
        with pytest.raises(ContextFull) as full:
            await told(model, replace(PROMPT, messages=(Message("user", "word " * 600),)))
        assert full.value.needed > full.value.limit == CONTEXT
        assert await told(model, PROMPT)


async def test_closing_an_answer_frees_the_model_for_the_next(
    opened: AbstractAsyncContextManager[LanguageModel],
) -> None:
    async with opened as model:
        async with aclosing(_generator(model, LONG)) as pieces:
            assert await anext(piece async for piece in pieces if piece)
        async with asyncio.timeout(5.0):
            assert await told(model, PROMPT)


async def test_cancelling_an_answer_frees_the_model_for_the_next(
    opened: AbstractAsyncContextManager[LanguageModel],
) -> None:
    async with opened as model:
        await told(model, PROMPT)  # whatever must be loaded is
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(told(model, replace(LONG, schema="")), 0.05)
        async with asyncio.timeout(5.0):
            assert await told(model, PROMPT)


async def test_cancelling_a_preparation_frees_the_model(
    opened: AbstractAsyncContextManager[LanguageModel],
) -> None:
    async with opened as model:
        task = asyncio.create_task(model.prepare(LONG))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(20.0):
            assert await told(model, PROMPT)


def _generator(model: LanguageModel, prompt: Prompt) -> Any:
    """Every LanguageModel's answer is a generator that can be closed."""
    return model.generate(prompt)
