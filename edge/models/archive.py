"""Unpacking what strangers packed: plain files only, inside the folder, no more than is sane."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING
from zlib import error as ZlibError

from edge.disk import told
from edge.errors import EdgeError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST_FILES = 20_000
MOST_TIMES = 8
SPARE_BYTES = 100_000_000
"""An archive may hold MOST_TIMES its own size and this; weights hardly get smaller by packing."""
_BROKEN = (tarfile.TarError, zipfile.BadZipFile, EOFError, ZlibError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Member:
    """One plain file of an archive."""

    path: str
    size: int
    open: Callable[[], IO[bytes] | None]


def unpack(archive: Path, into: Path, stopped: Callable[[], bool] = lambda: False) -> None:
    """Write its plain files below `into`; links and devices are left out. Takes long.

    Raises InputError for an archive that is cut, leads outside, or would fill the disk, StoreError
    where the disk is full.
    """
    most = archive.stat().st_size * MOST_TIMES + SPARE_BYTES
    written = 0
    with _read(archive) as members:
        for number, member in enumerate(members, 1):
            written += member.size
            if written > most or number > MOST_FILES:
                raise InputError(f"{archive.name} unpacks to more than {most // 1_000_000} MB")
            if stopped():
                return
            _write(member, _inside(into, member.path, archive))


@contextmanager
def _read(archive: Path) -> Iterator[Iterator[Member]]:
    try:
        if archive.name.endswith(".zip"):
            with zipfile.ZipFile(archive) as opened:
                yield _of_zip(opened)
        else:
            with tarfile.open(archive, "r|*") as packed:
                yield _of_tar(packed)
    except EdgeError:
        raise
    except OSError as error:
        if error.errno is not None:
            raise told(error, archive) from error
        raise _cut(archive, error) from error  # bz2 and lzma say so where the data is wrong
    except _BROKEN as error:
        raise _cut(archive, error) from error


def _cut(archive: Path, error: Exception) -> InputError:
    return InputError(f"{archive.name} is no whole archive: {error or 'it is cut off'}")


def _of_tar(packed: tarfile.TarFile) -> Iterator[Member]:
    for info in packed:
        if info.isreg():
            yield Member(info.name, info.size, lambda info=info: packed.extractfile(info))  # type: ignore[misc]  # a default binds the value


def _of_zip(opened: zipfile.ZipFile) -> Iterator[Member]:
    for info in opened.infolist():
        if not info.is_dir():
            yield Member(info.filename, info.file_size, lambda info=info: opened.open(info))  # type: ignore[misc]  # a default binds the value


def _inside(into: Path, name: str, archive: Path) -> Path:
    """Where a member goes; raises InputError where that is outside of `into`."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
        raise InputError(f'{archive.name} holds "{name}", which leads out of its folder')
    return into.joinpath(*path.parts)


def _write(member: Member, target: Path) -> None:
    source = member.open()
    if source is None:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with source, target.open("wb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
