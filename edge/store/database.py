"""One SQLite database: how it is opened, read and written, and what its errors mean.

A write returns when it is on the disk. Reads have a connection of their own, so that they never
wait for a write that another thread has under way. In memory there is one connection.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import ExitStack, closing, contextmanager
from importlib import resources
from typing import TYPE_CHECKING, Any

from edge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BUSY_SECONDS = 5.0
"""How long a write waits for another process that is writing."""
_BUSY = "another program keeps it busy"
_EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
_DAMAGES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_CORRUPT: "it is damaged",
    sqlite3.SQLITE_NOTADB: "it is not a database",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
}


class DamagedError(StoreError):
    """The file is there, but it is no (longer a) sound database."""


class Database:
    """A database file, or one in memory where `path` is None; usable from any thread."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._writing = threading.RLock()
        self._reading = threading.RLock() if path else self._writing
        with ExitStack() as opened, self.told("opened"):
            self._writer = opened.enter_context(closing(_connect(path)))
            _migrate(self._writer, self.name)
            _check(self._writer, self.name)
            self._reader = _connect(path) if path else self._writer
            opened.pop_all()

    @property
    def name(self) -> str:
        return str(self.path or "the database in memory")

    def read(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """All rows of a query; microseconds, so also fit for the loop's thread."""
        with self._reading, self.told("read"):
            return self._reader.execute(sql, values).fetchall()

    def write(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run one statement and return when it is kept; raises StoreError, then nothing changed."""
        with self.transaction() as connection:
            return connection.execute(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything inside is kept together, or not at all."""
        with self._writing, self.told("written"):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def scrub(self) -> None:
        """Rewrite the file without anything that was deleted, and empty its write-ahead log."""
        with self._writing, self.told("scrubbed"):
            for step in (_EMPTY_LOG, "VACUUM", _EMPTY_LOG):
                row = self._writer.execute(step).fetchone()
                if row and row[0]:
                    raise StoreError(f"{self.name} could not be scrubbed: {_BUSY}")

    def copy_to(self, path: Path, without: Sequence[str]) -> None:
        """A new file with all rows but those of the tables `without`; they never reach the disk."""
        with (
            self._reading,
            self.told("copied"),
            closing(sqlite3.connect(":memory:")) as copy,
            closing(sqlite3.connect(path)) as kept,
        ):
            self._reader.backup(copy)
            for table in without:
                copy.execute(f"DELETE FROM {table}")
            copy.commit()
            copy.execute("VACUUM")
            copy.backup(kept)
            kept.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file, whoever reads it

    def close(self) -> None:
        with self._writing, self._reading:
            self._reader.close()
            self._writer.close()

    @contextmanager
    def told(self, done: str) -> Iterator[None]:
        """Turn SQLite's errors into one sentence."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0)
            reason = _REASONS.get(code & 0xFF, str(error))
            kind = DamagedError if code & 0xFF in _DAMAGES else StoreError
            raise kind(f"{self.name} could not be {done}: {reason}") from error


class MemoryConnection(sqlite3.Connection):
    """Its calls never wait for a disk; the guard against blocking calls lets them pass."""


def _connect(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path or ":memory:",
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        factory=sqlite3.Connection if path else MemoryConnection,
    )
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON").fetchall()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, name: str) -> None:
    """Raise DamagedError unless the pages fit together."""
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise DamagedError(f"{name} is damaged: {verdict}")


def migrations() -> list[tuple[int, str]]:
    """(number, SQL) of every migration, in order."""
    folder = resources.files("edge.store") / "migrations"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return [
        (int(name.split("_")[0]), (folder / name).read_text(encoding="utf-8")) for name in names
    ]


def _migrate(connection: sqlite3.Connection, name: str) -> None:
    """Bring the schema to this program's; all of it or nothing."""
    known = migrations()
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > known[-1][0]:
            raise StoreError(
                f"{name} was written by a newer edge (schema {version}, this one knows"
                f" {known[-1][0]}): update edge, or name another folder in EDGE_STATE"
            )
        for number, script in known:
            if number > version:
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    """One by one: `executescript` would commit half-way. No statement may hold a semicolon."""
    bare = re.sub(r"--.*", "", script)
    return [statement for statement in bare.split(";") if statement.strip()]
