"""The heart: which state the conversation is in, and what moves it on. Pure, no clock, no I/O.

idle ──wake word, key──▶ listening ──endpoint──▶ thinking ──first sound──▶ speaking
  ▲                          │                       │                        │ voice
  │◀──────timeout────────────┘                       │                        ▼
  │◀──────failed─────────────────────────────────────┘          ┌────────  deciding
  │◀──────heard to the end──────────────────────────────────────┤ resumed     │ barged in
  └                                                          speaking      listening
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from edge.events import (
    AttentionChanged,
    BargedIn,
    Endpointed,
    PlaybackFinished,
    PlaybackPaused,
    PlaybackResumed,
    PlaybackStarted,
    SkillAnswered,
    SpeechEnded,
    SpeechStarted,
    Transcribed,
    TurnFailed,
    TurnPassedOver,
    WakeWordDetected,
)

if TYPE_CHECKING:
    from edge.events import Event


class State(Enum):
    """What the assistant is doing; also the words for lights, page and log."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    DECIDING = "deciding"
    """Speech is paused: somebody made a sound, and it is not known yet whether they mean it."""


IDLE, LISTENING, THINKING, SPEAKING, DECIDING = State

TRANSITIONS: dict[tuple[State, type[Event]], State] = {
    (IDLE, WakeWordDetected): LISTENING,
    (IDLE, SpeechStarted): LISTENING,
    (IDLE, PlaybackStarted): SPEAKING,  # a reminder, or typed input
    (IDLE, SkillAnswered): THINKING,
    (LISTENING, SpeechEnded): LISTENING,
    (LISTENING, Endpointed): THINKING,
    (LISTENING, PlaybackStarted): SPEAKING,
    (LISTENING, SkillAnswered): THINKING,
    (LISTENING, TurnFailed): IDLE,
    (THINKING, PlaybackStarted): SPEAKING,
    (THINKING, PlaybackFinished): IDLE,  # dropped before its first sound
    (THINKING, SpeechStarted): THINKING,  # the next utterance waits for this answer
    (THINKING, WakeWordDetected): LISTENING,
    (THINKING, TurnPassedOver): IDLE,
    (THINKING, TurnFailed): IDLE,
    (SPEAKING, PlaybackPaused): DECIDING,
    (SPEAKING, PlaybackFinished): IDLE,
    (SPEAKING, BargedIn): LISTENING,
    (SPEAKING, WakeWordDetected): LISTENING,
    (SPEAKING, TurnFailed): IDLE,
    (DECIDING, PlaybackResumed): SPEAKING,
    (DECIDING, BargedIn): LISTENING,
    (DECIDING, PlaybackFinished): LISTENING,
    (DECIDING, WakeWordDetected): LISTENING,
    (DECIDING, TurnFailed): IDLE,
}
"""One line a transition; an event that is not listed leaves the state as it is."""


def after(state: State, event: Event) -> State:
    """The state after `event`."""
    match event:
        case AttentionChanged(attentive=True) if state is State.IDLE:
            return State.LISTENING
        case AttentionChanged(attentive=False) if state is State.LISTENING:
            return State.IDLE
        case SpeechEnded(is_speech=False) if state is State.LISTENING:
            return State.LISTENING
        case Transcribed(final=True, text="") if state is State.THINKING:
            return State.IDLE
        case SkillAnswered(reply="") if state is not State.SPEAKING:
            return State.IDLE
    return TRANSITIONS.get((state, type(event)), state)
