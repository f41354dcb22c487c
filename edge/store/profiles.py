"""Whose device it is, and what was set by voice."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from edge.store.records import LoopDelay, Profile
from edge.store.table import Table

if TYPE_CHECKING:
    from edge.store.database import Database


class Profiles:
    """Each call returns when its change is on the disk."""

    def __init__(self, database: Database) -> None:
        self._table = Table(database, "profiles", Profile)

    def get(self, name: str) -> Profile | None:
        return next(iter(self._table.select("name = ?", name)), None)

    def all(self) -> list[Profile]:
        return self._table.select("TRUE ORDER BY id")

    def keep(self, profile: Profile) -> Profile:
        """Make the profile, or change the one of the same name."""
        known = self.get(profile.name)
        if known is None:
            return self._table.add(profile)
        changed = replace(profile, id=known.id)
        self._table.change(changed)
        return changed


class KeptSettings:
    """What a person changed by voice: JSON values by name; edge.toml is never rewritten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, profile: str, key: str, default: Any = None) -> Any:
        sql = "SELECT value FROM kept_settings WHERE profile = ? AND key = ?"
        rows = self._database.read(sql, profile, key)
        return json.loads(rows[0]["value"]) if rows else default

    def keep(self, profile: str, key: str, value: Any) -> None:
        sql = "INSERT OR REPLACE INTO kept_settings (profile, key, value) VALUES (?, ?, ?)"
        self._database.write(sql, profile, key, json.dumps(value, ensure_ascii=False))

    def forget(self, profile: str, key: str) -> None:
        self._database.write(
            "DELETE FROM kept_settings WHERE profile = ? AND key = ?", profile, key
        )


class LoopDelays:
    """What `edge doctor` measured, by output name; belongs to the device, not to a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, output: str) -> float | None:
        """Seconds."""
        rows = self._database.read("SELECT seconds FROM loop_delays WHERE output = ?", output)
        return rows[0]["seconds"] if rows else None

    def keep(self, delay: LoopDelay) -> None:
        sql = "INSERT OR REPLACE INTO loop_delays (output, seconds, measured) VALUES (?, ?, ?)"
        self._database.write(sql, delay.output, delay.seconds, delay.measured.isoformat())
