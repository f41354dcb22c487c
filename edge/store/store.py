"""What the assistant keeps, in one SQLite file under the state folder.

Calls are synchronous, and one that writes returns when its change is on the disk: what was
confirmed outlives a pulled plug. That takes milliseconds, so nothing writes on the loop's thread.
Skills run in the one thinking thread and simply call; coroutines use `await store.run(function,
...)`. Reading takes microseconds, waits for no writer, and is fit for the loop's thread. Every
connection may be used from any thread; a lock stands before each.

A store in memory has no disk to wait for: there `run` calls at once, which also serves virtual
time.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from edge.errors import StoreError
from edge.store.database import DamagedError, Database
from edge.store.ledger import Ledger
from edge.store.notes import Facts, Notes
from edge.store.places import Breadcrumbs, Places
from edge.store.profiles import KeptSettings, LoopDelays, Profiles
from edge.store.records import KnownBox, KnownThing
from edge.store.reminders import Reminders
from edge.store.salvage import copy_rows, set_aside
from edge.store.taught import BoxChecks, Taught
from edge.store.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

P = ParamSpec("P")
T = TypeVar("T")

HEADS = Path("cache", "heads")
"""What a language model evaluated of its instructions: a person's name is among them."""
FILE_NAME = "edge.db"
RESTORABLE = timedelta(days=1)
"""How long something that was deleted can be restored."""
RESTORED = ("reminders", "notes", "facts", "places")
"""The tables whose rows can be."""

ERASED = (
    "turns", "breadcrumbs", "kept_settings", "egress",
    "taught_things", "taught_boxes", "box_checks",
)  # fmt: skip
"""The other tables with rows of a person."""


class Through(Protocol):
    """Does work that is known by a name."""

    async def __call__(self, name: str, work: Callable[[], T], /) -> T: ...


class Store:
    """All that is kept, one attribute a kind; methods raise StoreError."""

    def __init__(self, database: Database, notices: tuple[str, ...] = ()) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, "store")
        self.through: Through = self._through
        """How `run` gets its work done; a recorder looks on."""
        self.notices = notices
        """Sentences that the owner must be told about how opening went."""
        self.turns = Turns(database)
        self.reminders = Reminders(database)
        self.notes = Notes(database)
        self.facts = Facts(database)
        self.places = Places(database)
        self.breadcrumbs = Breadcrumbs(database)
        self.things = Taught(database, "taught_things", KnownThing)
        self.boxes = Taught(database, "taught_boxes", KnownBox)
        self.box_checks = BoxChecks(database)
        self.profiles = Profiles(database)
        self.kept_settings = KeptSettings(database)
        self.loop_delays = LoopDelays(database)
        self.ledger = Ledger(database)

    @classmethod
    def open(cls, folder: Path) -> Store:
        """The store under `folder`, made where it is missing; a damaged one is replaced by what
        could be saved of it, and `notices` says so. Raises StoreError."""
        with _only_opener(folder):
            database, notices = _open_database(folder / FILE_NAME)
        store = cls(database, notices)
        try:
            store.forget_deleted(datetime.now(UTC) - RESTORABLE)
        except StoreError:
            store.close()
            raise
        return store

    @classmethod
    def open_or_in_memory(cls, folder: Path) -> Store:
        """As `open`; where that fails, one in memory with what could be read, and a notice."""
        try:
            return cls.open(folder)
        except StoreError as error:
            database = Database(None)
            copy_rows(folder / FILE_NAME, database)
            return cls(database, (f"Nothing new will be remembered: {error}.",))

    @classmethod
    def in_memory(cls) -> Store:
        """Forgets everything when the program ends."""
        return cls(Database(None))

    @property
    def is_kept(self) -> bool:
        """False where everything is forgotten at the end of the program."""
        return self._database.path is not None

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function` where it may wait for the disk, one call at a time, in order."""
        name = getattr(function, "__qualname__", "work")
        return await self.through(name, lambda: function(*args, **kwargs))

    async def _through(self, _name: str, work: Callable[[], T]) -> T:
        if not self.is_kept:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def forget_deleted(self, before: datetime) -> None:
        """Erase what was deleted before that moment; it cannot be restored any more."""
        with self._database.transaction() as connection:
            for table in RESTORED:
                connection.execute(
                    f"DELETE FROM {table} WHERE deleted < ?", (before.astimezone(UTC).isoformat(),)
                )

    def delete_everything(self, profile: str) -> None:
        """Erase all that belongs to a person, past restoring, also from copies set aside.

        Blocks for up to a second. Raises StoreError; then the rows may be gone already, while
        their traces are not.
        """
        with self._database.transaction() as connection:
            for table in (*RESTORED, *ERASED):
                connection.execute(f"DELETE FROM {table} WHERE profile = ?", (profile,))
            connection.execute("DELETE FROM profiles WHERE name = ?", (profile,))
        if self._database.path:
            for copy in self._database.path.parent.glob(f"{FILE_NAME}.corrupt-*"):
                copy.unlink(missing_ok=True)
            shutil.rmtree(self._database.path.parent / HEADS, ignore_errors=True)
        self._database.scrub()

    def copy_to(self, path: Path, without: Sequence[str] = ()) -> None:
        """Copy what is kept now, without the rows of some tables, to a new file; not on the loop.

        Raises StoreError.
        """
        self._database.copy_to(path, without)

    def close(self) -> None:
        self._thread.shutdown()
        self._database.close()


@contextmanager
def _only_opener(folder: Path) -> Iterator[None]:
    """The folder, ready; two programs that start together make or repair the database in turn."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / "edge.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"the state folder {folder} cannot be used: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _open_database(path: Path) -> tuple[Database, tuple[str, ...]]:
    salvaged = path.with_name(f"{FILE_NAME}.salvaged")
    try:
        if salvaged.exists() and not path.exists():  # stopped between the two renames
            salvaged.rename(path)
        _make_private(path)
        try:
            return Database(path), ()
        except DamagedError:
            notice = _replace(path, salvaged)
    except StoreError:
        raise
    except OSError as error:
        raise StoreError(f"{path} cannot be used: {error.strerror}") from error
    return Database(path), (notice,)


def _replace(path: Path, salvaged: Path) -> str:
    """Put what can be read in a damaged database's place; stopped anywhere, it starts again."""
    salvaged.unlink(missing_ok=True)
    _make_private(salvaged)
    with closing(Database(salvaged)) as database:
        salvage = copy_rows(path, database)
    aside = set_aside(path, datetime.now(UTC))
    salvaged.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return f"The database was damaged and is now {aside}: {salvage}."


def _make_private(path: Path) -> None:
    """Only its owner may read it; SQLite gives its log the same mode."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    if stat.S_IMODE(path.stat().st_mode) != 0o600:
        path.chmod(0o600)
