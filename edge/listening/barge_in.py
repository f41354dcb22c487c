"""Somebody made a sound while we speak: pause or not, and then resume or stop. Pure.

The pause comes first and is cheap to take back: speech goes on at the same sample. Only words make
it real. On an open loudspeaker our own voice reaches the microphone, and two more questions arise:
is this louder than what the echo canceller usually leaves, and are these our own words?
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import TYPE_CHECKING

from edge.listening.words import made_only_of, tokens

if TYPE_CHECKING:
    from edge.listening.words import ListeningWords

PATIENCE_SECONDS = 2.0
"""Without a decision for so long, speech resumes,"""
WHILE_SPEAKING_SECONDS = 4.0
"""unless somebody is still speaking: then the first words may be on their way."""
NO_BACKCHANNEL_SECONDS = 1.0
"""Who speaks for so long wants to say something, whatever it will turn out to be."""
ECHO_SECONDS = 0.3
"""Our own voice goes on sounding in the room for so long after the pause."""
SURE_WORDS, SURE_LETTERS = 2, 6
"""A partial text so long says what it is; a shorter one often is a backchannel misheard."""
ECHO_SHARE = 0.7
"""So much of a text found in order in what we say makes it our own voice."""


class Verdict(Enum):
    """What to do with the speech that was paused."""

    WAIT = "wait"
    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and, for a resumption, why: "backchannel", "noise", "own echo", "nothing"."""

    verdict: Verdict
    reason: str = ""


WAIT = Decision(Verdict.WAIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """What is known of a sound that paused our speech."""

    onset: float
    """Loop seconds of the first voiced block."""
    still_voiced: bool = True
    is_speech: bool = False
    """Silero heard speech in it."""
    burst: float | None = None
    """Loop seconds at which the voice last began anew, where that is not the onset."""
    spoken: float = 0.0
    """Seconds of speech before that."""
    text: str = ""
    """The newest partial, or the final text."""
    final: bool = False
    is_command: bool = False
    """The text is a command, and the recogniser is sure of it."""
    said: tuple[str, ...] = ()
    """What our loudspeaker said around that time; empty for an earpiece."""

    def seconds_of_speech(self, now: float) -> float:
        """How long there has been speech in all, and not our own."""
        began = self.onset if self.burst is None else self.burst
        going_on = now - began if self.is_speech and self.still_voiced else 0.0
        return self.spoken + going_on - (ECHO_SECONDS if self.said else 0.0)


def decide(heard: Interruption, now: float, words: ListeningWords) -> Decision:
    """Whether the paused speech stops, resumes, or waits for more evidence."""
    if not heard.final and _wants_to_speak(heard, now, words):
        return Decision(Verdict.STOP)
    if heard.text:
        return _by_words(heard, now, words)
    if heard.final:
        return Decision(Verdict.RESUME, "nothing")
    if not heard.still_voiced and not heard.is_speech:
        return Decision(Verdict.RESUME, "noise")
    return _when_patience_ends(heard, now)


def _by_words(heard: Interruption, now: float, words: ListeningWords) -> Decision:
    if is_echo(heard.text, heard.said, words):
        over = heard.final or not heard.still_voiced
        return Decision(Verdict.RESUME, "own echo") if over else _when_patience_ends(heard, now)
    if _orders_stop(heard.text, words):
        return Decision(Verdict.STOP)
    if made_only_of(heard.text, words.backchannels | words.fillers):
        over = heard.final or not heard.still_voiced
        return Decision(Verdict.RESUME, "backchannel") if over else _when_patience_ends(heard, now)
    if not heard.final and not _is_sure(heard, words):
        return _when_patience_ends(heard, now)
    return Decision(Verdict.STOP)


def _when_patience_ends(heard: Interruption, now: float) -> Decision:
    speaking = heard.is_speech and heard.still_voiced
    patience = WHILE_SPEAKING_SECONDS if speaking else PATIENCE_SECONDS
    late = now - heard.onset >= patience
    return Decision(Verdict.RESUME, "nothing") if late else WAIT


def _wants_to_speak(heard: Interruption, now: float, words: ListeningWords) -> bool:
    """Longer than any backchannel, even before a word is known; our echo ends with the pause."""
    long = heard.seconds_of_speech(now) >= NO_BACKCHANNEL_SECONDS
    return long and not made_only_of(heard.text, words.backchannels | words.fillers)


def _is_sure(heard: Interruption, words: ListeningWords) -> bool:
    """A partial text that will not turn into a backchannel."""
    said = tokens(heard.text)
    if heard.is_command:
        return True
    long = len(said) >= SURE_WORDS or sum(map(len, said)) >= SURE_LETTERS
    return long and not _may_become_backchannel(heard.text, words)


def _orders_stop(text: str, words: ListeningWords) -> bool:
    """A stop word at the beginning: "stop", "wait a moment"."""
    said = tokens(text)
    return any(said[: len(stop)] == stop for stop in map(tokens, words.stop_words) if stop)


def _may_become_backchannel(text: str, words: ListeningWords) -> bool:
    """The beginning of a longer backchannel: "uh" of "uh huh"."""
    said = tokens(text)
    return any(tokens(phrase)[: len(said)] == said for phrase in words.backchannels)


def is_echo(text: str, said: tuple[str, ...], words: ListeningWords) -> bool:
    """Whether the text is our own voice: its words, in order, are in what we just said.

    A stop word that we did not say ourselves is never echo.
    """
    heard = tokens(text)
    ours = {token for item in said for token in tokens(item)}
    if _orders_stop(text, words) and heard[0] not in ours:
        return False
    return bool(heard) and any(_share_in_order(heard, tokens(item)) >= ECHO_SHARE for item in said)


def _share_in_order(heard: list[str], said: list[str]) -> float:
    """The share of the heard words (longer words count more) found in order in the said ones."""
    blocks = SequenceMatcher(None, heard, said, autojunk=False).get_matching_blocks()
    found = sum(len(word) for block in blocks for word in heard[block.a : block.a + block.size])
    return found / sum(map(len, heard))
