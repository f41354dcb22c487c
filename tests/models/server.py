"""A web server that can do everything wrong, on the loopback interface or within the process."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

PIECE = 4096


@dataclass
class Page:
    """What stands under one path, and how badly it is served."""

    body: bytes = b""
    status: int = 200
    reason: str = "OK"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = '"1"'
    takes_ranges: bool = True
    cut_after: int | None = None
    """Bytes of each answer's body after which the connection is dropped."""
    cuts: int = 1_000_000
    """How many answers are cut; those after them are whole."""
    piece: int = PIECE
    """Bytes of the body that are sent at once."""
    drip_seconds: float = 0.0
    """Before each of them."""
    silent_after: int | None = None
    """Bytes of the body after which nothing more comes, though the connection stands."""
    raw: bytes | None = None
    """Sent in the place of an answer."""
    chunked: bool = False
    tells_length: bool = True


MISSING = Page(b"nothing here", 404, "Not Found")


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class FaultyServer:
    """Pages by path, and every request that was made."""

    def __init__(self, **pages: Page) -> None:
        self.pages = {f"/{path}": page for path, page in pages.items()}
        self.asked: list[Asked] = []
        self.connected: list[tuple[str, int, bool]] = []
        self._serving: set[asyncio.Task[None]] = set()

    async def connect(
        self, host: str, port: int, *, tls: bool
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection within the process, in virtual time; every host leads here."""
        self.connected.append((host, port, tls))
        ours, theirs = asyncio.StreamReader(), asyncio.StreamReader()
        mine, yours = _Wire(theirs), _Wire(ours)
        mine.other, yours.other = yours, mine
        task = asyncio.create_task(self.serve(theirs, _writer(yours, theirs)))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        return ours, _writer(mine, ours)

    def page(self, asked: Asked) -> Page:
        return self.pages.get(asked.path.partition("?")[0], MISSING)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, then hang up."""
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                asked = await _request(reader)
                self.asked.append(asked)
                page = self.page(asked)
                await _answer(page, asked, writer)
                if page.silent_after is not None:
                    await reader.read()
        finally:
            writer.close()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        """On a port of the loopback interface."""
        async with await asyncio.start_server(self.serve, "127.0.0.1", 0) as server:
            yield server.sockets[0].getsockname()[1]

    @contextmanager
    def in_thread(self) -> Iterator[int]:
        """As `listening`, beside a test that waits for a child process."""
        ports: list[int] = []
        ready, stop = threading.Event(), asyncio.Event()
        loops: list[asyncio.AbstractEventLoop] = []

        async def run() -> None:
            async with self.listening() as port:
                ports.append(port)
                loops.append(asyncio.get_running_loop())
                ready.set()
                await stop.wait()

        thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
        thread.start()
        assert ready.wait(5.0)
        try:
            yield ports[0]
        finally:
            loops[0].call_soon_threadsafe(stop.set)
            thread.join(5.0)


async def _request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ")
    pairs = (line.split(": ", 1) for line in head[1:] if line)
    headers = {name.lower(): value for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body)


async def _answer(page: Page, asked: Asked, writer: asyncio.StreamWriter) -> None:
    if page.raw is not None:
        writer.write(page.raw)
        await writer.drain()
        return
    start = _range_start(page, asked)
    body = page.body[start:]
    status = (206, "Partial Content") if start else (page.status, page.reason)
    headers = {"etag": page.etag, **page.headers}
    if start:
        headers["content-range"] = f"bytes {start}-{len(page.body) - 1}/{len(page.body)}"
    if page.chunked:
        headers["transfer-encoding"] = "chunked"
    elif page.tells_length:
        headers["content-length"] = str(len(body))
    lines = [f"HTTP/1.1 {status[0]} {status[1]}", *(f"{k}: {v}" for k, v in headers.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
    if asked.method != "HEAD":
        await _send_body(page, body, writer)


def _range_start(page: Page, asked: Asked) -> int:
    wanted = asked.headers.get("range", "")
    same = asked.headers.get("if-range", page.etag) == page.etag
    if not (wanted and page.takes_ranges and same and page.status == 200):
        return 0
    return int(wanted.removeprefix("bytes=").rstrip("-"))


async def _send_body(page: Page, body: bytes, writer: asyncio.StreamWriter) -> None:
    limit = len(body)
    cut = page.cut_after is not None and page.cuts > 0
    if cut:
        page.cuts -= 1
        limit = cast("int", page.cut_after)
    if page.silent_after is not None:
        limit = page.silent_after
    for at in range(0, min(limit, len(body)), page.piece):
        await asyncio.sleep(page.drip_seconds)
        piece = body[at : min(at + page.piece, limit)]
        writer.write(b"%x\r\n%s\r\n" % (len(piece), piece) if page.chunked else piece)
        await writer.drain()
    if page.chunked and not cut and page.silent_after is None:
        writer.write(b"0\r\n\r\n")


class _Wire(asyncio.Transport):
    """One direction of a connection within the process: what is written is read on the far side."""

    def __init__(self, far: asyncio.StreamReader) -> None:
        super().__init__()
        self._far = far
        self.other: _Wire
        self._closing = False
        self.protocol: asyncio.StreamReaderProtocol

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._closing or self.other._closing:
            return
        self._far.feed_data(bytes(data))

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._far.feed_eof()
            asyncio.get_running_loop().call_soon(self.protocol.connection_lost, None)

    abort = close

    def write_eof(self) -> None:
        self._far.feed_eof()

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


def _writer(wire: _Wire, reader: asyncio.StreamReader) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    wire.protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    wire.protocol.connection_made(wire)
    return asyncio.StreamWriter(wire, wire.protocol, reader, loop)
