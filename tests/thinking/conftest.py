"""A thinker in a Monday morning of virtual time, with a store in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from edge import language as languages
from edge.fakes.time import FakeClock
from edge.ports import Role
from edge.store.store import Store
from edge.thinking.said import Said
from edge.thinking.thinker import Thinker

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.thinking.answer import Answer


@pytest.fixture(scope="session", autouse=True)
def _languages_are_read() -> None:
    """As `app.py` does before the loop starts: reading files is no work for the loop."""
    for code in languages.available():
        Thinker(Store.in_memory(), FakeClock()).warm(code)


@dataclass
class Talk:
    """One person talking to one thinker."""

    language: str = "en"
    clock: FakeClock = field(default_factory=FakeClock)
    store: Store = field(default_factory=Store.in_memory)

    def __post_init__(self) -> None:
        self.thinker = Thinker(self.store, self.clock)

    def said(self, text: str, role: Role = Role.OWNER, **more: Any) -> Said:
        return Said(text, self.language, role, **more)

    def answer(self, text: str, role: Role = Role.OWNER, **more: Any) -> Answer:
        return self.thinker.answer(self.said(text, role, **more))

    def __call__(self, text: str) -> str:
        return self.answer(text).text

    def restart(self) -> None:
        """Another thinker on the same store, as after a restart."""
        self.thinker = Thinker(self.store, self.clock)

    def ringing(self, after: float = 0.0) -> list[str]:
        """What begins to ring after that many seconds, as it is said."""
        self.clock.advance(after)
        return [due.text for due in self.thinker.due(self.clock.now())]


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.fixture
def chinese() -> Talk:
    return Talk("zh")


@pytest.fixture
def new_talk() -> Callable[..., Talk]:
    return Talk
