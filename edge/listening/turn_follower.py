"""Follows one speaker's turn: voice begins, words come in, silence ends it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from edge.errors import EngineError
from edge.listening.barge_in import is_echo
from edge.listening.endpointing import TurnSoFar, end_reason
from edge.listening.pauses import Pauses
from edge.listening.preroll import Preroll
from edge.listening.stopping import as_stop_order
from edge.listening.utterance import Utterance
from edge.listening.voice_activity import Change, VoiceActivity
from edge.listening.wake_word import WORD_ENDS_WITHIN

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine

    from edge.listening.cascade import Ears, Judge
    from edge.listening.report import Report
    from edge.listening.utterance import Spawn
    from edge.listening.voice_activity import Heard
    from edge.listening.words import ListeningWords
    from edge.ports import Block, Hypothesis
    from edge.settings import ListeningSettings

log = logging.getLogger(__name__)

PREROLL_SECONDS = 0.5
JUDGE_AFTER_SECONDS = 0.2
"""The judge is asked once a pause, when it is clear that it is one; smart-turn wants to hear so
much of it."""
TOO_EARLY_SECONDS = 0.5
"""Who goes on so soon after the end of a turn had not finished it."""


class TurnFollower:
    """Takes blocks while somebody should be heard; reports what it makes of them."""

    def __init__(
        self,
        ears: Ears,
        settings: ListeningSettings,
        words: ListeningWords,
        is_complete: Callable[[str], bool],
        report: Report,
        turn_over: Callable[[bool], None],
    ) -> None:
        self.words = words
        self.pauses = Pauses.starting_at(settings.unfinished_silence_seconds)
        self.activity = VoiceActivity(settings.level_gate_rms)
        self.preroll = Preroll()
        self.utterance: Utterance | None = None
        self.spawn: Spawn = _not_running
        self.held = False
        """A key is held: the turn is open whatever is heard, until it is released."""
        self.said: Callable[[], str] | None = None
        """What our own loudspeaker says, where it can reach the microphone."""
        self.speaking = False
        """We are saying something, wherever it can be heard."""
        self._ears = ears
        self._settings = settings
        self._is_complete = is_complete
        self._report = report
        self._turn_over = turn_over
        self._not_before = float("-inf")
        self._ended = (float("-inf"), 0.0)

    def follow(self, block: Block, heard: Heard) -> None:
        """Take the next block; the preroll has it already."""
        if self.utterance:
            self.utterance.feed(block.samples)
        change = self.activity.hear(heard)
        if change:
            self._note(change, heard.at)
        if self.utterance:
            self._maybe_end(self.utterance, heard.at)

    @property
    def is_busy(self) -> bool:
        """A turn or a burst of voice is open."""
        return self.utterance is not None or self.activity.in_burst

    def open(self, onset: float) -> None:
        """A turn begins; the recogniser hears what came shortly before it too."""
        self.utterance = utterance = Utterance(onset, self._understood)
        utterance.over_us = self.speaking
        utterance.note_said(self.said)
        for samples in self.preroll.since(max(onset - PREROLL_SECONDS, self._not_before)):
            utterance.feed(samples)
        utterance.start(self._ears.recognizer, self.spawn)

    def end(self, reason: str, now: float) -> None:
        """The turn is over: no more sound; the final words will follow."""
        if self.utterance is None:
            return
        utterance, self.utterance, self.held = self.utterance, None, False
        self.end_burst()
        self._ended = (now, utterance.last_voiced)
        self._not_before = now  # no later turn hears this sound again
        self._report.endpointed(reason, utterance.last_voiced)
        utterance.close()

    def drop(self) -> None:
        """Forget the turn."""
        if self.utterance:
            self.utterance.drop()
        self.utterance, self.held = None, False
        self.end_burst()

    def called(self, now: float) -> None:
        """A wake word was detected: what sounded until its end belongs to no later turn."""
        self.drop()
        self.activity.forget(called_at=now)
        ended = self.preroll.quietest(now - WORD_ENDS_WITHIN)
        self._not_before = max(self._not_before, ended)

    def end_burst(self) -> None:
        if self.activity.in_burst:
            self._report.ended(self.activity)
        self.activity.forget()

    def _note(self, change: Change, now: float) -> None:
        if change is Change.ONSET:
            self._report.started(self.activity.onset)
        elif change is Change.ENDED:
            self._report.ended(self.activity)
        else:
            self._report.confirmed()
            self._speech_begins(now)

    def _speech_begins(self, now: float) -> None:
        """A burst is speech: it goes on with the turn, or opens one."""
        if self.utterance:
            self.pauses = self.pauses.after(self.activity.onset - self.utterance.last_voiced)
        else:
            ended_at, last_voiced = self._ended
            if now - ended_at < TOO_EARLY_SECONDS:
                self.pauses = self.pauses.after(self.activity.onset - last_voiced)
            self.open(self.activity.onset)

    def _maybe_end(self, utterance: Utterance, now: float) -> None:
        if self.activity.last_speech > utterance.last_voiced:
            utterance.voiced_until(self.activity.last_speech)
        silence = now - utterance.last_voiced
        turn = TurnSoFar(
            silence=0.0 if self.held or self.activity.undecided(now) else silence,
            seconds=now - utterance.onset,
            text=utterance.hypothesis.text,
            complete=utterance.complete,
            current=utterance.inflow.is_current,
            judged=utterance.judged,
        )
        reason = end_reason(turn, self._settings, self.pauses.wait(), self.words)
        if reason:
            self.end(reason, now)
        elif turn.silence >= JUDGE_AFTER_SECONDS and _wants_judgement(self._ears.judge, utterance):
            utterance.asked = True
            self.spawn(_ask(self._ears.judge, utterance))

    def _understood(self, utterance: Utterance) -> None:
        """The recogniser has a new hypothesis, or has failed."""
        hypothesis = utterance.hypothesis
        utterance.note_said(self.said)
        if utterance.error:
            self._failed(utterance)
            return
        if not hypothesis.final:
            utterance.complete = hypothesis.is_command or self._is_complete(hypothesis.text)
        elif is_echo(hypothesis.text, utterance.said, self.words):
            hypothesis = replace(hypothesis, text="", is_command=False, dictation="")
        elif utterance.over_us:
            hypothesis = as_stop_order(hypothesis, utterance.said, self.words)
        self._tell(hypothesis, utterance)

    def _tell(self, hypothesis: Hypothesis, utterance: Utterance) -> None:
        if hypothesis.final and self.utterance is utterance:
            self.end("finished", utterance.last_voiced)  # the recogniser ended before we did
        self._report.transcribed(
            hypothesis, self.words.language, utterance.onset, utterance.last_voiced
        )
        if hypothesis.final:
            self._turn_over(bool(hypothesis.text))

    def _failed(self, utterance: Utterance) -> None:
        if utterance.error:
            self._report.failed(utterance.error)
        if self.utterance is utterance:
            self.drop()
        self._turn_over(False)


def _not_running(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    work.close()
    raise RuntimeError("the listener is not running")


def _wants_judgement(judge: Judge | None, utterance: Utterance) -> bool:
    text = utterance.hypothesis.text
    return bool(judge and text and not utterance.asked and not utterance.complete)


async def _ask(judge: Judge | None, utterance: Utterance) -> None:
    """Once a pause: does the judge think that the speaker has finished?"""
    if judge is None:
        return
    pause = utterance.last_voiced
    try:
        judged = await judge(utterance.hypothesis.text, utterance.sound())
    except EngineError as error:  # words and pauses tell it then
        log.warning("a pause was not judged: %s", error)
        return
    if utterance.last_voiced == pause:
        utterance.judged = judged
