"""Whether the device listens for words, and why: modes, calls, the follow-up window. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge.settings import ListeningSettings

FOREVER = float("inf")
NEVER = float("-inf")


@dataclass(frozen=True, slots=True)
class Shift:
    """Attention began or ended."""

    attentive: bool
    reason: str


class Attention:
    """Told what happened and when, says what that changed (None: nothing)."""

    def __init__(self, settings: ListeningSettings) -> None:
        self._settings = settings
        self._until = FOREVER if settings.mode == "continuous" else NEVER
        self._muted = False

    @property
    def attentive(self) -> bool:
        return self._until > NEVER and not self._muted

    @property
    def muted(self) -> bool:
        return self._muted

    def call(self, now: float, reason: str) -> Shift | None:
        """A wake word, a key, or the assistant's own question: listen for a first word."""
        return self._open(now + self._settings.no_speech_seconds, reason)

    def hold(self, reason: str) -> Shift | None:
        """Listen without an end, until the turn is over or dismissed (a held key)."""
        return self._open(FOREVER, reason)

    def follow_up(self, now: float) -> Shift | None:
        """An answer was given: the next question needs no wake word for some seconds."""
        if self._settings.mode == "key" or not self._settings.follow_up_seconds:
            return None
        return self._open(now + self._settings.follow_up_seconds, "follow-up")

    def turn_over(self, *, understood: bool) -> Shift | None:
        """A turn ended; one without a word leaves the call or window before it standing."""
        if self._settings.mode == "continuous":
            return None
        if understood or self._until == FOREVER:  # a released key is no call
            return self._close("turn over")
        return None

    def pass_time(self, now: float) -> Shift | None:
        """Nobody is speaking: has the time run out?"""
        return self._close("timeout") if now >= self._until and self._until != FOREVER else None

    def dismiss(self) -> Shift | None:
        """Back to waiting for the wake word."""
        return None if self._settings.mode == "continuous" else self._close("dismissed")

    def mute(self, *, on: bool) -> Shift | None:
        """Hear nothing at all; unmuting goes back to the mode's resting state."""
        if on == self._muted:
            return None
        was = self.attentive
        self._muted = on
        self._until = FOREVER if self._settings.mode == "continuous" else NEVER
        if was != self.attentive:
            return Shift(self.attentive, "muted" if on else "continuous")
        return None

    def _open(self, until: float, reason: str) -> Shift | None:
        if self._muted:
            return None
        was = self.attentive
        self._until = FOREVER if self._settings.mode == "continuous" else max(self._until, until)
        return None if was else Shift(True, reason)

    def _close(self, reason: str) -> Shift | None:
        was = self.attentive
        self._until = NEVER
        return Shift(False, reason) if was else None
