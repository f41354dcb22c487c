"""A model that is here, and the record that `edge models` leaves beside one that it fetched."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from edge.errors import SettingsError
from edge.settings import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORD_FILE = "installed.json"


@dataclass(frozen=True, kw_only=True)
class RecordedFile:
    """A file as it was when it was installed."""

    path: str
    """Within the model's folder."""
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """What was fetched, from where, and when."""

    name: str
    role: str
    kind: str
    languages: tuple[str, ...]
    licence: str
    ram_mb: int
    source: str
    """Addresses or a folder."""
    at: str
    """ISO 8601, UTC."""
    files: tuple[RecordedFile, ...]


@dataclass(frozen=True, kw_only=True)
class Model:
    """A model in the models folder, with its files by the part that each plays."""

    name: str
    role: str
    kind: str
    folder: Path
    files: Mapping[str, Path]
    languages: tuple[str, ...]
    """Codes, or "any"; empty where nothing tells."""
    ram_mb: int
    """While it works: estimated."""
    bytes: int
    lacks: str = ""
    """Of one without files that work: the name of the missing one, where it is known."""
    licence: str = ""
    """Empty where nothing tells."""
    record: Record | None = field(default=None, repr=False)

    @property
    def not_whole(self) -> str:
        """What is wrong with it, in words that follow its name; empty where nothing is."""
        if self.files:
            return ""
        missing = f"{self.lacks} is" if self.lacks else "files are"
        return f"is not whole: {missing} missing in {self.folder}"

    def speaks(self, language: str) -> bool:
        return language in self.languages or "any" in self.languages


def written(record: Record) -> str:
    """As the file holds it."""
    return json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n"


def recorded(folder: Path) -> Record | None:
    """The record in a folder; None where there is none, or what stands there is none."""
    try:
        table = json.loads((folder / RECORD_FILE).read_text(encoding="utf-8"))
        return read(Record, _table(table))
    except (OSError, ValueError, TypeError, SettingsError):
        return None


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("a record is an object")
    return value
