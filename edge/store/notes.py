"""Notes, and facts to be remembered by their subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.store.records import Fact, Note
from edge.store.table import Restorable, Table

if TYPE_CHECKING:
    from datetime import datetime

    from edge.store.database import Database


class Notes(Restorable[Note]):
    """What is to be read back."""

    def __init__(self, database: Database) -> None:
        super().__init__(Table(database, "notes", Note))

    def add(self, profile: str, text: str, at: datetime) -> Note:
        return self._table.add(Note(profile=profile, text=text, created=at))

    def find(self, profile: str, words: str) -> list[Note]:
        """Notes that hold `words`, in any case; oldest first."""
        return [note for note in self.all(profile) if words.casefold() in note.text.casefold()]


class Facts(Restorable[Fact]):
    """What is asked for by its subject."""

    def __init__(self, database: Database) -> None:
        super().__init__(Table(database, "facts", Fact))

    def add(self, profile: str, subject: str, text: str, at: datetime) -> Fact:
        """Subjects are compared in any case; an older fact about the same one is kept behind it."""
        return self._table.add(Fact(profile=profile, subject=subject, text=text, created=at))

    def about(self, profile: str, subject: str) -> Fact | None:
        """The newest fact about `subject`."""
        wanted = subject.casefold().strip()
        facts = (fact for fact in self.all(profile) if fact.subject.casefold().strip() == wanted)
        return max(facts, key=lambda fact: fact.id, default=None)
