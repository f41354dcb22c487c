"""What can be changed about the device by voice: loudness, rate, voice, language, silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.ports import Voice
from edge.thinking import actions as a

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from edge.events import AttentionChanged
    from edge.listening.listener import Listener
    from edge.listening.words import ListeningWords
    from edge.modes.mouth import Mouths
    from edge.thinking.actions import Action

CALLS = ("wake word", "key", "question")
"""Reasons to listen that a person waits to be told of; a follow-up window opens in silence."""


class Manners:
    """How answers sound at the moment."""

    def __init__(
        self, language: str, words_per_minute: int, voice: str = "", *, cues: bool = True
    ) -> None:
        self.cues = cues
        self.language = language
        self.words_per_minute = words_per_minute
        self.voice = voice

    def voice_for(self, language: str) -> Voice:
        """The voice for a text of this language."""
        return Voice(language, self.voice, self.words_per_minute)


class Body:
    """Applies the actions of answers to ears and mouths."""

    def __init__(
        self,
        manners: Manners,
        ears: Mapping[str, Listener],
        mouths: Mouths,
        words_for: Callable[[str], ListeningWords],
        on_action: Callable[[Action], None],
    ) -> None:
        self._manners = manners
        self._ears = ears
        self._mouths = mouths
        self._words_for = words_for
        self._on_action = on_action
        self._volume = 0
        self.words = words_for(manners.language)

    @property
    def language(self) -> str:
        return self._manners.language

    def apply(self, actions: Iterable[Action]) -> None:
        """Do everything that an answer asks for besides speaking."""
        for action in actions:
            self._do(action)
            self._on_action(action)

    def cue(self, name: str) -> None:
        """A short tone on every output, unless the owner wants none."""
        if self._manners.cues:
            self.sound(name)

    def sound(self, name: str) -> None:
        """A tone on every output whatever the settings: something rings."""
        for mouth in self._mouths:
            mouth.output.cue(name)

    def show_attention(self, event: AttentionChanged) -> None:
        """A called device says with a tone that it listens, and that it gave up waiting."""
        if event.attentive and event.reason in CALLS:
            self.cue("listening")
        elif event.reason == "timeout":
            self.cue("done")
        elif event.reason == "muted":
            self.cue("muted")

    def set_volume(self, percent: int) -> None:
        self._volume = percent
        for mouth in self._mouths:
            mouth.output.set_volume(percent)

    def _do(self, action: Action) -> None:
        match action:
            case a.SetRate(words_per_minute=rate):
                self._manners.words_per_minute = rate
            case a.SetVoice(name=name):
                self._manners.voice = name
            case a.SetLanguage(code=code):
                self.speak(code)
            case _:
                self._do_with_mouths(action)

    def _do_with_mouths(self, action: Action) -> None:
        match action:
            case a.SetVolume(percent=percent):
                self.set_volume(percent)
            case a.SetMuted(muted=muted):
                for mouth in self._mouths:
                    mouth.output.set_volume(0 if muted else self._volume)
            case a.Hush():
                for mouth in self._mouths:
                    mouth.voice.hush()

    def speak(self, code: str) -> None:
        """Listen and speak in another language."""
        self._manners.language = code
        self.words = self._words_for(code)
        for listener in self._ears.values():
            listener.turns.words = self.words
