"""A file that is being fetched, as far as it came: it outlives the program that fetches it."""

from __future__ import annotations

import hashlib
import json
from typing import IO, TYPE_CHECKING

from edge.disk import sync, told

if TYPE_CHECKING:
    from pathlib import Path


class CutFile:
    """Bytes from the beginning on, and of which version of the file they are. Calls wait for the
    disk; they raise StoreError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._note = path.with_name(f"{path.name}.version")
        self._out: IO[bytes] | None = None
        self._hash = hashlib.sha256()

    def version(self) -> tuple[str, str]:
        """(address, mark) of the bytes that are here; empty where nothing can be gone on with."""
        try:
            url, mark = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError):
            return "", ""
        return str(url), str(mark)

    def size(self) -> int:
        """Bytes that are here."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def begin(self, url: str, mark: str) -> None:
        """Start anew, with a file of which the server gave `mark` (its ETag or date)."""
        self.close()
        self._hash = hashlib.sha256()
        try:
            self._note.unlink(missing_ok=True)  # first: bytes without a note are never gone on with
            self._out = self.path.open("wb")
            if mark:
                self._note.write_text(json.dumps([url, mark]), encoding="utf-8")
        except OSError as error:
            raise told(error, self.path) from error

    def go_on(self) -> None:
        """Add to what is here."""
        self.close()
        self._hash = hashlib.sha256()
        try:
            with self.path.open("rb") as here:
                while piece := here.read(1 << 20):
                    self._hash.update(piece)
            self._out = self.path.open("ab")
        except OSError as error:
            raise told(error, self.path) from error

    def add(self, data: bytes) -> None:
        assert self._out is not None
        try:
            self._out.write(data)
            self._out.flush()
        except OSError as error:
            raise told(error, self.path) from error
        self._hash.update(data)

    def close(self) -> None:
        if self._out is not None:
            self._out.close()
            self._out = None

    def sha256(self) -> str:
        """Of everything that is here."""
        return self._hash.hexdigest()

    def finish(self, file: Path) -> None:
        """It is complete, and called `file` from now on: a power loss does not empty it."""
        self.close()
        try:
            sync(self.path)
            self.path.rename(file)
        except OSError as error:
            raise told(error, file) from error

    def drop(self) -> None:
        """Nothing of it is worth keeping."""
        self.close()
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)
