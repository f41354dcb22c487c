"""Places that a person saved, and the crumbs of the walk that they are on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from edge.store.records import Breadcrumb, SavedPlace
from edge.store.table import Restorable, Table

if TYPE_CHECKING:
    from edge.store.database import Database


class Places(Restorable[SavedPlace]):
    """Where somebody wants to get back to."""

    def __init__(self, database: Database) -> None:
        super().__init__(Table(database, "places", SavedPlace))

    def add(self, place: SavedPlace) -> SavedPlace:
        """Names are compared in any case; an older place of the same one is kept behind it."""
        return self._table.add(place)

    def named(self, profile: str, name: str) -> SavedPlace | None:
        """The newest place of that name."""
        wanted = name.casefold().strip()
        places = (place for place in self.all(profile) if place.name.casefold().strip() == wanted)
        return max(places, key=lambda place: place.id, default=None)


class Breadcrumbs:
    """Each call returns when its change is on the disk."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = Table(database, "breadcrumbs", Breadcrumb)

    def add(self, crumb: Breadcrumb) -> Breadcrumb:
        return self._table.add(crumb)

    def last_walk(self, profile: str) -> list[Breadcrumb]:
        """The crumbs of the walk that began last, oldest first."""
        last = "walk = (SELECT max(walk) FROM breadcrumbs WHERE profile = ?)"
        return self._table.select(f"profile = ? AND {last} ORDER BY id", profile, profile)

    def forget_walks(self, profile: str, before: datetime) -> None:
        """Erase the walks that began before that moment; where somebody was is nobody's business
        for longer than it takes to get back."""
        sql = "DELETE FROM breadcrumbs WHERE profile = ? AND walk < ?"
        moment = before.astimezone(UTC).isoformat(timespec="microseconds")
        self._database.write(sql, profile, moment)
