"""Tells the bus what one microphone's listener found out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.events import (
    AttentionChanged,
    Endpointed,
    SpeechConfirmed,
    SpeechEnded,
    SpeechStarted,
    Transcribed,
    TurnFailed,
    WakeWordDetected,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bus import Bus
    from edge.errors import EdgeError
    from edge.listening.attention import Shift
    from edge.listening.voice_activity import VoiceActivity
    from edge.ports import Hypothesis, Role


@dataclass(frozen=True, slots=True)
class Report:
    """Fills in who heard it and when."""

    bus: Bus
    source: str
    role: Role
    clock: Callable[[], float]

    def attention(self, shift: Shift | None) -> None:
        if shift:
            self.bus.publish(
                AttentionChanged(
                    at=self.clock(),
                    source=self.source,
                    attentive=shift.attentive,
                    reason=shift.reason,
                )
            )

    def called(self, word: str) -> None:
        self.bus.publish(WakeWordDetected(at=self.clock(), word=word, source=self.source))

    def started(self, onset: float) -> None:
        self.bus.publish(SpeechStarted(at=self.clock(), source=self.source, onset=onset))

    def confirmed(self) -> None:
        self.bus.publish(SpeechConfirmed(at=self.clock(), source=self.source))

    def ended(self, activity: VoiceActivity) -> None:
        self.bus.publish(
            SpeechEnded(
                at=self.clock(),
                source=self.source,
                voiced_seconds=activity.voiced_seconds,
                is_speech=activity.is_speech,
                last_voiced=activity.last_voiced,
            )
        )

    def endpointed(self, reason: str, last_voiced: float) -> None:
        self.bus.publish(
            Endpointed(at=self.clock(), source=self.source, reason=reason, last_voiced=last_voiced)
        )

    def transcribed(
        self, hypothesis: Hypothesis, language: str, onset: float, last_voiced: float
    ) -> None:
        self.bus.publish(
            Transcribed(
                at=self.clock(),
                text=hypothesis.text,
                final=hypothesis.final,
                source=self.source,
                role=self.role,
                language=language,
                is_command=hypothesis.is_command,
                dictation=hypothesis.dictation,
                confidence=hypothesis.confidence,
                onset=onset,
                last_voiced=last_voiced,
            )
        )

    def failed(self, error: EdgeError) -> None:
        self.bus.publish(
            TurnFailed(at=self.clock(), stage="listening", code=error.code, message=str(error))
        )
