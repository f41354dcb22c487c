"""Hashes learned at a first fetch: what comes later under the same name must be the same file."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from edge.disk import told, write_whole
from edge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE_NAME = "pins.json"


class Pins:
    """SHA-256 by "model/file", in the models folder; outlives the removal of a model."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE_NAME

    def get(self, model: str, file: str) -> str:
        """Empty where it was never fetched. Raises StoreError for a damaged file."""
        return self._read().get(f"{model}/{file}", "")

    def keep(self, learned: Mapping[str, str]) -> None:
        """Add hashes to what every fetch has learned; waits for another one. Raises StoreError."""
        if not learned:
            return
        with self._alone():
            table = {**self._read(), **learned}
            write_whole(self._file, json.dumps(table, indent=1, sort_keys=True) + "\n")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other program changes the table meanwhile; the folder itself is what is locked."""
        try:
            folder = os.open(self._file.parent, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise told(error, self._file) from error
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _read(self) -> dict[str, str]:
        try:
            table = json.loads(self._file.read_text(encoding="utf-8"))
            return {str(name): str(sha256) for name, sha256 in table.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError) as error:
            raise StoreError(
                f"{self._file} is damaged; remove it, and models are fetched as for the first time"
            ) from error
