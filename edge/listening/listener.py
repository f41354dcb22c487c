"""One microphone's listener: sound in, facts out on the bus."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.listening.attention import Attention
from edge.listening.cascade import Cascade
from edge.listening.overlap import OverlapOnset
from edge.listening.report import Report
from edge.listening.turn_follower import TurnFollower
from edge.listening.wake_word import Refractory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.bus import Bus
    from edge.listening.cascade import Ears
    from edge.listening.words import ListeningWords
    from edge.ports import Block
    from edge.settings import ListeningSettings

TAP_SECONDS = 0.4
"""A key released sooner was tapped: it calls the device, and silence ends the turn."""


class Listener:
    """Listens when called, held, asked to follow up, or while we speak; see attention.py.

    All methods but `run` return at once and are called from the loop's thread.
    """

    def __init__(
        self,
        ears: Ears,
        settings: ListeningSettings,
        words: ListeningWords,
        is_complete: Callable[[str], bool],
        bus: Bus,
        clock: Callable[[], float],
    ) -> None:
        self.role = ears.role
        """Whose voice the microphone carries."""
        self._clock = clock
        self._report = Report(bus, ears.name, ears.role, clock)
        self._cascade = Cascade(ears, settings.level_gate_rms)
        self._attention = Attention(settings)
        self._refractory = Refractory(settings.refractory_seconds)
        self.turns = TurnFollower(ears, settings, words, is_complete, self._report, self._turn_over)
        """Its `words` and learned `pauses` may be set when language or speaker change."""
        overlap = OverlapOnset(settings.level_gate_rms)
        self.turns.activity.onset_rule = overlap
        self._own_voice = overlap.own_voice
        self._key_down_at: float | None = None

    @property
    def behind(self) -> float:
        """Seconds of sound of an open turn that wait for the recogniser."""
        utterance = self.turns.utterance
        return utterance.inflow.behind if utterance else 0.0

    async def run(self, blocks: AsyncIterator[Block], *, patient: bool = False) -> None:
        """Listen until the source ends and the last words are known.

        `patient`: the source does not come in real time; wait for the recogniser with each block.
        """
        now = self._clock()
        async with asyncio.TaskGroup() as tasks:
            self.turns.spawn = tasks.create_task
            async for block in blocks:
                now = block.at
                self._hear(block)
                if patient and self.turns.utterance:
                    await self.turns.utterance.inflow.caught_up()
            self.turns.end("source ended", now)

    def set_speaking(self, saying: Callable[[], str] | None, *, open_loudspeaker: bool) -> None:
        """We speak from now on (`saying` gives the text), or (None) have stopped."""
        self.turns.speaking = saying is not None
        self.turns.said = saying if open_loudspeaker else None
        if saying is None:
            self._own_voice.stop(self._clock())
        elif open_loudspeaker:
            self._own_voice.start(self._clock())

    def attend(self, reason: str) -> None:
        """Listen for a first word, as if called."""
        self._report.attention(self._attention.call(self._clock(), reason))

    def follow_up(self) -> None:
        """An answer was heard; listen on for a while without the wake word."""
        self._report.attention(self._attention.follow_up(self._clock()))

    def dismiss(self) -> None:
        """Forget the turn and wait to be called."""
        self.turns.drop()
        self._report.attention(self._attention.dismiss())

    def mute(self, *, on: bool) -> None:
        """Hear nothing at all, or hear again."""
        self.turns.drop()
        self.turns.preroll.clear()
        self._cascade.reset()
        self._report.attention(self._attention.mute(on=on))

    def key(self, *, down: bool) -> None:
        """The talk key: held, it opens the turn and its release ends it; a tap only calls."""
        now = self._clock()
        if down and not self._attention.muted:
            self._key_down_at = now
            self._report.attention(self._attention.hold("key"))
            if not self.turns.utterance:
                self.turns.open(now)
            self.turns.held = True
        elif self._key_down_at is not None:
            self._release(now, tapped=now - self._key_down_at < TAP_SECONDS)
            self._key_down_at = None

    def _release(self, now: float, *, tapped: bool) -> None:
        self.turns.held = False
        if not tapped:
            self.turns.end("key", now)
            return
        self._attention.call(now, "key")
        if not self.turns.activity.is_speech:
            self.turns.drop()

    def _hear(self, block: Block) -> None:
        if self._attention.muted:
            return
        turns = self.turns
        turns.preroll.keep(block)
        word = self._cascade.wake_word(block)
        if word and self._refractory.allows(word, block.at):
            self._called(word, block.at)
        if self._attention.attentive or turns.speaking or turns.is_busy:
            turns.follow(block, self._cascade.listen(block))
            if not turns.is_busy:
                self._report.attention(self._attention.pass_time(block.at))
        else:
            turns.activity.idle(self._cascade.level(block))

    def _called(self, word: str, now: float) -> None:
        """By its name: whatever was open before the word is superseded."""
        self._report.called(word)
        if not self.turns.held:
            self.turns.called(now)
            self._report.attention(self._attention.call(now, "wake word"))

    def _turn_over(self, understood: bool) -> None:
        self._report.attention(self._attention.turn_over(understood=understood))
