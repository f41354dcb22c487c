"""The HTTP client against a server that does everything wrong, in virtual time."""

from __future__ import annotations

import asyncio

import pytest

from edge.errors import EgressRefused, InputError, RemoteError
from edge.http import Address, Client, Patience, Request
from tests.models.server import FaultyServer, Page

BODY = bytes(range(256)) * 100
URL = "http://files.example/file"


async def _get(server: FaultyServer, url: str = URL, limit: int = 1_000_000) -> bytes:
    async with Client(server.connect).request(Request(url=url)) as response:
        assert response.status == 200
        return await response.read(limit)


@pytest.mark.parametrize("page", [Page(BODY), Page(BODY, chunked=True), Page(BODY, etag="")])
async def test_a_body_comes_whole_however_it_is_framed(page: Page) -> None:
    assert await _get(FaultyServer(file=page)) == BODY


async def test_a_body_without_a_length_ends_with_the_connection() -> None:
    assert await _get(FaultyServer(file=Page(BODY, tells_length=False))) == BODY


async def test_a_request_tells_its_host_and_the_body_it_carries() -> None:
    server = FaultyServer(ask=Page(b"{}"))
    wanted = Request(
        url="http://127.0.0.1:8080/ask?x=1", method="POST", headers={"X-Key": "k"}, body=b"hello"
    )
    async with Client(server.connect).request(wanted) as response:
        assert await response.read(10) == b"{}"
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/ask?x=1", b"hello")
    assert asked.headers["host"] == "127.0.0.1:8080"
    assert asked.headers["x-key"] == "k"
    assert server.connected == [("127.0.0.1", 8080, False)]


@pytest.mark.parametrize(
    "page", [Page(BODY, cut_after=5000), Page(BODY, 200, cut_after=5000, chunked=True)]
)
async def test_a_cut_body_is_an_error_and_never_a_short_file(page: Page) -> None:
    with pytest.raises(RemoteError, match=r"files\.example hung up in the midst of its answer"):
        await _get(FaultyServer(file=page))


async def test_a_server_that_falls_silent_is_given_up() -> None:
    loop = asyncio.get_running_loop()
    with pytest.raises(RemoteError, match=r"^files\.example has sent nothing for 30 s$"):
        await _get(FaultyServer(file=Page(BODY, silent_after=4096)))
    assert 30.0 <= loop.time() < 33.0


async def test_a_slow_drip_is_waited_for() -> None:
    assert await _get(FaultyServer(file=Page(BODY, drip_seconds=20.0))) == BODY


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "hung up without an answer"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "does not answer as a web server"),
        (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 70_000, "does not answer as a web server"),
        (b"HTTP/1.1 200 OK\r\ncontent-le", "does not answer as a web server"),
    ],
)
async def test_what_is_no_answer_is_named(raw: bytes, told: str) -> None:
    with pytest.raises(RemoteError, match=told):
        await _get(FaultyServer(file=Page(raw=raw)))


async def test_a_body_larger_than_wanted_is_refused() -> None:
    with pytest.raises(RemoteError, match="sends more than 1000 bytes"):
        await _get(FaultyServer(file=Page(BODY)), limit=1000)


def _moved(where: str, status: int = 302) -> Page:
    return Page(status=status, reason="Found", headers={"location": where})


async def test_a_redirect_asks_at_the_door_for_the_new_host_and_takes_no_secret_there() -> None:
    server = FaultyServer(file=_moved("https://cdn.example/there?sign=a"), there=Page(BODY))
    wanted = Request(
        url="https://files.example/file", headers={"Authorization": "s", "range": "bytes=4-"}
    )
    async with Client(server.connect).request(wanted) as response:
        assert await response.read(1_000_000) == BODY[4:]
        assert response.url == "https://cdn.example/there?sign=a"
    assert server.connected == [("files.example", 443, True), ("cdn.example", 443, True)]
    assert "authorization" in server.asked[0].headers
    assert "authorization" not in server.asked[1].headers
    assert server.asked[1].headers["range"] == "bytes=4-"


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("http://files.example/plain", "which is not encrypted"),
        ("https://files.example/file", "redirects for ever"),
        ("ftp://files.example/file", "redirects to nowhere"),
        ("https://[broken/file", "redirects to nowhere"),
    ],
)
async def test_a_bad_redirect_is_not_followed(where: str, told: str) -> None:
    with pytest.raises(RemoteError, match=told):
        await _get(FaultyServer(file=_moved(where)), "https://files.example/file")


async def test_what_is_posted_never_follows_a_redirect() -> None:
    server = FaultyServer(file=_moved("/there"))
    async with Client(server.connect).request(
        Request(url=URL, method="POST", body=b"x")
    ) as response:
        assert response.status == 302
    assert len(server.asked) == 1


async def test_a_refusal_at_the_door_is_told_as_it_is() -> None:
    async def shut(
        host: str, port: int, *, tls: bool
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        raise EgressRefused(f"not to {host}")

    with pytest.raises(EgressRefused, match=r"not to files\.example"):
        async with Client(shut).request(Request(url=URL)):
            pass


async def test_a_host_that_cannot_be_reached_is_named() -> None:
    async def gone(
        host: str, port: int, *, tls: bool
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        raise ConnectionRefusedError(111, "Connection refused")

    async def lost(
        host: str, port: int, *, tls: bool
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        await asyncio.sleep(3600)
        raise AssertionError

    for connect, told in (
        (gone, "cannot be reached: Connection refused"),
        (lost, "does not answer"),
    ):
        with pytest.raises(RemoteError, match=told):
            async with Client(connect, Patience(connect_seconds=5)).request(Request(url=URL)):
                pass


@pytest.mark.parametrize(
    "url", ["", "file", "ftp://a/b", "http:///b", "http://a:x/", "https://ä.de/"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="is no address"):
        Address.of(url)


async def test_a_header_that_would_smuggle_another_is_refused() -> None:
    wanted = Request(url=URL, headers={"authorization": "a\r\nx: y"})
    with pytest.raises(
        InputError, match=r"^no request to files\.example can be made with these headers$"
    ):
        async with Client(FaultyServer().connect).request(wanted):
            pass


@pytest.mark.engines
async def test_leaving_in_the_midst_of_a_body_hangs_up_at_once() -> None:
    server = FaultyServer(file=Page(BODY, silent_after=4096))

    async def connect(
        host: str, port: int, *, tls: bool
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(host, port)

    loop = asyncio.get_running_loop()
    async with server.listening() as port:
        began = loop.time()
        async with Client(connect).request(
            Request(url=f"http://127.0.0.1:{port}/file")
        ) as response:
            async for _ in response.pieces():
                break
        assert loop.time() - began < 1.0
