"""Events as lines for people: plain (a fact a line, for screen readers) or coloured."""

from __future__ import annotations

import textwrap
from collections import deque
from typing import TYPE_CHECKING

from edge.events import (
    AttentionChanged,
    BargedIn,
    DeviceFound,
    DeviceLost,
    EngineReplaced,
    PlaybackResumed,
    PlaybackStarted,
    ReminderRang,
    ReplyCompleted,
    SkillAnswered,
    StateChanged,
    TierChanged,
    Transcribed,
    TurnFailed,
    WakeWordDetected,
)
from edge.ports import Role

if TYPE_CHECKING:
    from edge.events import Event

GREY, BOLD, YELLOW, RED, RESET = "\x1b[90m", "\x1b[1m", "\x1b[33m", "\x1b[31m", "\x1b[0m"
REMEMBERED = 64
"""Items whose lines were printed."""
SPEAKERS = {Role.OWNER: "you", Role.PARTNER: "partner", Role.UNKNOWN: "someone"}


def line(event: Event) -> str | None:
    """What a person should read about this event, without decoration; None for most events."""
    match event:
        case Transcribed(final=True, text=text) if text:
            return f"{SPEAKERS[event.role]}: {text}"
        case SkillAnswered(complete=True, reply=reply) | ReplyCompleted(reply=reply) if reply:
            return f"edge: {reply}"
        case BargedIn(heard=heard):
            return f"interrupted after: {heard}" if heard else "interrupted before the first word"
        case PlaybackResumed(reason=reason):
            return f"going on ({reason})"
        case WakeWordDetected(word=word):
            return f"called: {word.replace('_', ' ')}"
        case _:
            return _trouble(event)


def _trouble(event: Event) -> str | None:
    match event:
        case ReminderRang(kind=kind, name=name):
            return f"{kind} rings: {name}" if name else f"{kind} rings"
        case TierChanged(lowered=lowered, tier=tier, detail=detail):
            return f"{'doing less' if lowered else 'doing more'} ({tier}): {detail}"
        case DeviceLost(message=message):
            return f"device lost: {message}"
        case DeviceFound(device=device):
            return f"device found: {device}"
        case EngineReplaced(role=role, message=message):
            return f"trouble with the {role}: {message}"
        case TurnFailed(stage=stage, message=message):
            return f"{stage} failed: {message}"
        case _:
            return None


def folded(text: str, columns: int) -> str:
    """Broken between words where it is wider than that; a terminal would break inside of them.

    What has no words that fit, as Chinese, is left to the terminal.
    """
    if max(map(len, text.split()), default=0) > columns:
        return text
    return textwrap.fill(text, columns, break_on_hyphens=False)


def bold(text: str, columns: int) -> str:
    """As the device's own words are shown."""
    return f"{BOLD}{folded(text, columns)}{RESET}"


def coloured(event: Event, columns: int) -> str | None:
    """The same line with colour for a terminal so wide."""
    plain = line(event)
    if plain is None:
        return None
    text = folded(plain, columns)
    match event:
        case SkillAnswered() | ReplyCompleted():
            return bold(plain, columns)
        case DeviceLost() | EngineReplaced() | TurnFailed():
            return f"{RED}{text}{RESET}"
        case ReminderRang():
            return f"{YELLOW}{text}{RESET}"
        case Transcribed():
            return text
        case _:
            return f"{GREY}{text}{RESET}"


class Unasked:
    """What is said without a question, as a line: once, on however many outputs it sounds."""

    def __init__(self) -> None:
        self._told: deque[int] = deque(maxlen=REMEMBERED)

    def line(self, event: Event) -> str | None:
        """None for answers, which have a line of their own, and for most events."""
        match event:
            case SkillAnswered(item=item):
                self._told.append(item)
            case PlaybackStarted(item=item, text=text) if item not in self._told:
                self._told.append(item)
                return f"edge: {text.strip()}"
        return None


class Status:
    """The last line of the screen: the state and the words that may still change."""

    def __init__(self) -> None:
        self.text = "idle"
        self._state = "idle"
        self._partial = ""

    def note(self, event: Event) -> bool:
        """Take in one event; True where the line changed."""
        before = self.text
        match event:
            case StateChanged(state=state):
                self._state = state
            case Transcribed(final=final, text=text):
                self._partial = "" if final else text
            case AttentionChanged(attentive=False):
                self._partial = ""
        self.text = f"{self._state}  {self._partial}".rstrip()
        return self.text != before
