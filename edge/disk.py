"""The disk under a folder: room on it, and what its errors mean in one sentence."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

from edge.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

KEPT_FREE = 100_000_000
"""Bytes that we leave to everybody else."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def told(error: OSError, file: Path) -> StoreError:
    """The sentence for an error while writing `file`."""
    if error.errno in _FULL:
        return StoreError(f"the disk is full: {file} cannot be written")
    return StoreError(f"{file} cannot be written: {error.strerror or error}")


def check_room(folder: Path, needed: int) -> None:
    """Raise StoreError unless `needed` bytes more, and some to spare, fit beside `folder`."""
    free = shutil.disk_usage(_existing(folder)).free
    if free < needed + KEPT_FREE:
        wanted = round((needed + KEPT_FREE) / 1e6)
        raise StoreError(f"the disk has too little room: {wanted} MB are needed in {folder},"
                         f" {round(free / 1e6)} MB are free")  # fmt: skip


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def sync(path: Path) -> None:
    """A file, or the names in a folder, are on the disk when this returns."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def write_whole(file: Path, text: str) -> None:
    """The new text or the old one stands there, whenever the power fails."""
    part = file.with_name(f".{file.name}.new")
    try:
        part.write_text(text, encoding="utf-8")
        sync(part)
        part.replace(file)
        sync(file.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise told(error, file) from error
