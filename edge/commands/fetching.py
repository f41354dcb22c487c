"""Fetching models for a command: what is needed, who may be asked for it, and what became of it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from edge import app
from edge import settings as edge_settings
from edge.errors import InputError
from edge.http import Client
from edge.models.bundle import SIZES, bundle
from edge.models.fetch import Folder, Web, fetch
from edge.models.manifest import mirrored
from edge.store.egress import Egress
from edge.store.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

    from edge.app.chosen import Survey
    from edge.models.fetch import Progress, Source
    from edge.models.manifest import Entry, Manifest
    from edge.models.record import Record
    from edge.settings import Settings

KIND = "models"
"""As which the egress policy and its ledger know what is asked for."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be fetched, and what of it is here already."""

    entries: tuple[Entry, ...]
    here: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes, as well as they are known."""
        return sum(entry.size for entry in self.entries)

    def hosts(self, manifest: Manifest) -> tuple[str, ...]:
        """All that may be talked to."""
        found = [host for entry in self.entries for host in manifest.hosts(entry)]
        return tuple(dict.fromkeys(found))


def order(
    survey: Survey, names: Iterable[str], languages: Sequence[str], mirror: str = ""
) -> Order:
    """Of names of models and of bundles. Raises InputError for a name that is none."""
    wanted: dict[str, Entry] = {}
    for name in names:
        found = (
            bundle(survey.manifest, survey.board, name, languages)
            if name in SIZES
            else (survey.manifest.get(name),)
        )
        wanted |= {entry.name: entry for entry in found}
    here = {model.name for model in survey.models if model.record is not None}
    prefix = mirror if "://" in mirror else ""
    return Order(
        entries=tuple(
            mirrored(entry, prefix) for entry in wanted.values() if entry.name not in here
        ),
        here=tuple(name for name in wanted if name in here),
    )


async def fetch_all(
    settings: Settings,
    survey: Survey,
    wanted: Order,
    folder: Path | None,
    report: Callable[[Progress], None],
) -> list[Record]:
    """One after the other; raises what `fetch` raises, and then those before it stay."""
    if folder is not None:
        return [await _fetched(entry, survey, Folder(folder), report) for entry in wanted.entries]
    async with clients(settings, survey.manifest) as client_for:
        return [
            await _fetched(entry, survey, Web(client_for(entry)), report)
            for entry in wanted.entries
        ]


@asynccontextmanager
async def clients(
    settings: Settings, manifest: Manifest
) -> AsyncIterator[Callable[[Entry], Client]]:
    """Gives for each model a client that reaches the hosts of that model, and no others.

    Asking for a model by name is the owner's permission to ask its hosts for it; each connection is
    in the egress ledger all the same. Raises StoreError without one.
    """
    store = await asyncio.to_thread(Store.open, edge_settings.state_folder())

    def client_for(entry: Entry) -> Client:
        allowed = tuple(f"{KIND}:{host}" for host in manifest.hosts(entry))
        privacy = replace(settings.privacy, allow=(*settings.privacy.allow, *allowed))
        egress = Egress(privacy, store, app.SystemClock())
        return Client(egress.door(KIND, purpose=f"fetch {entry.name}", asked_by="edge models"))

    try:
        yield client_for
    finally:
        await asyncio.to_thread(store.close)


async def _fetched(
    entry: Entry, survey: Survey, source: Source, report: Callable[[Progress], None]
) -> Record:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return await fetch(entry, survey.folder, source, at, report)


def source_folder(settings: Settings, named: Path | None) -> Path | None:
    """The folder that the command or else the settings name; raises InputError if it is none."""
    mirror = settings.models.mirror
    if named is None and mirror and "://" not in mirror:
        named = Path(mirror).expanduser()
    if named is not None and not named.is_dir():
        raise InputError(f"{named} is no folder to fetch from")
    return named
