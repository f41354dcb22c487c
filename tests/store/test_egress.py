"""Nothing leaves except through one door, and the door is shut unless the owner opened it."""

from __future__ import annotations

import ast
import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

import edge
from edge.errors import EgressRefused, SettingsError, StoreError
from edge.settings import PrivacySettings, Settings
from edge.store.egress import Destination, Egress
from edge.store.store import Store

DOOR = Path("store/egress.py")
SERVICE_MANAGER = Path("supervision.py")
"""Talks to systemd on this machine, through a Unix socket only; see the test below."""
NETWORK_MODULES = {
    "aiohttp", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc",
}  # fmt: skip
NETWORK_CALLS = {
    "open_connection", "create_connection", "create_datagram_endpoint", "start_server",
    "create_server", "sock_connect",
}  # fmt: skip
PACKAGE = Path(edge.__file__).parent
FILES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def network_uses(source: str) -> set[str]:
    """Names of modules and calls in `source` that could open a connection."""
    used: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            used |= {node.module or ""} | {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Attribute) and node.attr in NETWORK_CALLS:
            used.add(node.attr)
    parts = {name: {name, name.split(".")[0]} for name in used}
    return {name for name in used if parts[name] & (NETWORK_MODULES | NETWORK_CALLS)}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_only_the_door_can_open_a_connection(path: Path) -> None:
    found = network_uses((PACKAGE / path).read_text(encoding="utf-8"))
    assert path in (DOOR, SERVICE_MANAGER) or found == set()


def test_the_service_manager_is_reached_by_a_unix_socket_only() -> None:
    source = (PACKAGE / SERVICE_MANAGER).read_text(encoding="utf-8")
    assert network_uses(source) == {"socket"}
    assert source.count("socket.AF_") == source.count("socket.AF_UNIX") == 1


@pytest.mark.parametrize(
    "source",
    [
        "import socket",
        "from http.client import HTTPSConnection",
        "from urllib import request\nimport urllib.request",
        "def f():\n    import requests",
        "import asyncio\nasyncio.open_connection('a', 1)",
        "loop.create_connection(p, 'a', 1)",
    ],
)
def test_the_rule_above_sees_every_usual_way_out(source: str) -> None:
    assert network_uses(source)


class At:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_door(store: Store, *allow: str) -> Egress:
    return Egress(PrivacySettings(allow=allow), store, At())


SPEECH = Destination(kind="speech", host="127.0.0.1", port=9, tls=False)


async def test_with_the_default_settings_nothing_connects_not_even_here() -> None:
    store = Store.in_memory()
    door = Egress(Settings().privacy, store, At())
    with pytest.raises(EgressRefused) as refusal:
        await door.connect(SPEECH, purpose="a test", asked_by="tests")
    assert str(refusal.value) == (
        'tests may not send speech to 127.0.0.1: "speech:127.0.0.1" is not in privacy.allow'
    )
    (line,) = store.ledger.last(5)
    assert (line.kind, line.host, line.allowed, line.bytes) == ("speech", "127.0.0.1", False, 0)
    assert (line.why, line.asked_by) == ("a test", "tests")
    store.close()


@pytest.mark.parametrize("allow", ["pictures:127.0.0.1", "speech:127.0.0.10", "speech:localhost"])
async def test_another_kind_or_host_opens_nothing(allow: str) -> None:
    store = Store.in_memory()
    with pytest.raises(EgressRefused):
        await a_door(store, allow).connect(SPEECH, purpose="", asked_by="tests")
    store.close()


@pytest.mark.parametrize(
    ("kind", "host", "allowed"),
    [
        ("language model", "127.0.0.1", True),
        ("language model", "127.1.2.3", True),
        ("language model", "::1", True),
        ("language model", "localhost", False),
        ("language model", "127.0.0.1.example", False),
        ("language model", "192.168.1.2", False),
        ("language model", "0.0.0.0", False),
        ("speech", "127.0.0.1", False),
    ],
)
def test_only_a_language_model_on_this_very_device_needs_no_name(
    kind: str, host: str, allowed: bool
) -> None:
    store = Store.in_memory()
    assert a_door(store).allows(kind, host) is allowed
    store.close()


@pytest.mark.engines
async def test_a_language_model_on_this_device_is_in_the_ledger() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        store = Store.in_memory()
        connect = a_door(store).door("language model", purpose="a test", asked_by="tests")
        reader, writer = await connect("127.0.0.1", port, tls=False)
        writer.write(b"today")
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
    (line,) = store.ledger.last(5)
    assert (line.kind, line.allowed, line.bytes) == ("language model", True, 5)
    store.close()


@pytest.mark.engines
async def test_a_refused_connection_never_reaches_the_server() -> None:
    arrived: list[bytes] = []
    async with await asyncio.start_server(lambda *_: arrived.append(b""), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        store = Store.in_memory()
        to = Destination(kind="speech", host="127.0.0.1", port=port, tls=False)
        with pytest.raises(EgressRefused):
            await a_door(store).connect(to, purpose="", asked_by="tests")
        await asyncio.sleep(0.05)
        store.close()
    assert arrived == []


@pytest.mark.engines
async def test_what_was_allowed_is_counted_to_the_byte() -> None:
    received: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await reader.read())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        store = Store.in_memory()
        to = Destination(kind="speech", host="127.0.0.1", port=port, tls=False)
        door = a_door(store, "Speech:127.0.0.1")
        reader, writer = await door.connect(to, purpose="a test", asked_by="tests")
        writer.write(b"x" * 100_000)
        await writer.drain()
        assert store.ledger.last(1)[0].bytes == 100_000
        writer.writelines([b"to", b"day"])
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
    (line,) = store.ledger.last(1)
    assert (line.allowed, line.bytes) == (True, len(received[0])) == (True, 100_005)
    store.close()


async def test_without_a_line_in_the_ledger_nothing_leaves() -> None:
    store = Store.in_memory()
    store.close()
    with pytest.raises(StoreError):
        await a_door(store, "speech:127.0.0.1").connect(SPEECH, purpose="", asked_by="tests")


def test_an_entry_without_a_host_is_refused_with_the_settings() -> None:
    with pytest.raises(SettingsError, match='allow = "speech" is not "kind:host"'):
        PrivacySettings(allow=("speech",))
