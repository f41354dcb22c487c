"""What takes a second or more to compute, kept in files until what it is made from changes.

A kept folder is moved into place whole and carries the digests of its files, so one that was cut
off by a power failure, or damaged since, is made again. Nothing fails for want of a cache.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

log = logging.getLogger(__name__)

_DIGESTS = "digests"
_STALE_SECONDS = 86_400.0
"""What was made from something else goes after a day: another process may still be reading it."""


@dataclass(frozen=True, slots=True)
class Cache:
    """Folders of text files by name; without a `folder` of its own it keeps nothing."""

    folder: Path | None = None

    @contextmanager
    def files(self, name: str, mark: str, make: Callable[[], Mapping[str, str]]) -> Iterator[Path]:
        """A folder that holds what `make` makes (text by file name); read it inside the block.

        `mark` tells what it is made from: another mark, and it is made again.
        """
        kept = self.folder / f"{name}-{mark}" if self.folder else None
        if kept and _is_sound(kept):
            yield kept
            return
        with _made(kept, make()) as folder:
            if kept:
                _drop_stale(kept, f"{name}-")
            yield folder

    def text(self, name: str, mark: str, make: Callable[[], str]) -> str:
        """The same for a single text."""
        with self.files(name, mark, lambda: {"text": make()}) as folder:
            return (folder / "text").read_text(encoding="utf-8")


@contextmanager
def _made(kept: Path | None, texts: Mapping[str, str]) -> Iterator[Path]:
    """The texts as files in `kept`, or in a folder for now where that cannot be written."""
    if kept and _keep(kept, texts):
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="edge-") as folder:
        _write(Path(folder), texts)
        yield Path(folder)


def _keep(kept: Path, texts: Mapping[str, str]) -> bool:
    """Put the files in place at once; False where the disk does not take them."""
    try:
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=kept.parent, prefix=".unfinished-", ignore_cleanup_errors=True
        ) as unfinished:
            _write(Path(unfinished) / "whole", texts)
            shutil.rmtree(kept, ignore_errors=True)
            (Path(unfinished) / "whole").rename(kept)
    except OSError as error:
        log.info("not kept for the next start: %s", error)
    return _is_sound(kept)


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    lines = [f"{_digest(text.encode())}  {name}\n" for name, text in texts.items()]
    (folder / _DIGESTS).write_text("".join(lines), encoding="utf-8")


def _is_sound(folder: Path) -> bool:
    """Whether every file is as it was written."""
    try:
        lines = (folder / _DIGESTS).read_text(encoding="utf-8").splitlines()
        wanted = [line.split("  ", 1) for line in lines]
        return bool(wanted) and all(
            _digest((folder / name).read_bytes()) == digest for digest, name in wanted
        )
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        log.info("%s is not used: %s", folder, error)
        return False


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _drop_stale(kept: Path, prefix: str) -> None:
    with suppress(OSError):
        for other in kept.parent.glob(f"{prefix}*"):
            if other != kept and time.time() - other.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(other, ignore_errors=True)
