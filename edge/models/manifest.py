"""The models there are in the world: where to get each, what it is, and what it needs.

`models/manifest.toml` of the repository, or a list of the owner's own. What it tells of bytes and
hashes was stated by somebody else; what is told by nobody is learned when a model is first fetched.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from edge.errors import InputError, SettingsError
from edge.http import Address
from edge.models.board import CLASSES
from edge.models.shapes import SHAPES
from edge.settings.checks import one_of, within
from edge.settings.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

ARCHIVES = (".tar.bz2", ".tar.gz", ".tar.xz", ".zip")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file to fetch: it is kept as it is, or unpacked where its name is an archive's."""

    urls: tuple[str, ...]
    """The same file, from the first that can be reached."""
    file: str = ""
    """Its name here; the last part of the address where it is not given."""
    bytes: int = 0
    """Exactly; 0 where nobody stated it."""
    about_bytes: int = 0
    """Roughly, where `bytes` is not known."""
    sha256: str = ""
    """Empty where no public source states it."""

    def __post_init__(self) -> None:
        if not self.urls:
            raise SettingsError("urls is empty")
        for url in self.urls:
            Address.of(url)
        if not (self.bytes or self.about_bytes):
            raise SettingsError("neither bytes nor about_bytes is given")
        within(self, "bytes", 0, 2**40)
        within(self, "about_bytes", 0, 2**40)
        if self.sha256 and not _SHA256.fullmatch(self.sha256):
            raise SettingsError(f'sha256 = "{self.sha256}" is not 64 small hexadecimal digits')
        if not _NAME.fullmatch(self.name):
            raise SettingsError(f'file = "{self.name}" is no plain file name')

    @property
    def name(self) -> str:
        return self.file or PurePosixPath(Address.of(self.urls[0]).target.partition("?")[0]).name

    @property
    def size(self) -> int:
        """Bytes, as well as they are known."""
        return self.bytes or self.about_bytes

    @property
    def is_archive(self) -> bool:
        return self.name.endswith(ARCHIVES)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One model that can be fetched."""

    name: str
    role: str
    kind: str
    """One of edge/models/shapes.py."""
    languages: tuple[str, ...]
    """Codes, or "any"."""
    licence: str
    ram_mb: int
    """While it works, beside the rest of the product: our estimate from its size, not measured."""
    board: str
    """The smallest class of board that it is meant for, by published speeds."""
    rank: int
    """Among models of one role and language, the higher is preferred where it fits."""
    parts: tuple[Part, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise SettingsError(f'name = "{self.name}" is no plain name')
        one_of(self, "kind", tuple(shape.kind for shape in SHAPES))
        one_of(self, "board", CLASSES)
        roles = {shape.role for shape in SHAPES if shape.kind == self.kind}
        if self.role not in roles:
            raise SettingsError(f'role = "{self.role}" is not what a "{self.kind}" is for')
        if not self.parts:
            raise SettingsError("parts is empty")
        within(self, "ram_mb", 1, 1_000_000)

    @property
    def size(self) -> int:
        """Bytes to fetch, as well as they are known."""
        return sum(part.size for part in self.parts)

    @property
    def is_exact(self) -> bool:
        """Whether `size` is exact."""
        return all(part.bytes for part in self.parts)

    @property
    def hosts(self) -> tuple[str, ...]:
        urls = [url for part in self.parts for url in part.urls]
        return tuple(dict.fromkeys(Address.of(url).host for url in urls))

    def speaks(self, language: str) -> bool:
        return language in self.languages or "any" in self.languages


@dataclass(frozen=True)
class Manifest:
    """All entries by name, and where a host hands its files out from."""

    entries: dict[str, Entry]
    redirects: dict[str, tuple[str, ...]]
    """Hosts to which a host is known to redirect."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def get(self, name: str) -> Entry:
        """Raises InputError with the nearest names."""
        if name in self.entries:
            return self.entries[name]
        import difflib

        near = difflib.get_close_matches(name, self.entries, n=3, cutoff=0.4)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise InputError(f'no model is named "{name}"{hint}')

    def hosts(self, entry: Entry) -> tuple[str, ...]:
        """Every host that fetching it may talk to."""
        found = [(host, *self.redirects.get(host, ())) for host in entry.hosts]
        return tuple(dict.fromkeys(host for group in found for host in group))


def load(path: Path | None = None) -> Manifest:
    """The manifest that came with the program, or another; raises InputError naming the file."""
    file = path or Path(str(resources.files("edge.models") / "manifest.toml"))
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        return _manifest(table)
    except OSError as error:
        raise InputError(f"the list of models {file} cannot be read: {error.strerror}") from error
    except ValueError as error:  # of the text, of TOML, or of what it says
        raise InputError(f"the list of models {file} is wrong: {error}") from error


def _manifest(table: dict[str, Any]) -> Manifest:
    tables = [model for model in table.get("model", []) if "package" not in model]
    entries: dict[str, Entry] = {}
    for number, model in enumerate(tables, 1):
        told = model.get("name", f"number {number}")
        try:
            entry = read(Entry, model)
        except TypeError as error:  # a field without a default is missing
            raise SettingsError(f"model {told}: {error}") from error
        except (SettingsError, InputError) as error:
            raise SettingsError(f"model {told}: {error}") from error
        if entry.name in entries:
            raise SettingsError(f"model {told} stands there twice")
        entries[entry.name] = entry
    hosts = {host: tuple(others) for host, others in table.get("redirects", {}).items()}
    return Manifest(entries, hosts)


def mirrored(entry: Entry, prefix: str) -> Entry:
    """The entry as a mirror serves it: `prefix`, then host and path, as `wget -x` lays them out."""
    if not prefix:
        return entry

    def moved(url: str) -> str:
        address = Address.of(url)
        return f"{prefix.rstrip('/')}/{address.host}{address.target}"

    parts = tuple(
        replace(part, file=part.name, urls=(*map(moved, part.urls), *part.urls))
        for part in entry.parts
    )
    return replace(entry, parts=parts)
