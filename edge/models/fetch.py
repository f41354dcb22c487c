"""Getting a model: from its addresses, a mirror, or a folder such as a USB stick, to the shelf."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from edge.disk import check_room
from edge.errors import InputError, RemoteError
from edge.http import Address
from edge.models.cut_file import CutFile
from edge.models.download import Download
from edge.models.install import assemble, clear, install, workshop
from edge.models.pins import Pins
from edge.models.shelf import hashed
from edge.tasks import apart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from edge.http import Client
    from edge.models.manifest import Entry, Part
    from edge.models.record import Record

COPIED_AT_ONCE = 4 << 20


@dataclass(frozen=True)
class Progress:
    """How far a fetch has come."""

    model: str
    step: str
    """"fetching NAME", or what is done with what was fetched."""
    done: int = 0
    total: int = 0
    """Bytes of the whole model; 0 where a step cannot be measured."""


class Source(Protocol):
    """Where the parts of a model come from."""

    async def get(
        self, entry: Entry, part: Part, cut: CutFile, report: Callable[[int, int], None]
    ) -> str:
        """Fill the file; returns where it came from. Raises RemoteError, EgressRefused, InputError
        or StoreError."""
        ...


@dataclass(frozen=True)
class Web:
    """The addresses of the list."""

    client: Client

    async def get(
        self, entry: Entry, part: Part, cut: CutFile, report: Callable[[int, int], None]
    ) -> str:
        return await Download(self.client, part, cut, report).run()


@dataclass(frozen=True)
class Folder:
    """A folder with the same files: by model, as a mirror lays them out, or all in one."""

    path: Path

    async def get(
        self, entry: Entry, part: Part, cut: CutFile, report: Callable[[int, int], None]
    ) -> str:
        file = await asyncio.to_thread(self._find, entry, part)
        await asyncio.to_thread(cut.begin, "", "")
        await apart(partial(self._copy, file, cut, report))
        return str(file)

    def _find(self, entry: Entry, part: Part) -> Path:
        addresses = [Address.of(url) for url in part.urls]
        laid_out = [self.path / a.host / a.target.partition("?")[0].lstrip("/") for a in addresses]
        for file in (self.path / entry.name / part.name, *laid_out, self.path / part.name):
            if file.is_file():
                return file
        raise InputError(f"{self.path} holds no {part.name} of {entry.name}")

    def _copy(self, file: Path, cut: CutFile, report: Callable[[int, int], None]) -> None:
        try:
            total, here = file.stat().st_size, 0
            with file.open("rb") as source:
                while piece := source.read(COPIED_AT_ONCE):
                    cut.add(piece)
                    here += len(piece)
                    report(here, total)
        except OSError as error:
            raise InputError(f"{file} cannot be read: {error.strerror}") from error
        finally:
            cut.close()


def needed_bytes(entry: Entry) -> int:
    """On the disk while it is fetched: an archive lies there packed and unpacked at once."""
    return sum(part.size * (3 if part.is_archive else 1) for part in entry.parts)


async def fetch(
    entry: Entry, shelf: Path, source: Source, at: str, report: Callable[[Progress], None]
) -> Record:
    """The model on the shelf, complete and checked; or an error, and the shelf as it was.

    `at` is the moment for the record. Cancelled or killed anywhere, it leaves at most a cut file in
    a hidden folder, with which the next fetch goes on. Raises RemoteError, EgressRefused,
    InputError or StoreError.
    """
    await asyncio.to_thread(check_room, shelf, needed_bytes(entry))
    pins = Pins(shelf)
    async with _apart(workshop(shelf, entry.name)) as folder:
        parts = [await _part(entry, part, folder, source, pins, report) for part in entry.parts]
        report(Progress(entry.name, "unpacking and checking"))
        new = await apart(partial(_assembled, folder, [one.file for one in parts], entry))
        sources = " ".join(one.source for one in parts if one.source)
        record = await apart(partial(install, new, shelf, entry, sources, at))
        learned = {f"{entry.name}/{one.file.name}": one.sha256 for one in parts}
        await asyncio.to_thread(pins.keep, learned)
        await asyncio.to_thread(clear, folder)
    return record


@asynccontextmanager
async def _apart(opened: AbstractContextManager[Path]) -> AsyncIterator[Path]:
    """The same, entered and left where it may wait for the disk."""
    folder = await asyncio.to_thread(opened.__enter__)
    try:
        yield folder
    finally:
        await asyncio.to_thread(opened.__exit__, None, None, None)


@dataclass(frozen=True)
class _Fetched:
    file: Path
    sha256: str
    source: str


async def _part(
    entry: Entry,
    part: Part,
    folder: Path,
    source: Source,
    pins: Pins,
    report: Callable[[Progress], None],
) -> _Fetched:
    """One part, checked; one that an earlier fetch has finished is not asked for again."""
    file = folder / part.name
    finished = await apart(partial(_finished, entry, part, file, pins))
    if finished:
        return _Fetched(file, finished, "an earlier fetch")
    cut = CutFile(folder / f"{part.name}.part")
    came_from = await source.get(entry, part, cut, _reporter(entry, part, report))
    sha256 = await asyncio.to_thread(_checked, entry, part, cut, pins, came_from)
    await apart(partial(cut.finish, file))
    return _Fetched(file, sha256, came_from)


def _reporter(
    entry: Entry, part: Part, report: Callable[[Progress], None]
) -> Callable[[int, int], None]:
    """From bytes of one part to bytes of the whole model, its size corrected by what is learned."""
    before = sum(other.size for other in entry.parts[: entry.parts.index(part)])

    def told(here: int, total: int) -> None:
        whole = entry.size - part.size + (total or part.size)
        report(Progress(entry.name, f"fetching {part.name}", before + here, whole))

    return told


def _finished(entry: Entry, part: Part, file: Path, pins: Pins) -> str:
    """The SHA-256 of a file that is whole; empty where there is none.

    The list may have changed since it was fetched.
    """
    if not file.is_file():
        return ""
    found = hashed(file)
    if _fault(entry, part, file.stat().st_size, found, pins):
        file.unlink()
        return ""
    return found


def _checked(entry: Entry, part: Part, cut: CutFile, pins: Pins, source: str) -> str:
    """Its SHA-256; raises RemoteError for another file than it must be."""
    found = cut.sha256()
    fault = _fault(entry, part, cut.size(), found, pins)
    if not fault:
        return found
    cut.drop()
    raise RemoteError(f"{part.name} from {source} is refused: it {fault}")


def _fault(entry: Entry, part: Part, size: int, sha256: str, pins: Pins) -> str:
    """Why it cannot be the file, in words that follow its name; empty where it can."""
    expected = part.sha256 or pins.get(entry.name, part.name)
    if part.bytes and size != part.bytes:
        return f"has {size} bytes instead of {part.bytes}"
    if expected and sha256 != expected:
        return f"has the SHA-256 {sha256} instead of {expected}"
    return ""


def _assembled(folder: Path, files: list[Path], entry: Entry) -> Path:
    """What is no whole model is not gone on with either."""
    try:
        return assemble(folder, files, entry)
    except InputError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
