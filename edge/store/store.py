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
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from edge.store.database import Database
from edge.store.ledger import Ledger
from edge.store.notes import Facts, Notes
from edge.store.profiles import KeptSettings, LoopDelays, Profiles
from edge.store.reminders import Reminders
from edge.store.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

P = ParamSpec("P")
T = TypeVar("T")

FILE_NAME = "edge.db"


class Store:
    """All that is kept, one attribute a kind; methods raise StoreError."""

    def __init__(self, database: Database, notices: tuple[str, ...] = ()) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, "store")
        self.notices = notices
        """Sentences that the owner must be told about how opening went."""
        self.turns = Turns(database)
        self.reminders = Reminders(database)
        self.notes = Notes(database)
        self.facts = Facts(database)
        self.profiles = Profiles(database)
        self.kept_settings = KeptSettings(database)
        self.loop_delays = LoopDelays(database)
        self.ledger = Ledger(database)

    @classmethod
    def open(cls, folder: Path) -> Store:
        """The store under `folder`, made where it is missing."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(Database(folder / FILE_NAME))

    @classmethod
    def in_memory(cls, *notices: str) -> Store:
        """Forgets everything when the program ends."""
        return cls(Database(None), notices)

    @property
    def is_kept(self) -> bool:
        """False where everything is forgotten at the end of the program."""
        return self._database.path is not None

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function` where it may wait for the disk, one call at a time, in order."""
        if not self.is_kept:
            return function(*args, **kwargs)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: function(*args, **kwargs))

    def close(self) -> None:
        self._thread.shutdown()
        self._database.close()
