"""A language model on a server, in virtual time: what is asked, what is told, and every fault."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING

import pytest

from edge.engines.llm.openai import Found, OpenAiLanguageModel, Server, find_servers
from edge.errors import ContextFull, EgressRefused, EngineError
from edge.ports import Message, Prompt
from tests.engines.language_server import ACTION, EVENTS, JSON, Habits, LanguageServer, chunk, sse
from tests.models.server import FaultyServer, Page

if TYPE_CHECKING:
    from edge.http import Streams

URL = "http://127.0.0.1:8080/v1"
PROMPT = Prompt((Message("system", "Be brief."), Message("user", "Count!")), longest=50)
SCHEMA = '{"type": "object", "properties": {"skill": {"type": "string"}}}'
ASKING = Prompt(PROMPT.messages, SCHEMA, 50)


def model_at(server: FaultyServer, **options: object) -> OpenAiLanguageModel:
    named = {"url": URL, "model": "small-model", **options}
    return OpenAiLanguageModel(server.connect, Server(**named))  # type: ignore[arg-type]  # as named


async def told(model: OpenAiLanguageModel, prompt: Prompt = PROMPT) -> str:
    return "".join([piece async for piece in model.generate(prompt)])


def serving(page: Page) -> FaultyServer:
    """One that serves this whatever is asked of the model."""
    server = FaultyServer()
    server.pages = {"/v1/chat/completions": page, "/v1/models": page}
    return server


# -- what is asked and told ----------------------------------------------------------------------


async def test_the_conversation_is_asked_and_the_answer_told_in_pieces() -> None:
    server = LanguageServer("one two three")
    pieces = [piece async for piece in model_at(server, key="secret").generate(PROMPT)]
    assert pieces == ["one ", "two ", "three "]
    (body,) = server.bodies
    assert body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Count!"},
    ]
    assert (body["model"], body["stream"], body["max_tokens"]) == ("small-model", True, 50)
    assert server.asked[0].headers["authorization"] == "Bearer secret"
    assert server.connected == [("127.0.0.1", 8080, False)]


async def test_reasoning_is_not_told() -> None:
    server = LanguageServer("<think> so that is </think> Two.")
    assert (await told(model_at(server))).strip() == "Two."


@pytest.mark.parametrize(
    "body",
    [
        sse("Hel", "lo ", "茶"),
        sse("Hel", "lo ", "茶").replace(b"\n", b"\r\n"),
        b": ping\n\nevent: message\n" + sse("Hel", "lo ", "茶"),
        sse("Hel", "lo 茶").replace(b"data: [DONE]\n\n", b""),
        b"data:\n\n" + sse("Hel", "lo 茶").replace(b"\n\n", b"\n\ndata: \n\n"),
    ],
    ids=["plain", "crlf", "comments", "without an end", "empty ones"],
)
@pytest.mark.parametrize("piece", [1, 7, 4096])
async def test_events_are_read_however_they_are_written_and_cut(body: bytes, piece: int) -> None:
    page = Page(body, headers=EVENTS, chunked=True, piece=piece)
    assert await told(model_at(serving(page))) == "Hello 茶"


async def test_a_server_that_does_not_stream_is_understood() -> None:
    choice = {"message": {"role": "assistant", "content": "Hello."}, "finish_reason": "stop"}
    page = Page(json.dumps({"choices": [choice]}).encode(), headers=JSON)
    assert await told(model_at(serving(page))) == "Hello."


@pytest.mark.parametrize(
    ("known", "asked"), [(("json_schema", "json_object"), 1), (("json_object",), 2), ((), 3)]
)
async def test_a_schema_is_asked_for_as_the_server_knows_it(
    known: tuple[str, ...], asked: int
) -> None:
    server = LanguageServer(habits=Habits(schema_ways=known))
    model = model_at(server)
    assert (await told(model, ASKING)).strip() == ACTION
    assert [body["temperature"] for body in server.bodies] == [0] * asked
    assert (await told(model, ASKING)).strip() == ACTION
    assert len(server.bodies) == asked + 1, "what it refused it is not asked again"


async def test_a_broken_schema_is_named_before_anything_is_sent() -> None:
    server = LanguageServer()
    with pytest.raises(EngineError, match="the JSON schema of an answer is broken"):
        await told(model_at(server), Prompt(PROMPT.messages, "{"))
    assert server.asked == []


async def test_without_a_name_the_first_model_that_can_talk_is_used() -> None:
    server = LanguageServer(habits=Habits(models=("nomic-embed-text", "qwen3:4b", "llama3")))
    model = model_at(server, model="")
    await told(model)
    await told(model)
    assert [body["model"] for body in server.bodies] == ["qwen3:4b"] * 2
    assert len(server.asked) == 3, "the list is read once"


async def test_preparing_sends_nothing_unless_the_server_prepares() -> None:
    server = LanguageServer()
    await model_at(server).prepare(PROMPT)
    assert server.asked == []
    await model_at(server, prepares=True).prepare(PROMPT)
    assert [body["max_tokens"] for body in server.bodies] == [1]


async def test_closing_the_iterator_closes_the_connection() -> None:
    server = LanguageServer(" ".join(["word"] * 40), Habits(seconds_per_token=0.5))
    writers: list[asyncio.StreamWriter] = []

    async def connect(host: str, port: int, *, tls: bool) -> Streams:
        reader, writer = await server.connect(host, port, tls=tls)
        writers.append(writer)
        return reader, writer

    pieces = OpenAiLanguageModel(connect, Server(url=URL, model="m")).generate(PROMPT)
    assert await anext(pieces) == "word "
    await pieces.aclose()  # type: ignore[attr-defined]  # it is a generator
    assert [writer.is_closing() for writer in writers] == [True]


@pytest.mark.parametrize(
    ("reason", "needed", "limit"),
    [
        ("request (1234 tokens) exceeds the available context size (512 tokens)", 1234, 512),
        (
            "The model's maximum context length is 2048 tokens. You requested 3000 (2800 and 200)",
            3000,
            2048,
        ),
    ],
)
async def test_a_prompt_that_is_too_long_is_told_in_tokens(
    reason: str, needed: int, limit: int
) -> None:
    page = Page(json.dumps({"error": {"message": reason}}).encode(), 400, headers=JSON)
    with pytest.raises(ContextFull) as full:
        await told(model_at(serving(page)), ASKING)
    assert (full.value.needed, full.value.limit) == (needed, limit)


@pytest.mark.engines
async def test_asked_and_interrupted_many_times_it_leaves_no_connection() -> None:
    async def connect(host: str, port: int, *, tls: bool) -> Streams:
        return await asyncio.open_connection(host, port)

    server = LanguageServer(" ".join(["word"] * 40), Habits(seconds_per_token=0.001))
    async with server.listening() as port:
        for number in range(100):
            model = OpenAiLanguageModel(connect, Server(url=f"http://127.0.0.1:{port}/v1"))
            pieces = model.generate(PROMPT)
            assert await anext(pieces) == "word "
            await pieces.aclose()  # type: ignore[attr-defined]  # it is a generator
            await model.close()
            if number == 10:
                open_files = len(os.listdir("/proc/self/fd"))
        await asyncio.sleep(0.1)
        assert len(os.listdir("/proc/self/fd")) <= open_files + 2


# -- servers that are found ----------------------------------------------------------------------


async def test_servers_on_this_machine_are_found_by_their_ports() -> None:
    server = LanguageServer(habits=Habits(models=("embed-small", "qwen3:4b")))

    async def connect(host: str, port: int, *, tls: bool) -> Streams:
        if port == 8080:
            raise ConnectionRefusedError(111, "Connection refused")
        return await server.connect(host, port, tls=tls)

    found = await find_servers(connect)
    assert found == [Found("127.0.0.1", port, ("qwen3:4b",)) for port in (11434, 8000, 1234)]


@pytest.mark.parametrize(
    "page",
    [Page(b"<html>"), Page(b"[]"), Page(b'{"data": 5}'), Page(status=500), Page(silent_after=0)],
)
async def test_whatever_else_answers_on_a_port_is_no_server(page: Page) -> None:
    assert await find_servers(serving(page).connect) == []


# -- faults --------------------------------------------------------------------------------------

START = sse("A ", "cup ", done=False)
ERROR = b'data: {"error": {"message": "out of memory"}}\n\n'


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (Page(START * 2, headers=EVENTS, silent_after=len(START)), "has sent nothing for 10 s"),
        (Page(START, headers=EVENTS, silent_after=len(START) - 9), "has sent nothing for 10 s"),
        (Page(START, headers=EVENTS, silent_after=0), "has sent nothing for 17 s"),
        (Page(b": ping\n" * 99, headers=EVENTS, piece=7, drip_seconds=1), "nothing for 17 s"),
        (Page(START, headers=EVENTS), "broke off in the midst of its answer"),
        (Page(START, headers=EVENTS, cut_after=300, chunked=True), "hung up in the midst of its"),
        (Page(START + ERROR, headers=EVENTS), "fails in the midst of its answer: out of memory"),
        (Page(START + b"data: {\n\n", headers=EVENTS), "sends a piece that is none of an answer"),
        (Page(b"data: [1]\n\n", headers=EVENTS), "sends a piece that is none of an answer"),
        (Page(b"data: " + b"x" * 99_000, headers=EVENTS), "sends a line of over 65536 bytes"),
        (
            Page(sse("a " * 500, done=False) * 400, headers=EVENTS),
            "sends far more than was asked for",
        ),
        (Page(b"<html></html>", headers={"content-type": "text/html"}), "answers with text/html"),
        (Page(status=301, headers={"location": "http://a.example/"}), "redirects to another"),
        (Page(status=401), "refuses the key"),
        (Page(status=404), 'has no model "small-model"'),
        (Page(b"<html>", status=500), "fails with status 500$"),
        (Page(b'{"error": "no\\nmemory"}', status=500), "fails with status 500: no memory"),
        (Page(b'{"detail": ["odd"]}', status=422), "fails with status 422: "),
        (Page(status=503), "is not ready"),
        (Page(raw=b""), "hung up without an answer"),
        (Page(raw=b"SSH-2.0-x\r\n\r\n"), "does not answer as a web server"),
    ],
)
async def test_a_fault_of_the_server_is_one_clear_sentence(page: Page, sentence: str) -> None:
    with pytest.raises(EngineError, match=rf"^the language model server 127.*{sentence}"):
        await told(model_at(serving(page)))


async def test_a_schema_does_not_hide_that_the_server_fails() -> None:
    mended = LanguageServer()
    servers: list[FaultyServer] = [serving(Page(status=500))]

    async def connect(host: str, port: int, *, tls: bool) -> Streams:
        return await servers[-1].connect(host, port, tls=tls)

    model = OpenAiLanguageModel(connect, Server(url=URL, model="m"))
    with pytest.raises(EngineError, match="fails with status 500"):
        await told(model, ASKING)
    servers.append(mended)
    await told(model, ASKING)
    assert mended.bodies[0]["response_format"]["type"] == "json_schema"


async def test_a_refused_connection_is_told() -> None:
    async def connect(host: str, port: int, *, tls: bool) -> Streams:
        raise ConnectionRefusedError(111, "Connection refused")

    model = OpenAiLanguageModel(connect, Server(url=URL))
    with pytest.raises(
        EngineError, match=r"127\.0\.0\.1:8080 cannot be reached: Connection refused"
    ):
        await model.open()


async def test_a_connection_that_hangs_is_given_up_after_two_seconds() -> None:
    async def connect(host: str, port: int, *, tls: bool) -> Streams:
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]  # never

    model = OpenAiLanguageModel(connect, Server(url=URL))
    began = asyncio.get_running_loop().time()
    with pytest.raises(EngineError, match="does not answer"):
        await told(model)
    assert asyncio.get_running_loop().time() - began == pytest.approx(2.0)


async def test_what_the_owner_has_not_allowed_is_an_engine_that_failed() -> None:
    async def connect(host: str, port: int, *, tls: bool) -> Streams:
        raise EgressRefused("may not")

    model = OpenAiLanguageModel(connect, Server(url=URL))
    with pytest.raises(EngineError, match=r"^may not$"):
        await told(model)


async def test_chunks_without_text_are_passed_over() -> None:
    events = [chunk({"role": "assistant"}), chunk({"content": None}), chunk({"content": "Yes."})]
    body = "".join(f"data: {json.dumps(event)}\n\n" for event in events).encode() + sse()
    assert await told(model_at(serving(Page(body, headers=EVENTS)))) == "Yes."
