"""What a skill may use: who asks, when, in which language, and everything that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from edge.thinking.answer import Answer
from edge.thinking.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from edge.language import Language
    from edge.store.records import Profile
    from edge.store.store import Store
    from edge.thinking.actions import Action
    from edge.thinking.conversation import Conversation, Undo, Wanted
    from edge.thinking.people import People
    from edge.thinking.said import Said
    from edge.thinking.schedule import Schedule
    from edge.thinking.surroundings import Surroundings


@dataclass(frozen=True)
class Services:
    """What lives as long as the Thinker."""

    store: Store
    people: People
    schedule: Schedule
    surroundings: Surroundings


@dataclass
class Context:
    """One utterance; `undo`, `result` and `wanted` are what a skill leaves behind."""

    said: Said
    language: Language
    now: datetime
    """Aware local time."""
    services: Services
    conversation: Conversation
    words: Mapping[str, str]
    """The original words behind each slot."""
    undo: Undo | None = None
    redo: Callable[[], object] | None = None
    """Puts back what `undo` took away, where that cannot simply be done again."""
    result: Any = None
    keeps_last: bool = False
    """The last command stays the one that "that" means."""
    wanted: tuple[Wanted, str] | None = None
    """The kind of answer that was asked for, and the slot it goes into."""

    @property
    def store(self) -> Store:
        return self.services.store

    @cached_property
    def profile(self) -> Profile:
        return self.services.people.current

    @cached_property
    def phrases(self) -> Phrases:
        hours = int(self.services.people.setting("clock"))
        return Phrases(self.language, self.profile.verbosity, hours)

    def reply(self, key: str, *actions: Action, count: int | None = None, **values: Any) -> Answer:
        """The reply `key` of the data file, with what the assistant has to do."""
        return Answer(self.phrases.reply(key, count=count, **values), actions=actions)

    def ask(self, key: str, wanted: Wanted, slot: str = "text", **values: Any) -> Answer:
        """Ask for a missing part; `slot` is where free text goes."""
        self.wanted = (wanted, slot)
        return Answer(self.phrases.reply(key, **values), expects=True)
