"""HTTP/1.1 over connections that somebody else opens: one request, its redirects, its answer.

Nothing here opens a connection. `Connect` does, and what stands behind it is the one way out of
the device (edge/store/egress.py), asked again for every host that a redirect names.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias
from urllib.parse import urljoin, urlsplit

import h11

from edge.errors import EdgeError, InputError, RemoteError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Mapping

Streams: TypeAlias = "tuple[asyncio.StreamReader, asyncio.StreamWriter]"

MOST_REDIRECTS = 5
READ_BYTES = 65_536
CLOSING_SECONDS = 2.0
_MOVED = (301, 302, 303, 307, 308)
_PRIVATE = ("authorization", "cookie")
"""Headers that are meant for the first host alone."""


class Connect(Protocol):
    """Opens a connection, or refuses to."""

    async def __call__(self, host: str, port: int, *, tls: bool) -> Streams:
        """Raises EgressRefused, StoreError or OSError."""
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where a URL leads."""

    host: str
    port: int
    tls: bool
    target: str
    """What is asked for there: path and query."""

    @classmethod
    def of(cls, url: str) -> Address:
        """Raises InputError for anything but http and https with a host."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
        if not host or parts.scheme not in ("http", "https") or not url.isascii():
            raise InputError(f'"{url}" is no address that begins with http:// or https://')
        tls = parts.scheme == "https"
        query = f"?{parts.query}" if parts.query else ""
        return cls(host, port or (443 if tls else 80), tls, f"{parts.path or '/'}{query}")

    @property
    def name(self) -> str:
        """As a `Host` header and a sentence tell it: the usual ports are left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a server."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a server may keep us waiting."""

    connect_seconds: float = 15.0
    silence_seconds: float = 30.0
    """For the next byte, at any moment."""


class Response:
    """The head of an answer; its body can be read once, while the connection is open."""

    def __init__(self, url: str, head: h11.Response, exchange: _Exchange) -> None:
        self.url = url
        """Of whoever answered, behind all redirects."""
        self.status = head.status_code
        self.headers = {name.decode(): value.decode("latin-1") for name, value in head.headers}
        """Names are in small letters."""
        self._exchange = exchange

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The body as it comes; raises RemoteError where it stalls, or ends before it is whole."""
        while (piece := await self._exchange.piece()) is not None:
            yield piece

    async def read(self, limit: int) -> bytes:
        """The whole body; raises RemoteError where it is longer than `limit` bytes."""
        body = bytearray()
        async for piece in self.pieces():
            body += piece
            if len(body) > limit:
                raise RemoteError(f"{Address.of(self.url).name} sends more than {limit} bytes")
        return bytes(body)


class Client:
    """Makes requests, one connection each."""

    def __init__(self, connect: Connect, patience: Patience | None = None) -> None:
        self._connect = connect
        self._patience = patience or Patience()

    @asynccontextmanager
    async def request(self, wanted: Request) -> AsyncIterator[Response]:
        """The answer of whatever status; GET and HEAD follow redirects, never from https to http.

        Leaving the block drops the connection, and with it what was not read. Raises RemoteError,
        or what `Connect` raises of its own.
        """
        for _ in range(MOST_REDIRECTS + 1):
            async with self._once(wanted) as response:
                moved = _redirected(wanted, response)
                if moved is None:
                    yield response
                    return
            wanted = moved
        raise RemoteError(f"{Address.of(wanted.url).name} redirects for ever")

    @asynccontextmanager
    async def _once(self, wanted: Request) -> AsyncIterator[Response]:
        address = Address.of(wanted.url)
        exchange = _Exchange(address, await self._opened(address), self._patience)
        try:
            yield Response(wanted.url, await exchange.ask(wanted), exchange)
        finally:
            await exchange.close()

    async def _opened(self, address: Address) -> Streams:
        try:
            async with asyncio.timeout(self._patience.connect_seconds):
                return await self._connect(address.host, address.port, tls=address.tls)
        except EdgeError:  # refused, or no ledger: some of these are OSErrors too
            raise
        except TimeoutError:
            raise RemoteError(f"{address.name} does not answer") from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise RemoteError(f"{address.name} cannot be reached: {reason}") from error


class _Exchange:
    """One request and its answer on one connection."""

    def __init__(self, address: Address, streams: Streams, patience: Patience) -> None:
        self._address = address
        self._reader, self._writer = streams
        self._silence = patience.silence_seconds
        self._protocol = h11.Connection(h11.CLIENT)
        self._received = 0
        self._answered = False

    async def ask(self, wanted: Request) -> h11.Response:
        """Send it; returns the head of the answer."""
        await self._send(self._encoded(wanted))
        while not isinstance(event := await self._next(), h11.Response):
            pass  # an interim answer, such as "100 Continue"
        self._answered = True
        return event

    def _encoded(self, wanted: Request) -> bytes:
        """What goes over the wire; a refused header is not quoted, as it may be a secret."""
        own = {
            "host": self._address.name,
            "user-agent": "edge",
            "accept-encoding": "identity",
            "connection": "close",
        }
        length = {"content-length": str(len(wanted.body))} if wanted.body else {}
        headers = {**own, **{name.lower(): text for name, text in wanted.headers.items()}, **length}
        pairs = list(headers.items())
        try:
            head = h11.Request(method=wanted.method, target=self._address.target, headers=pairs)
            events = (head, h11.Data(data=wanted.body), h11.EndOfMessage())
            return b"".join(self._protocol.send(event) or b"" for event in events)
        except (h11.LocalProtocolError, UnicodeError):
            text = f"no request to {self._address.name} can be made with these headers"
            raise InputError(text) from None

    async def _send(self, data: bytes) -> None:
        try:
            async with asyncio.timeout(self._silence):
                self._writer.write(data)
                await self._writer.drain()
        except TimeoutError:
            raise RemoteError(f"{self._address.name} does not take what is sent") from None
        except ConnectionError:
            pass  # it may have answered before it hung up: reading tells

    async def piece(self) -> bytes | None:
        """The next of the body; None at its end."""
        event = await self._next()
        return bytes(event.data) if isinstance(event, h11.Data) else None

    async def _next(self) -> h11.Event:
        try:
            while (event := self._protocol.next_event()) is h11.NEED_DATA:
                await self._receive()
        except h11.RemoteProtocolError as error:
            raise RemoteError(f"{self._address.name} {self._broken()}: {error}") from error
        assert isinstance(event, h11.Event)
        return event

    async def _receive(self) -> None:
        try:
            async with asyncio.timeout(self._silence):
                data = await self._reader.read(READ_BYTES)
        except TimeoutError:
            seconds = f"{self._silence:g} s"
            raise RemoteError(f"{self._address.name} has sent nothing for {seconds}") from None
        except OSError as error:
            raise RemoteError(f"{self._address.name} hung up: {error.strerror}") from error
        if not data and not self._received:
            raise RemoteError(f"{self._address.name} hung up without an answer")
        self._received += len(data)
        self._protocol.receive_data(data)

    def _broken(self) -> str:
        if self._answered and self._reader.at_eof():
            return "hung up in the midst of its answer"
        return "does not answer as a web server"

    async def close(self) -> None:
        """At once: what was not read is not waited for."""
        if self._protocol.their_state not in (h11.DONE, h11.MUST_CLOSE, h11.CLOSED):
            self._writer.transport.abort()
        self._writer.close()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._writer.wait_closed()


def _redirected(wanted: Request, response: Response) -> Request | None:
    """The request that a redirect asks for; None where the answer is one."""
    where = response.headers.get("location")
    if response.status not in _MOVED or where is None or wanted.method not in ("GET", "HEAD"):
        return None
    old = Address.of(response.url)
    try:
        url = urljoin(response.url, where)
        new = Address.of(url)
    except ValueError as error:  # InputError is one
        raise RemoteError(f"{old.name} redirects to nowhere: {error}") from error
    if old.tls and not new.tls:
        raise RemoteError(f"{old.name} redirects to {url}, which is not encrypted")
    headers = wanted.headers
    if (new.host, new.port) != (old.host, old.port):
        headers = {key: text for key, text in headers.items() if key.lower() not in _PRIVATE}
    return replace(wanted, url=url, headers=headers)
