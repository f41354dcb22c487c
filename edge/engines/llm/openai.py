"""A LanguageModel on a server that its owner runs: Ollama, llama.cpp, vLLM, or another that speaks
the OpenAI dialect. Every connection is opened by the `Connect` that is handed in.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from edge.engines.llm import openai_wire as wire
from edge.engines.llm.answer_text import AnswerText
from edge.errors import ContextFull, EdgeError, EngineError, RemoteError
from edge.http import Address, Client, Patience, Request

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterator

    from edge.http import Connect, Response
    from edge.ports import Prompt

PORTS = (11434, 8080, 8000, 1234)
"""Of Ollama, llama.cpp, vLLM and LM Studio, where their owner left them as they come."""
CONNECT_SECONDS = 2.0
FIRST_SECONDS = 17.0
"""From the question to the first piece of an answer: the server evaluates the prompt, or loads the
model. With CONNECT_SECONDS it is less than the mind waits, so that another model can answer."""
SILENCE_SECONDS = 10.0
"""Between two pieces."""
PATIENCE = Patience(connect_seconds=CONNECT_SECONDS, silence_seconds=FIRST_SECONDS)
LOOKING = Patience(connect_seconds=0.5, silence_seconds=2.0)
LARGEST_LIST = 1_000_000
LARGEST_REFUSAL = 65_536
BYTES_PER_TOKEN = 4096
"""Of an answer as it is wrapped, far from below; a server that sends more never ends."""
_UNABLE = (400, 404, 415, 422, 500, 501)
"""What servers answer that cannot be asked for a schema in a certain way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a model answers."""

    url: str
    """As "http://127.0.0.1:8080/v1": what "/chat/completions" is put after."""
    model: str = ""
    """As the server calls it; empty = the first that it names."""
    key: str = field(default="", repr=False)
    """A secret."""
    temperature: float = 0.7
    prepares: bool = False
    """Let it evaluate prompts ahead: sensible where it keeps them and nothing is paid for them."""

    @property
    def name(self) -> str:
        return Address.of(self.url).name


@dataclass(frozen=True, slots=True)
class Found:
    """A server that answered, and what it can run."""

    host: str
    port: int
    models: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/v1"


class OpenAiLanguageModel:
    """One request an answer; closing the iterator closes the connection, which stops the server."""

    def __init__(self, connect: Connect, server: Server) -> None:
        self._client = Client(connect, PATIENCE)
        self._server = server
        self._way = 0
        """To ask for a schema: the one that this server took the last time."""

    async def open(self) -> None:
        """Let the server name its model, where none is chosen. Raises EngineError."""
        with _as_engine_errors():
            await self._chosen()

    async def prepare(self, prompt: Prompt) -> None:
        """Where the server prepares: a single token is asked for and dropped."""
        if self._server.prepares:
            async for _ in self.generate(replace(prompt, longest=1, schema="")):
                pass

    async def generate(self, prompt: Prompt) -> AsyncIterator[str]:
        with _as_engine_errors():
            text = AnswerText()
            async with aclosing(self._answered(prompt)) as pieces:
                async for told in pieces:
                    if said := text.add(told):
                        yield said
            if said := text.rest():
                yield said

    async def close(self) -> None:
        """Nothing is held between two calls."""

    async def _answered(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """The pieces of an answer, asked for in one way after the other until one is taken."""
        asked = asyncio.get_running_loop().time()
        model = await self._chosen()
        for way in range(self._way, wire.SCHEMA_WAYS):
            body = wire.request(prompt, model, self._server.temperature, way)
            async with self._client.request(self._request("chat/completions", body)) as response:
                if response.status == 200:
                    self._way = way
                    async for text in self._texts(response, prompt.longest, asked):
                        yield text
                    return
                refused = await _refusal(response, self._server.name, model)
            last = way + 1 == wire.SCHEMA_WAYS or not prompt.schema
            if last or response.status not in _UNABLE or isinstance(refused, ContextFull):
                raise refused

    async def _texts(
        self, response: Response, longest: int, asked: float
    ) -> AsyncGenerator[str, None]:
        """Raises RemoteError where the server stalls, ends before the answer does, or never."""
        now = asyncio.get_running_loop().time
        async with aclosing(self._events(response, longest)) as events:
            since, seconds = asked, FIRST_SECONDS
            while event := await self._next(events, since, seconds):
                piece = wire.piece(event, self._server.name)
                if piece.text:
                    yield piece.text
                if piece.last:
                    return
                since, seconds = now(), SILENCE_SECONDS
        raise RemoteError(f"{self._server.name} broke off in the midst of its answer")

    async def _next(self, events: AsyncGenerator[str, None], since: float, seconds: float) -> str:
        """Empty at the end."""
        try:
            async with asyncio.timeout_at(since + seconds):
                return await anext(events, "")
        except TimeoutError:
            raise RemoteError(f"{self._server.name} has sent nothing for {seconds:g} s") from None

    async def _events(self, response: Response, longest: int) -> AsyncGenerator[str, None]:
        kind = response.headers.get("content-type", "")
        if not kind.startswith(("text/event-stream", "application/json")):
            raise RemoteError(f"{self._server.name} is none: it answers with {kind or 'anything'}")
        if kind.startswith("application/json"):  # in one piece, or a failure that it calls none
            yield (await response.read(longest * BYTES_PER_TOKEN)).decode(errors="replace")
            return
        events, received = wire.Events(self._server.name), 0
        async for data in response.pieces():
            received += len(data)
            if received > wire.LONGEST_LINE + longest * BYTES_PER_TOKEN:
                raise RemoteError(f"{self._server.name} sends far more than was asked for")
            for event in events.add(data):
                yield event

    async def _chosen(self) -> str:
        """The model's name."""
        if self._server.model:
            return self._server.model
        models = await _models(self._client, self._request("models"), self._server.name)
        if not models:
            raise RemoteError(f"{self._server.name} has no model")
        self._server = replace(self._server, model=models[0])
        return models[0]

    def _request(self, path: str, body: bytes = b"") -> Request:
        headers = {"content-type": "application/json"} if body else {}
        if self._server.key:
            headers["authorization"] = f"Bearer {self._server.key}"
        url = f"{self._server.url.rstrip('/')}/{path}"
        return Request(url=url, method="POST" if body else "GET", headers=headers, body=body)


async def _refusal(response: Response, server: str, model: str) -> EdgeError:
    return wire.refusal(response.status, await response.read(LARGEST_REFUSAL), server, model)


async def find_servers(connect: Connect, host: str = "127.0.0.1") -> list[Found]:
    """Servers on this machine with a model that can talk, in the order of PORTS."""
    client = Client(connect, LOOKING)
    found = await asyncio.gather(*(_found(client, host, port) for port in PORTS))
    return [server for server in found if server is not None and server.models]


async def _found(client: Client, host: str, port: int) -> Found | None:
    """None where nothing is there, or something else."""
    request = Request(url=f"{Found(host, port, ()).url}/models")
    try:
        return Found(host, port, await _models(client, request, host))
    except EdgeError:
        return None


async def _models(client: Client, request: Request, server: str) -> tuple[str, ...]:
    async with client.request(request) as response:
        if response.status != 200:
            raise await _refusal(response, server, "")
        return wire.models(await response.read(LARGEST_LIST), server)


@contextmanager
def _as_engine_errors() -> Iterator[None]:
    """Whatever is wrong with the way to a model is to its user a model that failed."""
    try:
        yield
    except EngineError:
        raise
    except RemoteError as error:
        raise EngineError(f"the language model server {error}") from error
    except EdgeError as error:
        raise EngineError(str(error)) from error
