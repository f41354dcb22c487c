"""Voice activity from two witnesses: a fast one that is easily fooled, and a slow one that knows.

webrtcvad with the level gives an onset within 30 to 40 ms; Silero tells, some 50 to 200 ms later,
whether it is speech. All thresholds are in seconds of sound; pure, time comes with each block.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from edge.ports import BLOCK_SECONDS

SPEECH_ABOVE = 0.5
SPEECH_ENDS_BELOW = 0.35
ONSET_BLOCKS = 2
"""Voiced blocks in a row that make an onset; in babble and music a third one saved no false one."""
BURST_GAP_SECONDS = 0.15
"""A burst of voice is over after so much quiet; longer than the closures inside words."""
TONELESS_SECONDS = 1.0
"""A burst that Silero has not confirmed by now is noise that has come to stay."""
TAIL_SECONDS = 0.1
"""A burst that begins so soon after a wake word may be the end of that word,"""
LONGER_THAN_TAIL_SECONDS = 0.2
"""unless it goes on for so long."""
OVER_FLOOR = 2.5
"""A voiced block is so many times louder than the noise floor."""
UNDER_PEAK = 0.03
"""A voiced block is at least so loud against the burst's peak (-30 dB): rooms go on sounding."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the witnesses say about one block."""

    at: float
    """Seconds, the end of the block."""
    level: float
    """RMS of the int16 samples."""
    voiced: bool
    """webrtcvad's vote; False for a block under the level gate."""
    probability: float | None = None
    """Silero's, for the frame that ended last; None while it has not judged this sound."""
    near: float | None = None
    """Over 1 where our own loudspeaker does not explain the block; see audio/near_voice.py."""


class Change(Enum):
    """What a block changed."""

    ONSET = "onset"
    SPEECH = "speech"
    """The burst is speech."""
    ENDED = "ended"


class OnsetRule(Protocol):
    """Decides how many voiced blocks in a row are the beginning of a voice."""

    def begins(self, heard: Heard, voiced_blocks: int) -> bool: ...


class QuickOnset:
    """Where our own voice cannot reach the microphone: ONSET_BLOCKS are enough."""

    def begins(self, heard: Heard, voiced_blocks: int) -> bool:
        return voiced_blocks >= ONSET_BLOCKS


class NoiseFloor:
    """The level of the room: falls to any quieter block at once, rises by a third a second."""

    RISE = 1.003
    FALL = 0.3

    def __init__(self, level: float) -> None:
        self.level = level

    def hear(self, level: float) -> None:
        if level < self.level:
            self.level += self.FALL * (level - self.level)
        else:
            self.level = min(level, max(1.0, self.level) * self.RISE)

    def adopt(self, level: float) -> None:
        """This is what the room sounds like from now on."""
        self.level = max(self.level, level)


class VoiceActivity:
    """Follows bursts of voice, block by block."""

    def __init__(self, gate: float, onset_rule: OnsetRule | None = None) -> None:
        self.onset_rule: OnsetRule = onset_rule or QuickOnset()
        self.onset = 0.0
        """First voiced block of the burst that is open, or was the last."""
        self.last_voiced = 0.0
        """Last voiced block of any burst."""
        self.last_speech = 0.0
        """Last voiced block of a burst that was speech."""
        self.voiced_seconds = 0.0
        self.in_burst = False
        self.is_speech = False
        self._gate = gate
        self._floor = NoiseFloor(gate / 2)
        self._peak = 0.0
        self._voiced_blocks = 0
        self._tail_until = float("-inf")

    def hear(self, heard: Heard) -> Change | None:
        """Take one block; says what it changed."""
        sounding = heard.voiced and self._is_loud(heard.level)
        self._floor.hear(heard.level)
        if self.in_burst:
            return self._in_burst(heard, sounding)
        self._voiced_blocks = self._voiced_blocks + 1 if sounding else 0
        if self.onset_rule.begins(heard, self._voiced_blocks):
            return self._begin(heard)
        return None

    def idle(self, level: float) -> None:
        """A block that nobody listens to; keeps the noise floor up to date."""
        self._floor.hear(level)

    def undecided(self, now: float) -> bool:
        """Something began so shortly ago that a turn must not end before it is known."""
        if self.in_burst:
            return not self.is_speech and now - self.onset < 2 * BURST_GAP_SECONDS
        return self._voiced_blocks > 0

    def forget(self, called_at: float = float("-inf")) -> None:
        """Drop the burst: what sounded so far does not count, nor does a wake word's own end."""
        self._tail_until = called_at + TAIL_SECONDS
        self.in_burst = self.is_speech = False
        self._voiced_blocks = 0
        self.voiced_seconds = 0.0

    def _is_loud(self, level: float) -> bool:
        peak = self._peak if self.in_burst else 0.0
        return level >= max(self._gate, OVER_FLOOR * self._floor.level, UNDER_PEAK * peak)

    def _begin(self, heard: Heard) -> Change:
        blocks = max(1, self._voiced_blocks)
        self.onset = heard.at - (blocks - 1) * BLOCK_SECONDS
        self.voiced_seconds = blocks * BLOCK_SECONDS
        self.last_voiced = heard.at
        self.in_burst, self.is_speech = True, False
        self._peak = heard.level
        self._voiced_blocks = 0
        return Change.ONSET

    def _in_burst(self, heard: Heard, sounding: bool) -> Change | None:
        if sounding:
            self._extend(heard)
        if not self.is_speech and self._is_confirmed(heard):
            self.is_speech, self.last_speech = True, self.last_voiced
            return Change.SPEECH
        if self._has_come_to_stay(heard.at):
            self._floor.adopt(heard.level)
            return self._end()
        return self._end() if heard.at - self.last_voiced >= BURST_GAP_SECONDS else None

    def _is_confirmed(self, heard: Heard) -> bool:
        if self.onset <= self._tail_until and self.voiced_seconds < LONGER_THAN_TAIL_SECONDS:
            return False
        return (heard.probability or 0.0) > SPEECH_ABOVE

    def _extend(self, heard: Heard) -> None:
        """Count the block as voice, unless Silero heard speech before and hears none now."""
        if self.is_speech and (heard.probability or 0.0) < SPEECH_ENDS_BELOW:
            return
        self._peak = max(self._peak, heard.level)
        self.voiced_seconds += BLOCK_SECONDS
        self.last_voiced = heard.at
        if self.is_speech:
            self.last_speech = heard.at

    def _has_come_to_stay(self, now: float) -> bool:
        return not self.is_speech and now - self.onset >= TONELESS_SECONDS

    def _end(self) -> Change:
        self.in_burst = False
        return Change.ENDED
