"""The one way out of the device.

Every outbound connection of the product is made by `Egress.connect`; tests/store/test_egress.py
holds every other module to that. What the owner has not allowed is refused before a name is looked
up. A line in the ledger stands before the first byte leaves: without a line, nothing leaves.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.errors import EgressRefused
from edge.store.records import EgressEntry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from edge.http import Connect, Streams
    from edge.ports import Clock
    from edge.settings import PrivacySettings
    from edge.store.store import Store

STAYING_KINDS = frozenset({"language model"})
"""Kinds of things that other programs on this device may have; the ledger has them all the same."""
NOTED_EVERY = 65_536
"""Bytes after which a connection that goes on sending is noted again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """What is to be sent, and where."""

    kind: str
    """What sort of thing leaves, as the owner's settings name it: "speech", "models", ..."""
    host: str
    port: int
    tls: bool = True


class Egress:
    """Asks the policy, writes the ledger, and only then connects."""

    def __init__(self, settings: PrivacySettings, store: Store, clock: Clock) -> None:
        self._allowed = frozenset(entry.lower() for entry in settings.allow)
        self._store = store
        self._clock = clock

    def allows(self, kind: str, host: str) -> bool:
        """Whether the owner's settings name this kind of thing for this very host.

        What another program on this device may have needs no name, as it does not leave.
        """
        stays = kind in STAYING_KINDS and _is_this_device(host)
        return stays or f"{kind}:{host}".lower() in self._allowed

    async def connect(
        self, to: Destination, *, purpose: str, asked_by: str, profile: str = "owner"
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """An open connection; raises EgressRefused, StoreError without a ledger, or OSError."""
        allowed = self.allows(to.kind, to.host)
        entry = EgressEntry(
            profile=profile,
            at=self._clock.now(),
            kind=to.kind,
            host=to.host,
            port=to.port,
            allowed=allowed,
            why=purpose,
            asked_by=asked_by,
        )
        kept = await self._store.run(self._store.ledger.add, entry)
        if not allowed:
            raise EgressRefused(
                f"{asked_by} may not send {to.kind} to {to.host}:"
                f' "{to.kind}:{to.host}" is not in privacy.allow'
            )

        async def note(total: int) -> None:
            await self._store.run(self._store.ledger.sent, kept.id, total)

        return await _open(to, note)

    def door(self, kind: str, *, purpose: str, asked_by: str) -> Connect:
        """The way out for one kind of thing, as edge/http.py takes it."""

        async def connect(host: str, port: int, *, tls: bool) -> Streams:
            to = Destination(kind=kind, host=host, port=port, tls=tls)
            return await self.connect(to, purpose=purpose, asked_by=asked_by)

        return connect


def _is_this_device(host: str) -> bool:
    """For addresses only: where a name leads, even "localhost", is not ours to say."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _open(
    to: Destination, note: Callable[[int], Awaitable[None]]
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    secured = ssl.create_default_context() if to.tls else None
    transport, _ = await loop.create_connection(lambda: protocol, to.host, to.port, ssl=secured)
    return reader, _CountingWriter(transport, protocol, reader, note)


class _CountingWriter(asyncio.StreamWriter):
    """Notes in the ledger how much was sent: now and then, and in `wait_closed`."""

    def __init__(
        self,
        transport: asyncio.WriteTransport,
        protocol: asyncio.StreamReaderProtocol,
        reader: asyncio.StreamReader,
        note: Callable[[int], Awaitable[None]],
    ) -> None:
        super().__init__(transport, protocol, reader, asyncio.get_running_loop())
        self._note = note
        self._sent = 0
        self._noted = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._sent += len(data)
        super().write(data)

    def writelines(self, data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.write(b"".join(data))

    async def drain(self) -> None:
        if self._sent - self._noted >= NOTED_EVERY:
            self._noted = self._sent
            await self._note(self._sent)
        await super().drain()

    async def wait_closed(self) -> None:
        await self._note(self._sent)
        await super().wait_closed()
