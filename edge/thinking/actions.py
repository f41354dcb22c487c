"""What an answer asks the assistant to do besides speaking; the assistant applies them in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, Union


@dataclass(frozen=True, slots=True)
class SetVolume:
    """Of all outputs."""

    percent: int


@dataclass(frozen=True, slots=True)
class SetMuted:
    """Say nothing aloud until told otherwise; alarms and hazards still sound."""

    muted: bool


@dataclass(frozen=True, slots=True)
class SetRate:
    """Of speech."""

    words_per_minute: int


@dataclass(frozen=True, slots=True)
class SetVoice:
    """By the name that was asked for: female, male, deep, high, normal, or "next"."""

    name: str


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Of listening and speaking."""

    code: str


@dataclass(frozen=True, slots=True)
class SetVerbosity:
    """How much is said: brief, normal or full."""

    level: str


@dataclass(frozen=True, slots=True)
class SwitchMode:
    """To an installed mode."""

    mode: str


@dataclass(frozen=True, slots=True)
class Hush:
    """Drop everything that is being said or waits to be said."""


@dataclass(frozen=True, slots=True)
class EndActivity:
    """What goes on after its answer (finding, guiding) ends."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """The text of this answer was said before; hear it even if it is the same as the last."""


@dataclass(frozen=True, slots=True)
class StopRinging:
    """What was ringing has been dismissed or put off."""


@dataclass(frozen=True, slots=True)
class ScheduleChanged:
    """Ask `Thinker.next_due` again."""


@dataclass(frozen=True, slots=True)
class DeletedEverything:
    """The profile's data is gone: drop captions, transcripts and anything else in memory."""


@dataclass(frozen=True, slots=True)
class SetProfile:
    """Somebody else uses the device now; their settings follow as actions of their own."""

    name: str


@dataclass(frozen=True, slots=True)
class Ask:
    """The senses give this answer: a camera, or the position."""

    what: str
    """The name of the skill that understood it."""
    about: str = ""
    """The thing, word or place that was named."""


Action: TypeAlias = Union[
    SetVolume,
    SetMuted,
    SetRate,
    SetVoice,
    SetLanguage,
    SetVerbosity,
    SwitchMode,
    Hush,
    EndActivity,
    Repeat,
    StopRinging,
    ScheduleChanged,
    DeletedEverything,
    SetProfile,
    Ask,
]
"""The closed union; the assistant `match`es on it."""
