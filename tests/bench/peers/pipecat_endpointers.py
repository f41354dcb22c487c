"""Pipecat's turn ends on sound at full speed: its own Silero and smart-turn, on the sound's clock.

The analyzers are the framework's. What follows them is its rule, read from
`pipecat/turns/user_stop`: when the VAD says "stopped", smart-turn is asked once; "complete" ends
the turn, "incomplete" waits for its 3 s of silence or the next stop. A transcript costs no time.
"""

from __future__ import annotations

import os
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

from loguru import logger
from pipecat.audio.turn.base_turn_analyzer import EndOfTurnState
from pipecat.audio.turn.smart_turn import base_smart_turn
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams, VADState
from sound import RATE

if TYPE_CHECKING:
    from array import array

    from endpoint_curve import Endpointer

FRAME = 320
STOP_SECONDS = (0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.5)
STOCK_STOP_SECONDS = 0.2
STOCK_SPEECH_TIMEOUT = 0.6

logger.remove()
logger.add(sys.stderr, level=os.getenv("PEER_LOG", "ERROR"))


class SoundClock:
    """Stands in for `time` in smart-turn's module: its buffer is cut by monotonic time."""

    def __init__(self) -> None:
        self.now = 0.0

    def module(self) -> SimpleNamespace:
        return SimpleNamespace(monotonic=lambda: self.now, perf_counter=time.perf_counter)


class PipecatEndpointer:
    """Silero with `stop_seconds` of silence, then smart-turn or a fixed timeout."""

    def __init__(
        self, stop_seconds: float, timeout: float, judge: LocalSmartTurnAnalyzerV3 | None = None
    ) -> None:
        self._stop_seconds = stop_seconds
        self._timeout = timeout
        self._judge = judge
        self.detector = f"Pipecat silero + {'smart-turn v3' if judge else 'silence only'}"
        self.setting = f"stop_secs={stop_seconds:g}" + (f", timeout={timeout:g}" if timeout else "")

    async def endpoints(self, samples: array[int]) -> list[float]:
        vad = SileroVADAnalyzer(params=VADParams(stop_secs=self._stop_seconds))
        vad.set_sample_rate(RATE)
        turn = _Judged(self._judge) if self._judge else _Timed(self._timeout)
        speaking = False
        for at in range(0, len(samples) - FRAME + 1, FRAME):
            frame = samples[at : at + FRAME].tobytes()
            now = (at + FRAME) / RATE
            state = vad._run_analyzer(frame)  # analyze_audio without its hop to a thread
            if state == VADState.SPEAKING and not speaking:
                speaking = True
                turn.started(vad.params.start_secs)
            elif state == VADState.QUIET and speaking:
                speaking = False
                await turn.stopped(now)
            turn.heard(frame, speaking, now)
        await vad.cleanup()
        return turn.ends


class _Timed:
    """The speech-timeout rule."""

    def __init__(self, timeout: float) -> None:
        self.ends: list[float] = []
        self._timeout = timeout
        self._due: float | None = None

    def started(self, start_seconds: float) -> None:
        self._due = None

    async def stopped(self, now: float) -> None:
        self._due = now + self._timeout
        self.heard(b"", False, now)

    def heard(self, frame: bytes, speaking: bool, now: float) -> None:
        if self._due is not None and now >= self._due:
            self.ends.append(self._due)
            self._due = None


class _Judged:
    """The smart-turn rule."""

    def __init__(self, analyzer: LocalSmartTurnAnalyzerV3) -> None:
        self.ends: list[float] = []
        self._clock = SoundClock()
        base_smart_turn.time = self._clock.module()
        self._analyzer = analyzer
        self._analyzer.set_sample_rate(RATE)
        self._analyzer.clear()
        self._open = False

    def started(self, start_seconds: float) -> None:
        self._analyzer.update_vad_start_secs(start_seconds)
        self._open = True

    async def stopped(self, now: float) -> None:
        began = time.process_time()
        state, _ = await self._analyzer.analyze_end_of_turn()
        self._end_if(state, now + time.process_time() - began)

    def heard(self, frame: bytes, speaking: bool, now: float) -> None:
        self._clock.now = now
        self._end_if(self._analyzer.append_audio(frame, speaking), now)

    def _end_if(self, state: EndOfTurnState, at: float) -> None:
        if state == EndOfTurnState.COMPLETE and self._open:
            self.ends.append(at)
            self._open = False
            self._analyzer.clear()


def endpointers() -> list[Endpointer]:
    """With the turn model, by silence alone, and by the framework's own speech timeout."""
    judge = LocalSmartTurnAnalyzerV3()
    return [
        *(PipecatEndpointer(stop, 0.0, judge) for stop in STOP_SECONDS),
        *(PipecatEndpointer(stop, 0.0) for stop in STOP_SECONDS),
        PipecatEndpointer(STOCK_STOP_SECONDS, STOCK_SPEECH_TIMEOUT),
    ]
