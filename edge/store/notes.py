"""Notes, and facts to be remembered by their subject."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from edge.store.records import Fact, Note
from edge.store.table import Table

if TYPE_CHECKING:
    from edge.store.database import Database

_HERE = "deleted IS NULL AND profile = ?"


class Notes:
    """Each call returns when its change is on the disk."""

    def __init__(self, database: Database) -> None:
        self._table = Table(database, "notes", Note)

    def add(self, profile: str, text: str, at: datetime) -> Note:
        return self._table.add(Note(profile=profile, text=text, created=at))

    def all(self, profile: str) -> list[Note]:
        """Oldest first."""
        return self._table.select(f"{_HERE} ORDER BY id", profile)

    def find(self, profile: str, words: str) -> list[Note]:
        """Notes that hold `words`, in any case; oldest first."""
        return [note for note in self.all(profile) if words.casefold() in note.text.casefold()]

    def delete(self, key: int) -> bool:
        """Take it away so that `restore` can bring it back; False where there is none."""
        return self._table.set(key, "deleted", datetime.now(UTC))

    def restore(self, key: int) -> bool:
        return self._table.set(key, "deleted", None)


class Facts:
    """Each call returns when its change is on the disk."""

    def __init__(self, database: Database) -> None:
        self._table = Table(database, "facts", Fact)

    def add(self, profile: str, subject: str, text: str, at: datetime) -> Fact:
        """Subjects are compared in any case; an older fact about the same one is kept behind it."""
        return self._table.add(Fact(profile=profile, subject=subject, text=text, created=at))

    def about(self, profile: str, subject: str) -> Fact | None:
        """The newest fact about `subject`."""
        wanted = subject.casefold().strip()
        facts = (fact for fact in self.all(profile) if fact.subject.casefold().strip() == wanted)
        return max(facts, key=lambda fact: fact.id, default=None)

    def all(self, profile: str) -> list[Fact]:
        """Oldest first."""
        return self._table.select(f"{_HERE} ORDER BY id", profile)

    def delete(self, key: int) -> bool:
        """Take it away so that `restore` can bring it back; False where there is none."""
        return self._table.set(key, "deleted", datetime.now(UTC))

    def restore(self, key: int) -> bool:
        return self._table.set(key, "deleted", None)
