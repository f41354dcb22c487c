"""`edge models`: what there is, what is here and what was chosen; fetching, checking, removing."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from edge import language as languages
from edge import settings as edge_settings
from edge.app.chosen import refusal, survey
from edge.commands import fetching, model_lines
from edge.commands.progress import megabytes, minutes, shown
from edge.errors import EgressRefused, InputError, RemoteError
from edge.http import Client, Request
from edge.models import manifest as lists
from edge.models.bundle import recommended
from edge.models.choice import CHOSEN_ROLES, wanted_key
from edge.models.shelf import Shelf
from edge.settings import models_folder
from edge.store.store import Store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from edge.app.chosen import Survey
    from edge.models.record import Model
    from edge.settings import Settings


def main(options: argparse.Namespace, settings: Settings) -> int:
    """0 when done; 1 where `verify` or `check` found something wrong."""
    return ACTIONS[options.action or "list"](options, settings)


def _survey(options: argparse.Namespace, settings: Settings) -> Survey:
    store = Store.open_or_in_memory(edge_settings.state_folder())
    try:
        listed = lists.load(options.manifest)
        return survey(settings, store, _languages(options, settings), listed)
    finally:
        store.close()


def _languages(options: argparse.Namespace, settings: Settings) -> Sequence[str]:
    named = tuple(getattr(options, "language", None) or ())
    unknown = [code for code in named if code not in languages.available()]
    if unknown:
        known = ", ".join(languages.available())
        raise InputError(f'"{unknown[0]}" is no language of the assistant; there are {known}')
    return named or (settings.profile.language,)


def _list(options: argparse.Namespace, settings: Settings) -> int:
    found = _survey(options, settings)
    if options.json:
        _print_json(model_lines.listed(found))
        return 0
    print(f"here: {found.board.told}")
    print(f"on the shelf {found.folder}:")
    for model in found.models:
        print(f"  {model_lines.on_shelf(model)}")
    print("chosen:")
    for choice in found.choices.values():
        print(f"  {model_lines.chosen(choice)}")
    size = recommended(found.board)
    print(f'to fetch, one by one or as a bundle ("edge models fetch {size}" is for this board):')
    here = {model.name for model in found.models}
    for entry in found.manifest:
        if entry.name not in here:
            print(f"  {model_lines.offered(entry)}")
    return 0


def _fetch(options: argparse.Namespace, settings: Settings) -> int:
    source = fetching.source_folder(settings, options.source)
    found = _survey(options, settings)
    spoken = _languages(options, settings)
    wanted = fetching.order(found, options.names, spoken, settings.models.mirror)
    hosts = () if source else wanted.hosts(found.manifest)
    if not options.json:
        _announce(wanted, hosts, source)
    if options.dry_run:
        if options.json:
            _print_json(model_lines.ordered(wanted, hosts))
        return 0
    report = shown(plain=options.plain, quiet=options.json)
    records = asyncio.run(fetching.fetch_all(settings, found, wanted, source, report))
    if options.json:
        _print_json({"fetched": [asdict(one) for one in records], "here": wanted.here})
    else:
        for record in records:
            print(f"{record.name} is on the shelf {found.folder}")
    return 0


def _announce(wanted: fetching.Order, hosts: Sequence[str], source: Path | None) -> None:
    for name in wanted.here:
        print(f"{name} is here already")
    for entry in wanted.entries:
        print(model_lines.offered(entry))
    if wanted.entries:
        where = str(source) if source else ", ".join(hosts)
        time = "" if source else f", {minutes(wanted.size)} at 20 Mbit/s"
        print(f"in all {megabytes(wanted.size)}{time}, from {where}")


def _verify(options: argparse.Namespace, settings: Settings) -> int:
    shelf = Shelf(models_folder(settings.models))
    models = [shelf.get(name) for name in options.names] or shelf.models()
    troubles = {model.name: shelf.verify(model) for model in models if model.record}
    unknown = [model.name for model in models if not model.record]
    if options.json:
        _print_json({"verified": troubles, "not_fetched_by_edge": unknown})
    else:
        for name, told in troubles.items():
            print(f"{name}: {'; '.join(told) or 'as it was fetched'}")
        for name in unknown:
            print(f"{name}: not fetched by edge, so there is nothing to compare it with")
    return 1 if any(troubles.values()) else 0


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    shelf = Shelf(models_folder(settings.models))
    removed = [shelf.remove(name) for name in options.names]
    if options.json:
        _print_json({"removed": [model.name for model in removed]})
    else:
        for model in removed:
            print(f"{model.name} is removed; {megabytes(model.bytes)} are free again")
    return 0


def _use(options: argparse.Namespace, settings: Settings) -> int:
    """Kept in the database, as edge.toml is the owner's; the next start takes it."""
    store = Store.open(edge_settings.state_folder())
    try:
        change = _forget if options.automatic else _keep
        role, spoken = change(options, settings, store)
    finally:
        store.close()
    told = "chosen by edge again" if options.automatic else options.name
    if options.json:
        _print_json({"role": role, "languages": spoken, "model": told})
    else:
        print(f"{role} for {', '.join(spoken)} from the next start on: {told}")
    return 0


def _keep(
    options: argparse.Namespace, settings: Settings, store: Store
) -> tuple[str, Sequence[str]]:
    model = Shelf(models_folder(settings.models)).get(options.name)
    spoken = _usable(model, _languages(options, settings))
    for code in spoken:
        store.kept_settings.keep(settings.profile.name, wanted_key(model.role, code), model.name)
    return model.role, spoken


def _forget(
    options: argparse.Namespace, settings: Settings, store: Store
) -> tuple[str, Sequence[str]]:
    """Also of a model that is gone from the shelf. Raises InputError for one nobody asked for."""
    profile, kept = settings.profile.name, store.kept_settings
    for role in CHOSEN_ROLES:
        keys = {code: wanted_key(role, code) for code in languages.available()}
        spoken = [code for code, key in keys.items() if kept.get(profile, key, "") == options.name]
        for code in spoken:
            kept.forget(profile, keys[code])
        if spoken:
            return role, spoken
    raise InputError(f'"{options.name}" was not asked for, so there is nothing to undo')


def _usable(model: Model, wanted: Sequence[str]) -> list[str]:
    """The languages for which it can be chosen; raises InputError where there is none."""
    if model.role not in CHOSEN_ROLES:
        raise InputError(f"{model.name} is for {model.role}; of those none is chosen")
    reason = refusal(model.kind) if model.files else "is not whole: files are missing in its folder"
    if reason:
        raise InputError(f"{model.name} {reason}")
    spoken = [code for code in wanted if model.speaks(code)]
    if not spoken:
        known = ", ".join(model.languages) or "no language that it tells"
        raise InputError(f"{model.name} speaks {known}, not {', '.join(wanted)}")
    return spoken


def _check(options: argparse.Namespace, settings: Settings) -> int:
    """Asks every address of the list for its head."""
    found = _survey(options, settings)
    wanted = fetching.order(
        found,
        options.names or [entry.name for entry in found.manifest],
        _languages(options, settings),
        settings.models.mirror,
    )
    told = asyncio.run(_heads(settings, found, wanted))
    if options.json:
        _print_json(told)
    else:
        for url, trouble in told.items():
            print(f"{url}: {trouble or 'there'}")
    return 1 if any(told.values()) else 0


async def _heads(settings: Settings, found: Survey, wanted: fetching.Order) -> dict[str, str]:
    """What is wrong with each address; empty where nothing is."""
    told: dict[str, str] = {}
    async with fetching.clients(settings, found.manifest) as client_for:
        for entry in wanted.entries:
            client = client_for(entry)
            for part in entry.parts:
                for url in part.urls:
                    told[url] = await _head(client, url, part.bytes)
    return told


async def _head(client: Client, url: str, size: int) -> str:
    try:
        async with client.request(Request(url=url, method="HEAD")) as response:
            if response.status != 200:
                return f"HTTP {response.status}"
            length = int(response.headers.get("content-length") or 0)
            return f"{length} bytes instead of {size}" if size and length not in (0, size) else ""
    except (RemoteError, EgressRefused) as error:
        return str(error)


def _print_json(record: object) -> None:
    print(json.dumps(record, ensure_ascii=False))


ACTIONS: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
    "list": _list,
    "fetch": _fetch,
    "verify": _verify,
    "remove": _remove,
    "use": _use,
    "check": _check,
}
