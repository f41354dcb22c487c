"""What the thinking stage gives back for an utterance."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.thinking.actions import Action


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say and do."""

    text: str
    """Empty: say nothing."""
    language: str = ""
    """The language of `text`; a skill leaves it empty and speaks the language it was asked in."""
    skill: str | None = None
    """None where no skill understood it."""
    slots: dict[str, Any] = field(default_factory=dict)
    """Plain values, fit for JSON."""
    effect: str = "none"
    """none, reversible, destructive or sends."""
    expects: bool = False
    """A question was asked back: keep listening."""
    actions: tuple[Action, ...] = ()
    audience: str = "owner"
    """Who may hear it: owner or everyone."""
    understood: bool = True
    """False where no skill fitted: a language model may have a better answer."""


def plain(slots: Mapping[str, Any]) -> dict[str, Any]:
    """Slots as values for JSON: fractions become floats."""
    return {
        name: float(value) if isinstance(value, Fraction) else value
        for name, value in slots.items()
    }
