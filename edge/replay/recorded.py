"""The ports of a conversation as its recorder sees them: the same, but every result is kept.

Whatever comes in waits for a moment of its own before the conversation sees it; see loop.py.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, TypeVar

from edge.replay import tape
from edge.replay.calls import nothing, once, stream
from edge.replay.loop import moment
from edge.replay.recorded_hearing import hearing

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from edge.audio.output import Output
    from edge.audio.speech_track import Progress
    from edge.audio.utterance import Utterance
    from edge.modes.parts import Devices, Engines
    from edge.ports import (
        Battery,
        Button,
        Hypothesis,
        LanguageModel,
        Prompt,
        Samples,
        SpeechChunk,
        SpeechRecognizer,
        SpeechSynthesizer,
        Vitals,
        VitalSigns,
        Voice,
    )
    from edge.replay.recorder import Recorder
    from edge.store.store import Store

T = TypeVar("T")


def engines(made: Engines, recorder: Recorder) -> Engines:
    """The same engines, recorded."""
    recognizer = made.recognizer
    return replace(
        made,
        recognizer=lambda language: RecordedRecognizer(recognizer(language), recorder),
        synthesizer=RecordedSynthesizer(made.synthesizer, recorder),
        mind=RecordedLanguageModel(made.mind, recorder) if made.mind else None,
    )


def devices(made: Devices, recorder: Recorder) -> Devices:
    """The same devices, recorded; outputs are looked at where they are."""
    for output in made.outputs:
        output.seen = PlayedTape(output, recorder)
    return replace(
        made,
        hearing=[hearing(item, number, recorder) for number, item in enumerate(made.hearing)],
        buttons=[RecordedButton(button, n, recorder) for n, button in enumerate(made.buttons)],
        battery=RecordedBattery(made.battery, recorder) if made.battery else None,
        vitals=RecordedVitals(made.vitals, recorder) if made.vitals else None,
    )


def watch_store(made: Store, recorder: Recorder) -> None:
    """From now on it is kept when the work of this store was done."""
    inner = made.through

    async def through(name: str, work: Callable[[], T], /) -> T:
        at = asyncio.get_running_loop().time()
        done = inner(name, lambda: recorder.clock.during(at, work))
        return await once(recorder, f"store {name}", done, nothing)

    made.through = through


class RecordedRecognizer:
    """A SpeechRecognizer; also kept is when it asked for more sound."""

    def __init__(self, recognizer: SpeechRecognizer, recorder: Recorder) -> None:
        self._recognizer = recognizer
        self._recorder = recorder

    def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncGenerator[Hypothesis, None]:
        name = self._recorder.call("recognizer")
        hypotheses = self._recognizer.transcribe(self._taken(sound, name))
        return stream(self._recorder, name, hypotheses, tape.plain_hypothesis)

    async def _taken(self, sound: AsyncIterator[Samples], name: str) -> AsyncIterator[Samples]:
        while True:
            await moment()
            self._recorder.note("call", name=name, step="take", value=None)
            try:
                piece = await anext(sound)
            except StopAsyncIteration:
                return
            yield piece


class RecordedSynthesizer:
    """A SpeechSynthesizer."""

    def __init__(self, synthesizer: SpeechSynthesizer, recorder: Recorder) -> None:
        self.rate = synthesizer.rate
        self._synthesizer = synthesizer
        self._recorder = recorder

    def synthesize(self, text: str, voice: Voice) -> AsyncGenerator[SpeechChunk, None]:
        chunks = self._synthesizer.synthesize(text, voice)
        name = self._recorder.call("synthesizer")
        return stream(self._recorder, name, chunks, tape.plain_chunk)


class RecordedLanguageModel:
    """A LanguageModel."""

    def __init__(self, model: LanguageModel, recorder: Recorder) -> None:
        self._model = model
        self._recorder = recorder

    async def prepare(self, prompt: Prompt) -> None:
        await once(self._recorder, "preparing", self._model.prepare(prompt), nothing)

    def generate(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        name = self._recorder.call("language model")
        return stream(self._recorder, name, self._model.generate(prompt), str)


class RecordedButton:
    """A Button."""

    def __init__(self, button: Button, number: int, recorder: Recorder) -> None:
        self._button = button
        self._port = f"button {number}"
        self._recorder = recorder

    def presses(self) -> AsyncGenerator[str, None]:
        name = self._recorder.call(self._port)
        return stream(self._recorder, name, self._button.presses(), str)


class RecordedBattery:
    """A Battery."""

    def __init__(self, battery: Battery, recorder: Recorder) -> None:
        self._battery = battery
        self._recorder = recorder

    def percent(self) -> float | None:
        percent = self._battery.percent()
        self._recorder.note("battery", value=percent)
        return percent


class RecordedVitals:
    """Vitals."""

    def __init__(self, vitals: Vitals, recorder: Recorder) -> None:
        self._vitals = vitals
        self._recorder = recorder

    async def read(self) -> VitalSigns:
        return await once(self._recorder, "vitals", self._vitals.read(), asdict)


class PlayedTape:
    """How far an output is; the same all through a moment, whatever its thread does meanwhile."""

    def __init__(self, output: Output, recorder: Recorder) -> None:
        self._output = output
        self._recorder = recorder
        self._utterance: Utterance | None = None
        self._number = 0
        self._looked_at = float("-inf")
        self._progress: Progress | None = None

    def __call__(self, utterance: Utterance, progress: Progress) -> Progress:
        now = self._output.clock()
        if utterance is not self._utterance:
            self._utterance = utterance
            self._number += 1
            self._progress = None
        if self._progress is None or (now > self._looked_at and progress != self._progress):
            self._progress = progress
            value = [
                progress.rendered,
                progress.heard,
                progress.first_handed,
                progress.silent_since,
            ]
            name = self._output.name
            self._recorder.note("played", output=name, utterance=self._number, value=value)
        self._looked_at = now
        return self._progress
