"""One file from the network, gone on with where it was cut, and never taken for what it is not."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.disk import check_room
from edge.errors import EgressRefused, RemoteError
from edge.http import Address, Client, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.http import Response
    from edge.models.cut_file import CutFile
    from edge.models.manifest import Part

WRITTEN_AT_ONCE = 1 << 20
TRIES = 4
"""At one address without a byte gained in between."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
"""Seconds between tries: doubled each time, or what the server asks for."""
_BUSY = (429, 500, 502, 503, 504)


class _GoneError(RemoteError):
    """This address will not give the file, however often it is asked."""


class _BusyError(RemoteError):
    """The server asks to come again."""

    def __init__(self, message: str, after: float) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True)
class Download:
    """How one part comes from its addresses into a file."""

    client: Client
    part: Part
    cut: CutFile
    report: Callable[[int, int], None]
    """Takes (bytes here, bytes in all; 0 where unknown)."""

    async def run(self) -> str:
        """The address that it came from. Raises RemoteError, EgressRefused or StoreError; what has
        come so far stays in the file where it can be gone on with."""
        failed: RemoteError | EgressRefused | None = None
        try:
            for url in self.part.urls:
                try:
                    await self._patiently(url)
                    return url
                except (RemoteError, EgressRefused) as error:
                    failed = failed or error
        finally:
            await asyncio.to_thread(self.cut.close)
        assert failed is not None
        raise failed

    async def _patiently(self, url: str) -> None:
        tries, pause = 0, FIRST_PAUSE
        while True:
            before = await asyncio.to_thread(self.cut.size)
            try:
                return await self._once(url)
            except _GoneError:
                raise
            except RemoteError as error:
                gained = await asyncio.to_thread(self.cut.size) > before
                tries, pause = (1, FIRST_PAUSE) if gained else (tries + 1, pause * 2)
                if tries >= TRIES:
                    raise
                after = error.after if isinstance(error, _BusyError) else pause / 2
                await asyncio.sleep(min(after, LONGEST_PAUSE))

    async def _once(self, url: str) -> None:
        request, start = await asyncio.to_thread(self._request, url)
        async with self.client.request(request) as response:
            start = await self._start(response, start)
            total = start + int(response.headers.get("content-length") or 0)
            self._check_size(response, total)
            if start:
                await asyncio.to_thread(self.cut.go_on)
            else:
                await asyncio.to_thread(self.cut.begin, url, _mark(response))
            await self._receive(response, start, total)

    def _request(self, url: str) -> tuple[Request, int]:
        """For what is missing, where the bytes here are of a version that can be named."""
        known, mark = self.cut.version()
        here = self.cut.size()
        if known != url or not mark or not here:
            return Request(url=url), 0
        return Request(url=url, headers={"range": f"bytes={here}-", "if-range": mark}), here

    async def _start(self, response: Response, wanted: int) -> int:
        """At which byte the answer begins; raises for an answer that is no part of the file."""
        host = Address.of(response.url).name
        name = self.part.name
        if response.status == 206:
            told = response.headers.get("content-range", "")
            if wanted and told.startswith(f"bytes {wanted}-"):
                return wanted
            await asyncio.to_thread(self.cut.drop)
            raise RemoteError(f"{host} sends another part of {name} than was asked for")
        if response.status == 416:  # the file there is shorter than what is here
            await asyncio.to_thread(self.cut.drop)
            raise RemoteError(f"{host} has nothing behind byte {wanted} of {name}")
        if response.status in _BUSY:
            after = response.headers.get("retry-after", "")
            seconds = float(after) if after.isdecimal() else FIRST_PAUSE
            raise _BusyError(f"{host} is busy (HTTP {response.status})", seconds)
        if response.status != 200:
            raise _GoneError(f"{host} does not give {name}: HTTP {response.status}")
        if response.headers.get("content-type", "").startswith("text/html"):
            raise _GoneError(f"{host} answers with a web page instead of {name}")
        return 0

    def _check_size(self, response: Response, total: int) -> None:
        """Refuse at once what cannot be the file."""
        if "content-length" not in response.headers:
            return
        host, part = Address.of(response.url).name, self.part
        if part.bytes and total != part.bytes:
            raise _GoneError(f"{host} has {total} bytes of {part.name}, the list says {part.bytes}")
        if not part.bytes and not part.about_bytes / 2 <= total <= part.about_bytes * 2:
            raise _GoneError(
                f"{host} has {total} bytes of {part.name}, the list says about {part.about_bytes}"
            )

    async def _receive(self, response: Response, start: int, total: int) -> None:
        here, waiting = start, bytearray()
        try:
            async with aclosing(response.pieces()) as pieces:
                async for piece in pieces:
                    waiting += piece
                    here += len(piece)
                    if here > self._most:
                        break
                    if len(waiting) >= WRITTEN_AT_ONCE:
                        await self._write(bytes(waiting))
                        waiting.clear()
                    self.report(here, max(total, here))
        finally:
            await self._write(bytes(waiting))
        if here > self._most:
            await asyncio.to_thread(self.cut.drop)
            host = Address.of(response.url).name
            raise _GoneError(f"{host} sends more of {self.part.name} than {self._most} bytes")

    @property
    def _most(self) -> int:
        return self.part.bytes or self.part.about_bytes * 2

    async def _write(self, data: bytes) -> None:
        def work() -> None:
            check_room(self.cut.path.parent, 0)
            self.cut.add(data)

        if data:
            await asyncio.to_thread(work)


def _mark(response: Response) -> str:
    """By which the server knows this version of the file again; empty where it gives none."""
    etag = response.headers.get("etag", "")
    return etag if etag and not etag.startswith("W/") else response.headers.get("last-modified", "")
