"""When a sound over our own voice is worth a pause. Pure."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from edge.listening.voice_activity import ONSET_BLOCKS, SPEECH_ABOVE
from edge.ports import BLOCK_SECONDS

if TYPE_CHECKING:
    from edge.listening.voice_activity import Heard

CONVERGING_SECONDS = 0.3
"""The echo canceller needs so long at the start of our speech."""
TAIL_SECONDS = 0.5
"""Our echo sounds on so long after we stopped: loop delay and room, up to 0.42 s in measured ones
(`python -m tests.own_voice`)."""
SPELLS = 4
"""Of our own voice that are remembered, for the blocks of a loop that was late."""
LEARNING_SECONDS = 10.0
"""In its first seconds of speech in all it leaves bursts of echo: Silero must agree there."""
AGREEING_BLOCKS = 10
"""Silero is late and flickers: its best opinion of the last blocks counts."""
LOUD = 600.0
"""RMS that a near voice has, and a cancelled echo rarely (without automatic gain control)."""
OVER_RESIDUAL = 1.5
"""A near voice is so many times louder than what the canceller leaves of ours."""
NEAR_BLOCKS, OF_NEAR_BLOCKS = 5, 8
"""So many blocks that our loudspeaker does not explain,"""
CLEAN_BLOCKS, CLEAN_LEVEL = 3, 200.0
"""and so many voiced ones so loud after the canceller: two witnesses, which err differently."""
LOUD_BLOCKS, OF_BLOCKS = 6, 10
"""So many loud voiced blocks of the last ones are a near voice; echo comes in shorter spikes."""


class OwnVoice:
    """When our own voice, or its echo, could be in a microphone; blocks may come seconds late."""

    def __init__(self) -> None:
        self._spells: deque[tuple[float, float]] = deque(maxlen=SPELLS)

    def start(self, now: float) -> None:
        """It is on an open loudspeaker from now on."""
        going_on = bool(self._spells) and now <= self._spells[-1][1]
        since = self._spells.pop()[0] if going_on else now
        self._spells.append((since, float("inf")))

    def stop(self, now: float) -> None:
        """It has stopped; its echo goes on a little."""
        if self._spells:
            since, until = self._spells.pop()
            self._spells.append((since, min(until, now + TAIL_SECONDS)))

    def since(self, at: float) -> float | None:
        """When the spell began in which this moment lies; None where there was silence."""
        return next((since for since, until in self._spells if since <= at <= until), None)


class OverlapOnset:
    """An OnsetRule: quick while no loudspeaker of ours can be heard, careful while one can."""

    def __init__(self, gate: float) -> None:
        self.own_voice = OwnVoice()
        self._residual = gate
        self._loud: deque[bool] = deque(maxlen=OF_BLOCKS)
        self._near: deque[bool] = deque(maxlen=OF_NEAR_BLOCKS)
        self._clean: deque[bool] = deque(maxlen=OF_BLOCKS)
        self._probable: deque[float] = deque(maxlen=AGREEING_BLOCKS)
        self._own_seconds = 0.0
        self._asked = float("-inf")
        self._echoing: float | None = None
        """Since when our voice sounds. Voiced blocks in a row that began while it did are its
        echo, until a gap."""

    def begins(self, heard: Heard, voiced_blocks: int) -> bool:
        """Called for each block, with how many voiced ones there were in a row."""
        since = self.own_voice.since(heard.at)
        if since is not None or voiced_blocks == 0 or heard.near is None:
            self._echoing = since
        if self._echoing is None:
            return voiced_blocks >= ONSET_BLOCKS
        self._start_afresh_after_a_burst(heard.at)
        by_near, by_level = self._near_voice(heard), self._loud_voice(heard)
        if heard.at < self._echoing + CONVERGING_SECONDS:
            return False
        return by_level if heard.near is None else by_near

    def _start_afresh_after_a_burst(self, now: float) -> None:
        """Nobody asks during a burst: what was loud before it does not begin the next one."""
        if now - self._asked > OF_BLOCKS * BLOCK_SECONDS:
            for memory in (self._near, self._clean, self._loud):
                memory.clear()
        self._asked = now

    def _near_voice(self, heard: Heard) -> bool:
        """With a model of the room: it does not explain the sound, and the canceller left it."""
        self._near.append((heard.near or 0.0) > 1.0)
        self._clean.append(heard.voiced and heard.level > CLEAN_LEVEL)
        return sum(self._near) >= NEAR_BLOCKS and sum(self._clean) >= CLEAN_BLOCKS

    def _loud_voice(self, heard: Heard) -> bool:
        """Where somebody else cancels the echo: by the level alone, at first with Silero."""
        threshold = max(LOUD, OVER_RESIDUAL * self._residual)
        self._loud.append(heard.voiced and heard.level > threshold)
        self._probable.append(heard.probability or 0.0)
        self._follow_residual(heard.level)
        if self._echoing is not None and heard.at >= self._echoing + CONVERGING_SECONDS:
            self._own_seconds += BLOCK_SECONDS
        learned = self._own_seconds > LEARNING_SECONDS
        return sum(self._loud) >= LOUD_BLOCKS and (learned or max(self._probable) > SPEECH_ABOVE)

    def _follow_residual(self, level: float) -> None:
        """Rises with a time constant of half a second, falls in two."""
        if level > self._residual:
            self._residual += 0.02 * (level - self._residual)
        else:
            self._residual *= 0.995
