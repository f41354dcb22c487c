"""What a skill is: a name, an effect and a function; each file in skills/ registers its own.

    @skill("coin.toss")
    def toss(slots, context):
        return context.reply("coin.heads")

The sentences for the name stand in the data file of each language, and so do the replies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from edge.thinking.answer import Answer
    from edge.thinking.context import Context

Slots: TypeAlias = "Mapping[str, Any]"
Run: TypeAlias = "Callable[[Slots, Context], Answer | None]"


class Effect(StrEnum):
    """What running a skill may do to the world."""

    NONE = "none"
    REVERSIBLE = "reversible"
    """It can be undone, or done again the other way."""
    DESTRUCTIVE = "destructive"
    """It cannot be undone, so it is confirmed first."""
    SENDS = "sends"
    """Something leaves the device."""


@dataclass(frozen=True)
class Skill:
    """One thing the assistant can do."""

    name: str
    run: Run
    """Returns None where the sentence fits but the skill can make nothing of it."""
    effect: Effect = Effect.NONE
    needs: tuple[str, ...] = ()
    """One of these slots completes the command; with none of them more words may follow."""
    follow: Mapping[str, str] = field(default_factory=dict)
    """What may be changed afterwards ("number", "date", …), and which skill takes it then."""
    private: bool = False
    """It tells what belongs to a person: only the owner is answered."""
    warm: Callable[[], object] | None = None
    """Does ahead what would hold up the first answer."""
    sense: str = ""
    """Without it the skill only says that it is missing: "camera", "position"."""


_skills: dict[str, Skill] = {}


def skill(
    name: str,
    effect: Effect = Effect.NONE,
    needs: tuple[str, ...] = (),
    follow: Mapping[str, str] | None = None,
    private: bool = False,
    warm: Callable[[], object] | None = None,
    sense: str = "",
) -> Callable[[Run], Run]:
    """Register the function below as the skill `name`."""

    def register(run: Run) -> Run:
        if name in _skills:
            raise ValueError(f'two skills are called "{name}"')
        _skills[name] = Skill(name, run, effect, needs, follow or {}, private, warm, sense)
        return run

    return register


@cache
def installed() -> Mapping[str, Skill]:
    """Every skill by name; the first call imports all files of skills/."""
    package = import_module("edge.thinking.skills")
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return _skills
