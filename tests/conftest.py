"""Fixtures for all tests: coroutines run in virtual time, a blocking call on the loop fails."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from blockbuster import BlockBuster

from edge.fakes.time import run_in_virtual_time
from edge.store.database import MemoryConnection

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = Path(__file__).parents[2] / "shared"


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def` tests in virtual time (those marked `engines` or `pulse` in real time)."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    coroutine = pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
    if any(pyfuncitem.get_closest_marker(mark) for mark in ("engines", "pulse", "real_time")):
        import asyncio

        asyncio.run(coroutine)
    else:
        run_in_virtual_time(coroutine)
    return True


@pytest.fixture(autouse=True)
def _no_blocking_call_on_the_loop() -> Iterator[None]:
    guard = BlockBuster(scanned_modules=["edge"])
    for name, function in guard.functions.items():
        if name.startswith("sqlite3."):
            function.can_block_predicate = _waits_for_no_disk
        function.can_block_in("edge/store/database.py", {"read", "migrations"})
    guard.activate()
    yield
    guard.deactivate()


def _waits_for_no_disk(of: object, *_: object) -> bool:
    """SQLite in memory; see edge/store/store.py."""
    return isinstance(getattr(of, "connection", of), MemoryConnection)


@pytest.fixture(autouse=True)
def _state_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the state or settings of the person who runs it."""
    monkeypatch.setenv("EDGE_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("EDGE_CONFIG", raising=False)
    monkeypatch.delenv("EDGE_MODELS", raising=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="tests marked `long` in full length")


@pytest.fixture
def long_run(request: pytest.FixtureRequest) -> bool:
    """Whether a test marked `long` shall take its time."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared recordings and models; tests that want it skip where it is absent."""
    if not SHARED.exists():
        pytest.skip("the shared recordings and models are not on this machine")
    return SHARED
