"""The thread of the talk: the last command, what was asked back, and how either is taken up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from edge.thinking.actions import Action
    from edge.thinking.answer import Answer
    from edge.thinking.said import Said
    from edge.thinking.skill import Skill

Undo: TypeAlias = Callable[[], "tuple[Action, ...]"]
"""Takes a command back; returns what the assistant has to do for it."""

Wanted: TypeAlias = Literal["duration", "when", "text", "confirmation"]
"""The kind of answer that a question waits for."""

FOLLOW_UP = timedelta(seconds=120)
"""How long "make it ten" still means the last command."""
ANSWER_WITHIN = timedelta(seconds=15)
"""How long a question waits; a destructive command is forgotten after that."""

ABOUT_ITSELF = ("why", "repeat", "spell.again", "sent")
CLOCK = ("hour", "minute", "half_day", "past", "offset", "side", "fixed_time", "tonight")
DATE = ("relative_day", "which", "weekday", "day_of_month", "month", "year", "holiday", "days",
        "weeks", "months", "day_part")  # fmt: skip
DURATION = ("hours", "minutes", "seconds")
NUMBERS = ("minutes", "hours", "seconds", "percent", "rate", "step", "number",
           "d", "c", "b", "a", "hour", "days", "weeks")  # fmt: skip


@dataclass(frozen=True)
class Command:
    """A command that was carried out, and what can still be done about it."""

    skill: Skill
    slots: Mapping[str, Any]
    said: Said
    at: datetime
    answer: Answer
    undo: Undo | None = None
    result: Any = None
    """What came out, for "plus three"."""
    redo: Callable[[], object] | None = None
    """Puts back what `undo` took away."""


@dataclass(frozen=True)
class Question:
    """What was asked back, and the command that waits for it."""

    skill: Skill
    slots: Mapping[str, Any]
    wanted: Wanted
    expires: datetime
    said: Said
    slot: str = "text"
    """The slot that free text goes into."""


@dataclass(frozen=True)
class Heard:
    """What was said, what became of it, and when its answer began."""

    said: Said
    skill: str | None
    at: datetime


@dataclass
class Conversation:
    """What one person and the assistant have just been talking about."""

    last: Command | None = None
    question: Question | None = None
    answers: list[Answer] = field(default_factory=list)
    """The newest last; a few are kept."""
    heard: Heard | None = None
    """What was said last; "why" and "repeat" do not count."""
    is_free: bool = False
    """The last answer was a language model's own: "yes" and "go on" are about that."""

    def current(self, now: datetime) -> Command | None:
        """The command that "that" means, if it is not too long ago."""
        return self.last if self.last and now - self.last.at <= FOLLOW_UP else None

    def open_question(self, now: datetime) -> Question | None:
        return self.question if self.question and now <= self.question.expires else None

    def answered(self, said: Said, answer: Answer, at: datetime, is_free: bool = False) -> None:
        """Keep an answer; one that was found later stands in the place of not understanding."""
        self.is_free = is_free
        if self.answers and not self.answers[-1].understood and self.heard_last(said):
            self.answers.pop()
        self.answers = [*self.answers[-4:], answer]
        if answer.skill not in ABOUT_ITSELF:
            self.heard = Heard(said, answer.skill, at)

    def heard_last(self, said: Said) -> bool:
        """Nothing else was said since."""
        return self.heard is not None and self.heard.said is said

    def forget(self) -> None:
        """As if nothing had been said."""
        self.last = self.question = self.heard = None
        self.answers = []


def taken_up(
    kind: str, command: Command, changes: Mapping[str, Any]
) -> tuple[str, dict[str, Any]] | None:
    """The skill and slots that "make it ten" or "and tomorrow" make of the last command.

    None where the last command has nothing of that kind. `kind` is the part behind "again.".
    """
    target = command.skill.follow.get(kind)
    if target is None:
        return None
    if kind == "number":
        slots = _renumbered(command.slots, changes["number"])
        return (target, slots) if slots else None
    if kind == "operator":
        return target, {"a": command.result, **changes}
    return target, _replaced(command, changes)


def _renumbered(slots: Mapping[str, Any], number: Any) -> dict[str, Any] | None:
    """Another number in the place of the one that was said; an hour takes its minutes along."""
    slot = next((name for name in NUMBERS if name in slots), None)
    if slot is None:
        return None
    kept = _without(slots, ("minute",)) if slot == "hour" else dict(slots)
    return kept | {slot: number}


def _replaced(command: Command, changes: Mapping[str, Any]) -> dict[str, Any]:
    """A new time of day, day or length in the place of the old one; the rest stays."""
    slots = dict(command.slots)
    for group in (CLOCK, DATE, DURATION):
        if any(name in changes for name in group):
            slots = _without(slots, group)
    if any(name in changes for name in DURATION) and "when" in command.skill.follow:
        slots = _without(slots, CLOCK + DATE)  # "in ten minutes" says it all
    return slots | dict(changes)


def _without(slots: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in slots.items() if name not in names}
