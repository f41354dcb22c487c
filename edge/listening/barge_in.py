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
"""Without a decision for so long, speech resumes."""
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
    text: str = ""
    """The newest partial, or the final text."""
    final: bool = False
    said: tuple[str, ...] = ()
    """What our loudspeaker said around that time; empty for an earpiece."""


def decide(heard: Interruption, now: float, words: ListeningWords) -> Decision:
    """Whether the paused speech stops, resumes, or waits for more evidence."""
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
    if not heard.final and _may_become_backchannel(heard.text, words):
        return _when_patience_ends(heard, now)
    return Decision(Verdict.STOP)


def _when_patience_ends(heard: Interruption, now: float) -> Decision:
    late = now - heard.onset >= PATIENCE_SECONDS
    return Decision(Verdict.RESUME, "nothing") if late else WAIT


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
