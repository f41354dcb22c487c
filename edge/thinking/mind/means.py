"""What the mind works with: a model, the skills behind a thread, the past, and some patience."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.ports import LanguageModel
    from edge.thinking.mind.recollection import Recollection
    from edge.thinking.thinker import Thinker


class OffLoop(Protocol):
    """Calls a function in the thinking thread."""

    async def __call__(self, function: Callable[..., Any], /, *args: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model is given."""

    context_tokens: int = 2048
    """Of prompt and answer together; one that is told too high is corrected by the model."""
    first_seconds: float = 20.0
    """Before the first piece of an answer: without a sign that its prompt is worked on."""
    next_seconds: float = 10.0
    """From one piece to the next."""


@dataclass(frozen=True)
class Means:
    """Handed to everything that asks the model."""

    model: LanguageModel
    thinker: Thinker
    off_loop: OffLoop
    past: Recollection
    limits: Limits
