"""From files that were fetched to a model on the shelf: whole at once, or not at all."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from edge.disk import sync, told
from edge.errors import InputError, StoreError
from edge.models.archive import unpack
from edge.models.record import RECORD_FILE, Record, RecordedFile, recorded, written
from edge.models.shapes import of_kind
from edge.models.shelf import hashed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from edge.models.manifest import Entry

WORKSHOP = ".fetching"
"""Beside the models: where a model is put together, and what was cut waits to be gone on with."""


@contextmanager
def workshop(shelf: Path, name: str) -> Iterator[Path]:
    """The folder in which one model is put together, for one program at a time.

    What an earlier program left half replaced is put right first. Raises StoreError.
    """
    folder = shelf / WORKSHOP / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise told(error, folder) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _put_right(shelf / name, folder / "old")
        _check_ours(shelf / name)
        yield folder
    except BlockingIOError:
        raise StoreError(f"{name} is being fetched by another edge already") from None
    finally:
        os.close(lock)


def _put_right(final: Path, old: Path) -> None:
    """A program that ended between the two renames of `_exchange` left the old model aside."""
    if old.exists() and not final.exists():
        old.rename(final)
    shutil.rmtree(old, ignore_errors=True)


def _check_ours(final: Path) -> None:
    """Raise StoreError where somebody else has put something there: it is not ours to replace."""
    if final.exists() and recorded(final) is None:
        raise StoreError(f"{final} is there already and was not put there by edge; move it away")


def assemble(folder: Path, fetched: Sequence[Path], entry: Entry) -> Path:
    """Unpack or copy what was fetched into one folder beside it; returns that folder. Takes long.

    Raises InputError where a file of the model's kind is missing, or StoreError.
    """
    new = folder / "new"
    try:
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        for part, file in zip(entry.parts, fetched, strict=True):
            if part.is_archive:
                unpack(file, new)
            else:
                _link(file, new / part.name)
        new = _without_wrapping(new)
    except StoreError:
        raise
    except OSError as error:
        raise told(error, new) from error
    if not of_kind(entry.kind, new, sorted(path.name for path in new.iterdir())):
        raise InputError(f"what was fetched for {entry.name} is no whole {entry.kind}")
    return new


def _link(file: Path, name: Path) -> None:
    """A second name for the file, or a copy where the disk knows no such thing."""
    try:
        os.link(file, name)
    except OSError:
        shutil.copyfile(file, name)


def _without_wrapping(folder: Path) -> Path:
    """Archives hold one folder that holds everything; files beside it go into it."""
    folders = [path for path in folder.iterdir() if path.is_dir()]
    files = [path for path in folder.iterdir() if path.is_file()]
    if len(folders) != 1 or any((folders[0] / file.name).exists() for file in files):
        return folder
    inner = folders[0]
    if not any(path.is_file() for path in inner.iterdir()):
        return folder
    for file in files:
        file.rename(inner / file.name)
    return inner


def install(new: Path, shelf: Path, entry: Entry, source: str, at: str) -> Record:
    """Put a model that is put together on the shelf, with a record; it replaces an older one.

    The record is in it before it appears, and everything is on the disk before that. Takes long.
    """
    try:
        record = _record(new, entry, source, at)
        (new / RECORD_FILE).write_text(written(record), encoding="utf-8")
        for path in (*new.rglob("*"), new):
            sync(path)
        _exchange(shelf / entry.name, new, shelf / WORKSHOP / entry.name / "old")
        sync(shelf)
    except OSError as error:
        raise told(error, new) from error
    return record


def _exchange(final: Path, new: Path, old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    if final.exists():
        final.rename(old)
    new.rename(final)
    shutil.rmtree(old, ignore_errors=True)


def _record(folder: Path, entry: Entry, source: str, at: str) -> Record:
    files = tuple(
        RecordedFile(
            path=path.relative_to(folder).as_posix(),
            bytes=path.stat().st_size,
            sha256=hashed(path),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )
    return Record(
        name=entry.name,
        role=entry.role,
        kind=entry.kind,
        languages=entry.languages,
        licence=entry.licence,
        ram_mb=entry.ram_mb,
        source=source,
        at=at,
        files=files,
    )


def clear(folder: Path) -> None:
    """Nothing is left to be gone on with."""
    shutil.rmtree(folder, ignore_errors=True)
