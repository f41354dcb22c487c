"""Evaluated heads of prompts on the disk, so that a restart need not evaluate them again.

A file is called KEY.DIGEST.head: the key tells model, context and tokens, the digest what must be
in the file. One that is broken or of something else is never looked at by native code.
"""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from edge.disk import check_room

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

log = logging.getLogger(__name__)

SHORTEST = 32
"""Tokens; fewer are evaluated as quickly as a file is read."""
MOST = 4
"""Heads that are kept; the oldest goes first."""
_DIGEST_BYTES = 16


def identity(model: Path, *parts: object) -> str:
    """Of a model's file as it stands, and of whatever else an evaluated head depends on."""
    state = model.stat()
    return repr((model.name, state.st_size, state.st_mtime_ns, *parts))


class SavedHeads:
    """The heads of one model in a folder of their own."""

    def __init__(self, folder: Path, of: str) -> None:
        self._folder = folder
        self._of = of

    def find(self, tokens: Sequence[int]) -> Path | None:
        """A whole file for this very head."""
        for path in self._folder.glob(f"{self._key(tokens)}.*.head"):
            if path.name.split(".")[1] == _digest_of(path):
                return path
            path.unlink(missing_ok=True)
        return None

    def keep(self, tokens: Sequence[int], size: int, save: Callable[[Path], bool]) -> None:
        """Write a head of so many bytes, whole or not at all: where the disk is full, only time is
        lost. A large model's has hundreds of megabytes, so room is left to everybody else."""
        unfinished = self._folder / "unfinished"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            check_room(self._folder, size)
            if not save(unfinished):
                raise OSError("nothing could be written")
            digest = _digest_of(unfinished)
            unfinished.rename(self._folder / f"{self._key(tokens)}.{digest}.head")
            self._forget_the_oldest()
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink()
            log.warning("the head of a prompt could not be kept in %s: %s", self._folder, error)

    def _key(self, tokens: Sequence[int]) -> str:
        return _digest(f"{self._of} {list(tokens)}".encode())

    def _forget_the_oldest(self) -> None:
        files = sorted(self._folder.glob("*.head"), key=lambda path: path.stat().st_mtime_ns)
        for path in files[:-MOST]:
            path.unlink(missing_ok=True)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.blake2b(digest_size=_DIGEST_BYTES)
        ).hexdigest()
