"""A voice during our speech: pause at once, then find out what it was, then stop or go on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edge.events import SpeechConfirmed, SpeechEnded, SpeechStarted, Transcribed
from edge.listening.barge_in import Interruption, Verdict, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from edge.listening.words import ListeningWords
    from edge.modes.mouth import Mouth

TICK_SECONDS = 0.05
"""How often an undecided interruption is looked at again."""


class PendingInterruption:
    """One sound from one microphone, from its first voiced block to its last word.

    A sound that was taken for nothing can still turn out to have been words: then it stops the
    speech late, rather than being lost.
    """

    def __init__(
        self, event: SpeechStarted, mouths: Iterable[Mouth], words: ListeningWords
    ) -> None:
        self.source = event.source
        self.over = False
        self._mouths = [mouth for mouth in mouths if mouth.can_be_interrupted]
        self._words = words
        self._paused = bool(self._mouths)
        self._heard = Interruption(onset=event.onset, said=self._said(event.at))
        for mouth in self._mouths:
            mouth.voice.pause()

    @property
    def undecided(self) -> bool:
        return self._paused

    def is_later_than(self, event: SpeechConfirmed | SpeechEnded | Transcribed) -> bool:
        """The words are those of an earlier sound, which the recogniser was slow with."""
        return isinstance(event, Transcribed) and event.last_voiced < self._heard.onset

    def goes_on(self, event: SpeechStarted) -> None:
        """The voice began anew before it was known what it is."""
        self._heard = replace(self._heard, still_voiced=True, burst=event.onset)

    def confirmed(self, event: SpeechConfirmed) -> None:
        """What sounds is speech."""
        self._heard = replace(self._heard, is_speech=True)
        self.look(event.at)

    def ended(self, event: SpeechEnded) -> None:
        """The sound stopped; without speech in it, that is all there was."""
        is_speech = self._heard.is_speech or event.is_speech
        spoken = self._heard.spoken + event.voiced_seconds * event.is_speech
        self._heard = replace(self._heard, still_voiced=False, is_speech=is_speech, spoken=spoken)
        self.over = not is_speech
        self.look(event.at)

    def understood(self, event: Transcribed) -> bool:
        """Words came in; True if they are final and meant for us."""
        self._heard = replace(
            self._heard,
            text=event.text,
            final=event.final,
            is_command=event.is_command,
            said=self._heard.said + self._said(event.at),
        )
        self.over = self.over or event.final
        return self.look(event.at) is Verdict.STOP and event.final

    def look(self, now: float) -> Verdict:
        """Decide with what is known at `now`, and act on it."""
        decision = decide(self._heard, now, self._words)
        if decision.verdict is Verdict.STOP:
            self._stop()
        elif decision.verdict is Verdict.RESUME and self._paused:
            self._paused = False
            for mouth in self._mouths:
                mouth.voice.resume(decision.reason)
        return decision.verdict

    def _stop(self) -> None:
        self._paused = False
        for mouth in self._mouths:
            mouth.voice.barge_in()
        self._mouths = []

    def _said(self, now: float) -> tuple[str, ...]:
        texts = (mouth.voice.saying(now) for mouth in self._mouths if mouth.output.open_loudspeaker)
        return tuple(text for text in texts if text)


class Interruptions:
    """The pending interruptions of all microphones."""

    def __init__(
        self,
        mouths_for: Callable[[str], Iterable[Mouth]],
        words: Callable[[], ListeningWords],
    ) -> None:
        self._mouths_for = mouths_for
        self._words = words
        self._pending: dict[str, PendingInterruption] = {}

    @property
    def undecided(self) -> bool:
        """Speech is paused and needs to be looked at again soon."""
        return any(pending.undecided for pending in self._pending.values())

    def look(self, now: float) -> None:
        """Time has passed."""
        for pending in self._pending.values():
            if pending.undecided:
                pending.look(now)

    def note(self, event: SpeechStarted | SpeechConfirmed | SpeechEnded | Transcribed) -> bool:
        """Take in one event; True for a final transcript that wants an answer."""
        pending = self._pending.get(event.source)
        if isinstance(event, SpeechStarted):
            self._began(event, pending)
            return False
        if pending is None or pending.is_later_than(event):
            return isinstance(event, Transcribed) and event.final
        wanted = False
        match event:
            case SpeechConfirmed():
                pending.confirmed(event)
            case SpeechEnded():
                pending.ended(event)
            case Transcribed():
                wanted = pending.understood(event)
        if pending.over:
            self._pending.pop(event.source, None)
        return wanted

    def _began(self, event: SpeechStarted, pending: PendingInterruption | None) -> None:
        """A new sound; one that follows before the last was settled belongs to it."""
        if pending is not None and pending.undecided:
            pending.goes_on(event)
            return
        new = PendingInterruption(event, self._mouths_for(event.source), self._words())
        self._pending.pop(event.source, None)
        if new.undecided:
            self._pending[event.source] = new
