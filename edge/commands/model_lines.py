"""Models as lines for people and as objects for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from edge.app.chosen import refusal
from edge.commands.progress import megabytes
from edge.models.bundle import recommended
from edge.models.choice import CHOSEN_ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.app.chosen import Survey
    from edge.commands.fetching import Order
    from edge.models.choice import Choice
    from edge.models.manifest import Entry
    from edge.models.record import Model


def on_shelf(model: Model) -> str:
    spoken = ", ".join(model.languages) or "language unknown"
    own = "" if model.record else ", not fetched by edge"
    size = megabytes(model.bytes)
    cut = "" if model.files else f"; it {model.not_whole}"
    return f"{model.name}: {model.role} ({model.kind}), {spoken}, {size}{own}{cut}"


def offered(entry: Entry) -> str:
    about = "" if entry.is_exact else "about "
    size = f"{about}{megabytes(entry.size)}"
    return (
        f"{entry.name}: {entry.role} ({entry.kind}), {', '.join(entry.languages)}, {size}, "
        f"from {entry.board} on, {entry.licence}"
    )


def chosen(choice: Choice) -> str:
    name = choice.model.name if choice.model else "none"
    return f"{choice.role} for {choice.language}: {name} ({choice.why})"


def listed(found: Survey) -> dict[str, Any]:
    return {
        "folder": str(found.folder),
        "board": {**asdict(found.board), "class": found.board.size},
        "bundle": recommended(found.board),
        "here": [_record(model) for model in found.models],
        "chosen": [_choice(choice) for choice in found.choices.values()],
        "to_fetch": [{**asdict(entry), "bytes": entry.size} for entry in found.manifest],
    }


def _choice(choice: Choice) -> dict[str, Any]:
    name = choice.model.name if choice.model else None
    return {**asdict(choice), "model": name, "others": [model.name for model in choice.others]}


def _record(model: Model) -> dict[str, Any]:
    return {
        "name": model.name,
        "role": model.role,
        "kind": model.kind,
        "folder": str(model.folder),
        "files": {part: path.name for part, path in model.files.items()},
        "languages": model.languages,
        "ram_mb": model.ram_mb,
        "bytes": model.bytes,
        "licence": model.licence,
        "fetched": model.record is not None,
        "against": model.not_whole or (refusal(model.kind) if model.role in CHOSEN_ROLES else ""),
    }


def ordered(wanted: Order, hosts: Sequence[str]) -> dict[str, Any]:
    return {
        "to_fetch": [asdict(entry) for entry in wanted.entries],
        "here": wanted.here,
        "bytes": wanted.size,
        "seconds_at_20_mbit": round(wanted.size * 8 / 20e6),
        "hosts": hosts,
    }
