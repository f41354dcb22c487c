"""A question for the senses, and what may be said about it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

from edge.errors import DeviceError, EngineError, InputError, StoreError
from edge.modes.sight.camera_use import UnseenError

if TYPE_CHECKING:
    from edge.thinking.phrases import Phrases

WRONG = (DeviceError, EngineError, InputError, StoreError)
"""What a sense may break with; the conversation goes on."""


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody wants to know this."""

    what: str
    """The skill that understood it."""
    about: str
    """The thing, word or place that was named; may be empty."""
    phrases: Phrases
    """Of the language that it was asked in."""

    def reply(self, key: str, count: int | None = None, **values: Any) -> str:
        """A sentence of the data file, with the blank that parts it from the next one."""
        return self.phrases.reply(key, count, **values) + self.gap

    def failed(self, error: Exception) -> str:
        """Why there is no answer."""
        if isinstance(error, UnseenError):
            return self.reply(f"sight.{error.state}")
        return self.reply("sight.failed", reason=str(error))

    def of(self, what: str) -> Question:
        """Another question, of the same thing."""
        return replace(self, what=what)

    @property
    def gap(self) -> str:
        return " " if self.phrases.language.spaced else ""


Texts: TypeAlias = AsyncIterator[str]
"""To be said one after the other, each as soon as it is there."""
Answering: TypeAlias = Callable[[Question], Texts]


class Family(Protocol):
    """Questions that belong together."""

    @property
    def answers(self) -> Mapping[str, Answering]: ...


@runtime_checkable
class Noting(Protocol):
    """A family that goes on from what was heard of its answers."""

    def heard(self, what: str, text: str) -> None:
        """Of the answer to `what`, this reached the air."""
        ...
