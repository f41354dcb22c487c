"""LiveKit's turn ends on sound at full speed: its own Silero and local end-of-turn model.

VAD and model are the framework's. What follows them is its rule, read from
`livekit/agents/voice/audio_recognition.py`: after 0.2 s of silence the model hears the last 1.2 s;
at the VAD's end of speech a probability under its threshold means `max_delay`, else `min_delay`,
counted from where the speech ended. New speech takes it all back. A transcript costs no time.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from livekit import rtc
from livekit.agents import inference, vad
from livekit.local_inference import EOT, EOT_MAX_SAMPLES
from sound import RATE

if TYPE_CHECKING:
    from array import array

    from endpoint_curve import Endpointer

FRAME = 320
SILENCES = (0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.5)
STOCK_SILENCE = 0.25
MIN_DELAYS = (0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5)
"""Stock is 0.3 with the model; without it 0.5."""
MAX_DELAY = 2.5
ASK_AFTER = 0.2
"""Seconds of silence after which the framework asks its model."""


class Opinion(NamedTuple):
    """What the model thought of a silence."""

    probability: float
    ready: float


class LiveKitEndpointer:
    """Silero with `silence` seconds, then a delay which the model may lengthen."""

    def __init__(self, silence: float, min_delay: float, *, judge: bool) -> None:
        self._silence = silence
        self._min_delay = min_delay
        self._model = EOT() if judge else None
        self.detector = f"LiveKit silero + {'turn model v1-mini' if judge else 'silence only'}"
        self.setting = f"min_silence={silence:g}, min_delay={min_delay:g}"

    async def endpoints(self, samples: array[int]) -> list[float]:
        threshold = await inference.TurnDetector(version="v1-mini").unlikely_threshold(None)
        rule = _Rule(self._min_delay, threshold or 0.0)
        for event in await _vad_events(samples, self._silence):
            rule.past(event.timestamp)
            if event.type == vad.VADEventType.START_OF_SPEECH:
                rule.started()
            elif event.type == vad.VADEventType.END_OF_SPEECH:
                rule.stopped(event.timestamp, event.silence_duration)
            elif rule.wants_opinion(event) and self._model is not None:
                rule.opinion = self._ask(samples, event.timestamp, rule.ends)
        return rule.ends

    def _ask(self, samples: array[int], now: float, ends: list[float]) -> Opinion:
        """The model hears 1.2 s at most, and nothing from before the last turn's end."""
        last = int(ends[-1] * RATE) if ends else 0
        here = int(now * RATE)
        heard = np.array(samples[max(here - EOT_MAX_SAMPLES, last, 0) : here], np.int16)
        began = time.process_time()
        probability = self._model.predict(heard)
        return Opinion(probability, now + time.process_time() - began)


class _Rule:
    """When a turn is over, given what VAD and model said; times are the sound's."""

    def __init__(self, min_delay: float, threshold: float) -> None:
        self.ends: list[float] = []
        self.opinion: Opinion | None = None
        self._min_delay = min_delay
        self._threshold = threshold
        self._speaking = False
        self._due: float | None = None

    def past(self, now: float) -> None:
        if self._due is not None and now >= self._due:
            self.ends.append(self._due)
            self._due = None

    def started(self) -> None:
        self._speaking = True
        self._due = None
        self.opinion = None

    def stopped(self, now: float, silence: float) -> None:
        self._speaking = False
        unlikely = self.opinion is not None and self.opinion.probability < self._threshold
        ready = self.opinion.ready if self.opinion else now
        delay = MAX_DELAY if unlikely else self._min_delay
        self._due = max(now, ready, now - silence + delay)

    def wants_opinion(self, event: vad.VADEvent) -> bool:
        if event.raw_accumulated_speech > 0.0:
            self.opinion = None
        long_enough = event.raw_accumulated_silence >= ASK_AFTER
        return self._speaking and self.opinion is None and long_enough


async def _vad_events(samples: array[int], silence: float) -> list[vad.VADEvent]:
    stream = inference.VAD(min_silence_duration=silence).stream()
    for at in range(0, len(samples) - FRAME + 1, FRAME):
        frame = samples[at : at + FRAME].tobytes()
        stream.push_frame(rtc.AudioFrame(frame, RATE, 1, FRAME))
    stream.end_input()
    events = [event async for event in stream]
    await stream.aclose()
    return events


def endpointers() -> list[Endpointer]:
    """With the turn model, by silence alone, and the framework's delay without its model."""
    return [
        *(LiveKitEndpointer(STOCK_SILENCE, delay, judge=True) for delay in MIN_DELAYS),
        *(LiveKitEndpointer(silence, 0.0, judge=False) for silence in SILENCES),
        LiveKitEndpointer(STOCK_SILENCE, 0.5, judge=False),
    ]
