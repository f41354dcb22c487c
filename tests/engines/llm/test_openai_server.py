"""The OpenAI dialect as the server of llama-cpp-python speaks it, with a real model."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from edge.engines.llm.openai import OpenAiLanguageModel, Server
from edge.errors import EngineError
from edge.ports import Message, Prompt

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from edge.http import Streams

NEEDED = ("llama_cpp", "fastapi", "uvicorn", "sse_starlette", "starlette_context")
pytestmark = [
    pytest.mark.engines,
    pytest.mark.skipif(
        not all(map(importlib.util.find_spec, NEEDED)),
        reason="the server of llama-cpp-python is not installed (llama-cpp-python[server])",
    ),
]

STARTING_SECONDS = 30.0
PROMPT = Prompt((Message("user", "Once upon a time"),), longest=20)
SCHEMA = '{"type": "object", "properties": {"skill": {"enum": ["timer"]}}, "required": ["skill"]}'


async def connect(host: str, port: int, *, tls: bool) -> Streams:
    return await asyncio.open_connection(host, port)


@asynccontextmanager
async def _running(shared: Path) -> AsyncIterator[OpenAiLanguageModel]:
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0) as taken:
        port = taken.sockets[0].getsockname()[1]
    gguf = shared / "models/llm/stories260K/stories260K-f32.gguf"
    words = ("--model", gguf, "--port", port, "--n_ctx", 256, "--n_threads", 1)
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "llama_cpp.server", *map(str, words), stdout=quiet, stderr=quiet
    )
    model = OpenAiLanguageModel(connect, Server(url=f"http://127.0.0.1:{port}/v1"))
    try:
        await _answering(model)
        yield model
    finally:
        process.kill()
        await process.wait()


async def _answering(model: OpenAiLanguageModel) -> None:
    async with asyncio.timeout(STARTING_SECONDS):
        while True:
            try:
                return await model.open()
            except EngineError:
                await asyncio.sleep(0.2)


async def told(model: OpenAiLanguageModel, prompt: Prompt) -> list[str]:
    return [piece async for piece in model.generate(prompt)]


async def test_a_real_server_answers_fits_a_schema_fails_and_goes_on(shared: Path) -> None:
    async with _running(shared) as model:
        assert len(await told(model, PROMPT)) > 5
        action = "".join(await told(model, replace(PROMPT, schema=SCHEMA, longest=60)))
        assert json.loads(action) == {"skill": "timer"}
        with pytest.raises(EngineError, match="broke off"):  # it says why to its log alone
            await told(model, Prompt((Message("user", "and a cat " * 300),)))
        pieces = model.generate(replace(PROMPT, longest=200))
        await anext(pieces)
        await pieces.aclose()  # type: ignore[attr-defined]  # it is a generator
        async with asyncio.timeout(5.0):
            assert await told(model, PROMPT)
