"""The rows of the database, one frozen dataclass a table.

Every moment is an aware datetime in UTC. `id` is 0 until the row is kept; `deleted` is set while a
row can still be restored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EVERY_RIGHT = ("reversible", "destructive", "sends")
"""The effects a person may trigger; a skill with no effect needs no right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One person's way of using the device."""

    id: int = 0
    name: str = "owner"
    language: str = "en"
    words_per_minute: int = 175
    verbosity: str = "normal"
    pauses: dict[str, Any] = field(default_factory=dict)
    """The learned model of how long this person pauses in mid-sentence."""
    rights: tuple[str, ...] = EVERY_RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What was said, what was answered, and how much of the answer was heard."""

    id: int = 0
    profile: str = "owner"
    at: datetime = EPOCH
    source: str = ""
    role: str = "owner"
    text: str = ""
    skill: str = ""
    slots: dict[str, Any] = field(default_factory=dict)
    reply: str = ""
    heard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A timer, an alarm or a reminder."""

    id: int = 0
    profile: str = "owner"
    kind: str = "timer"
    """timer, alarm or reminder."""
    name: str = ""
    due: datetime = EPOCH
    duration_seconds: float = 0.0
    """What a timer was set to; 0 for the others."""
    repeat: str = ""
    """Empty, or the rule by which it comes again; the skill that set it reads it."""
    state: str = "pending"
    """pending, ringing, done, cancelled or paused."""
    remaining_seconds: float = 0.0
    """What was left when it was paused."""
    created: datetime = EPOCH
    deleted: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something to be read back."""

    id: int = 0
    profile: str = "owner"
    text: str = ""
    created: datetime = EPOCH
    deleted: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """ "Remember that my locker is 42": asked for later by its subject."""

    id: int = 0
    profile: str = "owner"
    subject: str = ""
    text: str = ""
    created: datetime = EPOCH
    deleted: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlace:
    """ "Save this place": somewhere to be led back to."""

    id: int = 0
    profile: str = "owner"
    name: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    accuracy: float = 0.0
    created: datetime = EPOCH
    deleted: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breadcrumb:
    """One point of a walk."""

    id: int = 0
    profile: str = "owner"
    walk: datetime = EPOCH
    """When the walk began; tells it from others."""
    at: datetime = EPOCH
    latitude: float = 0.0
    longitude: float = 0.0
    accuracy: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownThing:
    """ "This is my cup": a thing by its looks."""

    id: int = 0
    profile: str = "owner"
    name: str = ""
    looks: bytes = b""
    """As seeing/taught_things.py packs them."""
    count: int = 0
    """Of looks."""
    created: datetime = EPOCH


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBox:
    """A box by its codes and what is printed on it."""

    id: int = 0
    profile: str = "owner"
    name: str = ""
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    created: datetime = EPOCH


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxCheck:
    """ "Is this the right box?", and what was answered."""

    id: int = 0
    profile: str = "owner"
    at: datetime = EPOCH
    answer: str = ""
    """right, another, not taught or cannot tell."""
    box: str = ""
    """The name of the one that was held up, where it was known."""
    wanted: str = ""
    """The name of the one that was due, where one was."""
    reminder: str = ""
    """The name of the reminder that it was due by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EgressEntry:
    """One attempt to leave the device, allowed or refused."""

    id: int = 0
    profile: str = "owner"
    at: datetime = EPOCH
    kind: str = ""
    host: str = ""
    port: int = 0
    bytes: int = 0
    """Sent so far; 0 where it was refused."""
    allowed: bool = False
    why: str = ""
    asked_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopDelay:
    """By how much an output is heard later (or, below 0, earlier) than its driver says."""

    output: str
    seconds: float
    measured: datetime
