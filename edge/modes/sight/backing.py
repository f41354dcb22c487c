"""What a conversation lends to its senses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.modes.sight.activity import Activities
    from edge.modes.sight.reading import Summarise
    from edge.ports import Clock
    from edge.store.store import Store


@dataclass(frozen=True, slots=True)
class Backing:
    """The same for every family of questions."""

    activities: Activities
    store: Store
    person: Callable[[], str]
    """Name of the profile that uses the device."""
    clock: Clock
    summarise: Summarise | None = None
    """By a language model, where there is one."""
