"""When a turn is over: three speeds of silence, a learned pause, and a hard limit. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.listening.words import ends_with_one_of, tokens

if TYPE_CHECKING:
    from edge.listening.words import ListeningWords
    from edge.settings import ListeningSettings

JUDGED_FINISHED = 0.5
"""A judge below this calls the turn unfinished."""
DOUBT_EXPONENT = 2
"""The wait grows with the judge's doubt to this power: with 1 a little doubt waits too long, and
a step from one wait to the other ended more read turns early (docs/endpointing.md)."""
SLOWEST_FINISHED = 2.0
"""A slow speaker's finished sentences wait at most so many times the setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSoFar:
    """What is known of a turn at one moment."""

    silence: float
    """Seconds since the last voiced sound; 0 while there is voice."""
    seconds: float
    """Since the turn's onset."""
    text: str = ""
    complete: bool = False
    """The words are a complete command."""
    current: bool = True
    """The text covers all the sound so far; a slow recogniser's may not."""
    judged: float | None = None
    """A TurnJudge's probability that the speaker has finished."""


def end_reason(
    turn: TurnSoFar, settings: ListeningSettings, learned_wait: float, words: ListeningWords
) -> str | None:
    """Why the turn is over ("command", "finished", "unfinished", "limit"), or None: it goes on."""
    if turn.seconds >= settings.longest_turn_seconds:
        return "limit"
    reason, wait = speed(turn, settings, learned_wait, words)
    return reason if turn.silence >= wait - 1e-6 else None


def speed(
    turn: TurnSoFar, settings: ListeningSettings, learned_wait: float, words: ListeningWords
) -> tuple[str, float]:
    """Which of the three speeds applies, and its silence in seconds."""
    unfinished = ("unfinished", max(learned_wait, settings.finished_silence_seconds))
    if not turn.current or not turn.text:
        return unfinished
    reading_out = is_reading_out(turn.text, words)
    if turn.complete and not reading_out:
        return "command", settings.command_silence_seconds
    finished = ("finished", _finished_wait(settings, learned_wait))
    if turn.complete:
        return finished
    if reading_out or not looks_finished(turn.text, words):
        return unfinished
    return finished if turn.judged is None else _judged(turn.judged, finished[1], unfinished[1])


def _judged(judged: float, finished: float, unfinished: float) -> tuple[str, float]:
    """Between the two waits by what a judge thinks of the pause; never under the shorter one."""
    doubt: float = (1 - judged) ** DOUBT_EXPONENT
    wait = finished + max(0.0, unfinished - finished) * doubt
    return "finished" if judged >= JUDGED_FINISHED else "unfinished", wait


def looks_finished(text: str, words: ListeningWords) -> bool:
    """Whether a sentence can end here: not after a conjunction, a filler, a comma or nothing."""
    stripped = text.rstrip()
    if not stripped or stripped.endswith((",", "，", "、", ":", "：", "-", "…", "...")):
        return False
    if stripped.endswith((".", "?", "!", "。", "？", "！")):
        return True
    return not ends_with_one_of(stripped, words.unfinished_endings | words.fillers)


def is_reading_out(text: str, words: ListeningWords) -> bool:
    """Whether the text ends in several digits or letters: a number or a spelling in progress."""
    last = tokens(text)[-2:]
    return len(last) == 2 and all(_is_symbol(word, words) for word in last)


def _is_symbol(word: str, words: ListeningWords) -> bool:
    single_letter = len(word) == 1 and word.isascii() and word.isalpha()
    return single_letter or word.isdigit() or word in words.spelled


def _finished_wait(settings: ListeningSettings, learned_wait: float) -> float:
    """A person whose pauses are longer than expected gets more time here too, never less."""
    slower = learned_wait / settings.unfinished_silence_seconds
    return settings.finished_silence_seconds * min(SLOWEST_FINISHED, max(1.0, slower))
