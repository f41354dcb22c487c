"""One turn as programs read it: what was understood, answered and heard, and how long each took."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from edge.events import (
    Endpointed,
    PlaybackFinished,
    PlaybackStarted,
    ReplyCompleted,
    SentenceReady,
    SkillAnswered,
    Transcribed,
)

if TYPE_CHECKING:
    from edge.events import Event


MOMENTS = ("endpoint", "asr_final", "route", "tts_first", "first_sound")
"""In the order of a turn: turn judged over, last text, answer found, first sound made and handed
to the output."""


@dataclass
class TurnReport:
    """Collects the events of one turn; `record()` is the object that `edge ask --json` prints."""

    transcript: str = ""
    dictation: str = ""
    skill: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    reply: str = ""
    heard: str = ""
    last_voiced: float | None = None
    """Loop seconds of the last voiced sample, or of the typed text."""
    moments: dict[str, float] = field(default_factory=dict)
    answered: bool = False
    finished: bool = False
    """Nothing more of this turn will come."""
    _item: int = field(default=0, init=False)
    """Says the reply; what is said unasked, as that an engine was replaced, has another number."""

    def note(self, event: Event) -> None:
        """Take in one event; those of other turns must not be handed in."""
        match event:
            case Endpointed():
                self.last_voiced = event.last_voiced
                self._moment("endpoint", event.at)
            case Transcribed(final=True):
                self._transcribed(event)
            case SkillAnswered():
                self.answered, self._item = event.complete, event.item
                self.skill, self.slots, self.reply = event.skill, event.slots, event.reply
                self._moment("route", event.at)
                self.finished = event.complete and not event.reply
            case ReplyCompleted(item=self._item):
                self.answered = True
                self.skill, self.slots, self.reply = event.skill, event.slots, event.reply
            case SentenceReady(item=self._item):
                self._moment("tts_first", event.at)
            case PlaybackStarted(item=self._item):
                self._moment("first_sound", event.at)
            case PlaybackFinished(item=self._item):
                self.heard, self.finished = event.heard, True

    def _transcribed(self, event: Transcribed) -> None:
        self.transcript, self.dictation = event.text, event.dictation
        self.last_voiced = event.at if event.typed else event.last_voiced
        self._moment("asr_final", event.at)
        self.finished = not event.text

    def _moment(self, name: str, at: float) -> None:
        self.moments.setdefault(name, at)

    def timings_ms(self) -> dict[str, float | None]:
        """Milliseconds from the last voiced sample to each moment; None for one not reached."""
        start = self.last_voiced
        if start is None:
            return dict.fromkeys(MOMENTS)
        return {
            name: round((self.moments[name] - start) * 1000, 1) if name in self.moments else None
            for name in MOMENTS
        }

    def record(self) -> dict[str, Any]:
        return {
            "transcript": self.transcript,
            "skill": self.skill,
            "slots": self.slots,
            "reply": self.reply,
            "heard": self.heard,
            "timings_ms": self.timings_ms(),
        }
