"""What somebody means who wants a thing found: their own by its name, or a kind of thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.language import Language
    from edge.seeing.taught_things import TaughtThing


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of the two is set."""

    name: str
    """As it was called."""
    label: str = ""
    """Of a detector's list."""
    thing: TaughtThing | None = None


def wanted(said: str, taught: Sequence[TaughtThing], language: Language) -> Wanted | None:
    """What was taught goes before a kind of that name; None for what nobody knows."""
    name = said.casefold().strip()
    bare = _without_owner(name, language)
    for one in taught:
        if one.name.casefold().strip() in (name, bare):
            return Wanted(one.name, thing=one)
    for label, names in language.words["thing_names"].items():
        if bare in names or name in names:
            return Wanted(bare, label=label)
    return None


def _without_owner(name: str, language: Language) -> str:
    """ "my cup" is a cup."""
    for owner in language.words["seen"]["owners"]:
        if name.startswith(owner):
            return name.removeprefix(owner).strip()
    return name
